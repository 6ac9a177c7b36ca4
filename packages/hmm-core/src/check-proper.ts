import type { Hmm } from "./hmm.ts";

/**
 * Refuses a generalized process where hidden states must have probabilities.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @throws RangeError if the process has a right vector.
 */
export function checkProper(caller: string, argument: string, hmm: Hmm): void {
  if (hmm.rightVector) {
    throw new RangeError(
      `${caller}: ${argument} must be a proper HMM, got ${hmm.name} with a rightVector ` +
        "(its entries may be negative, so its states have no probabilities; filtering and likelihood work)",
    );
  }
}
