import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";

/** Which numbers of a process a fit chooses, besides its zeros, which stay. */
export type FreeParameters = {
  /** Shape [token, from, to]; transitions at entries other than 0 are given, not chosen. */
  readonly fixed?: Uint8Array;
  /** Where the initial belief comes from: "learned" (default), the "stationary" law of the transitions, or "given". */
  readonly initialBelief?: "learned" | "stationary" | "given";
};

/** Checks that a choice of free parameters fits a process. */
export function checkFreeParameters(caller: string, hmm: Hmm, { fixed, initialBelief }: FreeParameters): void {
  const size = hmm.labeledTransitions.length;
  if (fixed !== undefined) checkKind(caller, "fixed", "a list of numbers", fixed);
  if (fixed && fixed.length !== size) {
    throw new RangeError(`${caller}: fixed must have ${size} entries like labeledTransitions, got ${fixed.length}`);
  }
  if (initialBelief !== undefined && !["learned", "stationary", "given"].includes(initialBelief)) {
    throw new RangeError(
      `${caller}: initialBelief must be "learned", "stationary" or "given", got ${JSON.stringify(initialBelief)}`,
    );
  }
}
