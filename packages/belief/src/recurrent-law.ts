import { type Hmm, stationaryLaw } from "@beliefscope/hmm-core";

/**
 * The stationary law of a process of one recurrent class.
 *
 * @param caller The public function, for the message.
 * @throws RangeError if there are several.
 */
export function recurrentLaw(caller: string, hmm: Hmm): Float64Array {
  try {
    return stationaryLaw(hmm);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${caller}: ${hmm.name} must have one recurrent class, got several`, { cause: error });
  }
}
