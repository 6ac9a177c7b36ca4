import { fromTransitionEmission, type Hmm, randomHmm, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";

/** A process without zeros or symmetry, of four tokens, that has the emission form which hmmlearn needs. */
export function denseProcess(numStates: number, seed: number): Hmm {
  const random = randomHmm({ n: numStates, v: 4, seed });
  return fromTransitionEmission(transitionMatrix(random), tokenLaw(random), { emitOn: "arrival" });
}
