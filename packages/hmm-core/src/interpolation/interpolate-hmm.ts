import { checkKind } from "../check-kind.ts";
import { checkProper } from "../check-proper.ts";
import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { stationaryLaw } from "../stationary-law.ts";

/** How `interpolateHmm` gets from one law to another. */
export type InterpolationPath = "linear" | "logit";

/**
 * A process between two of equal shape, proper all along the way.
 *
 *   linear:  T = (1 - t) T_a + t T_b
 *   logit:   T proportional to T_a^(1 - t) T_b^t in each row, hence with logits linear in t
 *
 * Hard zeros on the logit path: what is 0 at both ends stays 0; what is 0 at one end only goes linearly, as a
 * logarithm cannot; the transitions that are positive at both ends share the rest of the row in the proportions above. So
 * every row is a law at every t, moves without a jump, and ends at T_a and T_b. States are paired by index: relabel
 * one process first if its states mean something else.
 *
 * If both processes start from the stationary law of their transitions, so do those between; otherwise the initial belief
 * takes the same path as a row.
 *
 * @param a The process at t = 0; it gives the names of tokens and states.
 * @param b The process at t = 1.
 * @param t In [0, 1].
 * @param options.path No default: it changes what lies between.
 * @throws RangeError if a process is generalized (between two of them a word may have negative probability), the shapes
 *   differ, or t or the path is out of range.
 * @example
 * interpolateHmm(coin({ p: 0.5 }), coin({ p: 0.9 }), 0.5, { path: "linear" }).labeledTransitions; // ≈ [0.3, 0.7]
 * interpolateHmm(coin({ p: 0.5 }), coin({ p: 0.9 }), 0.5, { path: "logit" }).labeledTransitions; // ≈ [0.25, 0.75]
 */
export function interpolateHmm(a: Hmm, b: Hmm, t: number, options: { readonly path: InterpolationPath }): Hmm {
  checkKind("interpolateHmm", "options", "an object", options);
  const { path } = options;
  checkProper("interpolateHmm", "a", a);
  checkProper("interpolateHmm", "b", b);
  if (a.numTokens !== b.numTokens || a.numStates !== b.numStates) {
    const [wanted, got] = [a, b].map(({ numTokens, numStates }) => `${numTokens} tokens and ${numStates} states`);
    throw new RangeError(`interpolateHmm: b must have ${wanted!} like a, got ${got!}`);
  }
  checkFraction("interpolateHmm", t);
  if ((path as unknown) !== "linear" && (path as unknown) !== "logit") {
    throw new RangeError(`interpolateHmm: path must be "linear" or "logit", got ${JSON.stringify(path)}`);
  }
  const between = path === "linear" ? linearLaw : logitLaw;

  const { numTokens, numStates } = a;
  const data = new Float64Array(a.labeledTransitions.length);
  const entry = (from: number, move: number): number =>
    (Math.floor(move / numStates) * numStates + from) * numStates + (move % numStates);
  for (let from = 0; from < numStates; from++) {
    const row = (hmm: Hmm): Float64Array =>
      Float64Array.from({ length: numTokens * numStates }, (_, move) => hmm.labeledTransitions[entry(from, move)]!);
    between(row(a), row(b), t).forEach((probability, move) => {
      data[entry(from, move)] = probability;
    });
  }
  const stationary = startsStationary(a) && startsStationary(b);
  return createHmm({
    name: `${path}(${a.name}, ${b.name}, ${t})`,
    labeledTransitions: { shape: [numTokens, numStates, numStates], data },
    ...(!stationary && { initialBelief: between(a.initialBelief, b.initialBelief, t) }),
    ...(a.tokenNames && { tokenNames: a.tokenNames }),
    ...(a.stateNames && { stateNames: a.stateNames }),
  });
}

/** Checks that a fraction of the way is in [0, 1]. */
export function checkFraction(caller: string, t: number): void {
  if (!(t >= 0 && t <= 1)) throw new RangeError(`${caller}: t must be in [0, 1], got ${t}`);
}

function linearLaw(a: Float64Array, b: Float64Array, t: number): Float64Array {
  return a.map((p, i) => (1 - t) * p + t * b[i]!);
}

function logitLaw(a: Float64Array, b: Float64Array, t: number): Float64Array {
  const law = linearLaw(a, b, t);
  const shared = [...law.keys()].filter((i) => a[i]! > 0 && b[i]! > 0);
  const mass = shared.reduce((sum, i) => sum + law[i]!, 0);
  const logits = shared.map((i) => (1 - t) * Math.log(a[i]!) + t * Math.log(b[i]!));
  const top = logits.reduce((highest, logit) => Math.max(highest, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  shared.forEach((i, k) => {
    law[i] = (mass * weights[k]!) / total;
  });
  return law;
}

/** Whether the chain has one stationary law and starts from it. */
function startsStationary(hmm: Hmm): boolean {
  try {
    return stationaryLaw(hmm).every((probability, state) => Math.abs(probability - hmm.initialBelief[state]!) < 1e-9);
  } catch {
    return false;
  }
}
