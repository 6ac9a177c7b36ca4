import type { Hmm } from "@beliefscope/hmm-core";

/** Multiplications that a function makes of its own accord at most: about a second. */
const WORK = 5e8;

/**
 * How many beliefs may be followed by each token within 5 · 10^8 multiplications, numTokens · numStates^2 for each.
 *
 * @param most As many, even if more can be afforded; one can always.
 */
export function affordableBeliefs({ numTokens, numStates }: Hmm, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(WORK / (numTokens * numStates ** 2))));
}
