import type { Hmm } from "@beliefscope/hmm-core";
import { type BeliefLaw, meanNextTokenEntropy, nextBeliefLaw } from "./belief-law.ts";
import { stationaryStartFor } from "../stationary-start.ts";

/** What is known after some tokens of the stationary process. S_0 is the hidden state before X_1. */
export type StationaryBeliefLaws = {
  /** k, the tokens read. */
  readonly length: number;
  /** The law of the belief P(S_k | X_1 ... X_k). */
  readonly unknownStart: BeliefLaw;
  /** The law of the belief P(S_k | X_1 ... X_k, S_0); null for a generalized process, which has no hidden states. */
  readonly knownStart: BeliefLaw | null;
  /** H(X_{k+1} | X_1 ... X_k) in nats. */
  readonly myopic: number;
  /** H(X_{k+1} | X_1 ... X_k, S_0) in nats, or null. */
  readonly givenStart: number | null;
};

/**
 * The laws after k = 0, 1, 2, ... tokens, as far as no law has more than `maxBeliefs` beliefs and all together have not more
 * than `maxInAll`: the last step is the one that passes it.
 */
export function* stationaryBeliefLaws(
  caller: string,
  hmm: Hmm,
  { maxBeliefs, maxInAll }: { readonly maxBeliefs: number; readonly maxInAll: number },
): Generator<StationaryBeliefLaws, void> {
  const start = stationaryStartFor(caller, hmm);
  const process = { ...hmm, initialBelief: start };
  let unknownStart: BeliefLaw | null = { beliefs: start, probability: Float64Array.of(1) };
  let knownStart: BeliefLaw | null = hmm.rightVector ? null : { beliefs: identity(hmm.numStates), probability: start };
  let visited = 0;
  for (let length = 0; unknownStart !== null; length++) {
    const myopic = meanNextTokenEntropy(process, unknownStart);
    const givenStart = knownStart && Math.min(meanNextTokenEntropy(hmm, knownStart), myopic);
    yield { length, unknownStart, knownStart, myopic, givenStart };
    visited += unknownStart.probability.length + (knownStart?.probability.length ?? 0);
    if (visited > maxInAll) return;
    unknownStart = nextBeliefLaw(process, unknownStart, maxBeliefs);
    if (knownStart === null || unknownStart === null) continue;
    knownStart = nextBeliefLaw(process, knownStart, maxBeliefs);
    if (knownStart === null) return;
  }
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
}
