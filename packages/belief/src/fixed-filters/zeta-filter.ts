import { checkKind, type Hmm, refuseNegative, transitionMatrix } from "@beliefscope/hmm-core";
import { checkReadout } from "./check-readout.ts";
import type { FixedFilter } from "./fixed-filter.ts";
import { linearReadoutFilter } from "./linear-readout.ts";
import { logReadoutFilter } from "./log-readout.ts";
import { stationaryStartFor } from "../stationary-start.ts";

/** Sums of signed terms that should vanish do so only up to rounding. */
const SIGNED_ZERO = 1e-12;

/**
 * The constrained belief of the published zeta-law: each token shifts the claim as if it were the only one read, and
 * shifts decay with the process itself. The limit of the best fixed filter for weak evidence.
 *
 *   v(o) = pi T[o] / P(o) - pi,   F = T,   claim = pi + sum_d v(o_{t-d}) T^d
 *
 * A token that has probability 0 under pi shifts nothing.
 *
 * @param hmm Any process; for the log readout one that factors with positive emissions.
 * @param options.readout "linear": as above. "log": log-evidence added up with the same memory, claim = softmax (see
 *   `FixedFilter`).
 * @throws RangeError if the process has no log readout.
 * @example
 * zetaFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }).poles; // ≈ [[0.85, 0], [0.85, 0]]
 * @see Piotrowski et al. 2025, arXiv:2502.01954
 */
export function zetaFilter(hmm: Hmm, options: { readonly readout: "linear" | "log" }): FixedFilter {
  checkKind("zetaFilter", "options", "an object", options);
  checkReadout("zetaFilter", options.readout);
  if (options.readout === "log") return logReadoutFilter("zetaFilter", hmm, transitionMatrix);

  const { numTokens, numStates, labeledTransitions, rightVector } = hmm;
  const pi = stationaryStartFor("zetaFilter", hmm);
  const shifts = new Float64Array(numTokens * numStates);
  for (let token = 0; token < numTokens; token++) {
    const shift = shifts.subarray(token * numStates, (token + 1) * numStates);
    for (let from = 0; from < numStates; from++) {
      for (let to = 0; to < numStates; to++) {
        shift[to]! += pi[from]! * labeledTransitions[(token * numStates + from) * numStates + to]!;
      }
    }
    const probability = shift.reduce((sum, joint, to) => sum + joint * (rightVector?.[to] ?? 1), 0);
    refuseNegative(hmm, probability);
    for (let to = 0; to < numStates; to++) {
      shift[to] = probability > (rightVector ? SIGNED_ZERO : 0) ? shift[to]! / probability - pi[to]! : 0;
    }
  }
  return linearReadoutFilter(hmm, pi, transitionMatrix(hmm), { shape: [numTokens, numStates], data: shifts });
}
