import { factorTransitionEmission, type Hmm, tokenLaw, withEmissionOn } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { FixedFilter } from "./fixed-filter.ts";
import { reachablePoles } from "./reachable-poles.ts";
import { stationaryStartFor } from "../stationary-start.ts";

/**
 * The fixed filter that adds up log-evidence instead of probabilities.
 *
 *   claim = softmax(log pi + sum_d v(o_{t-d}) F^d) · push,   v(o) = log E[:, o] - sum_s pi_s log E[s, o]
 *   F = D F' D^-1,  D = diag(pi),   push = T in departure form, the identity in arrival form
 *
 * F' moves deviations of a belief from pi, as a linear filter of the arrival form does; to first order such a deviation
 * is D times centred log-evidence, hence F. Where F' is a multiple of the identity (messN), so is F.
 *
 * @param caller The public function, for messages.
 * @param linearTransition Gives F' for the process in arrival form, shape [state, state].
 * @throws RangeError if the process does not factor, or E or pi has a zero.
 */
export function logReadoutFilter(caller: string, hmm: Hmm, linearTransition: (arrival: Hmm) => Tensor): FixedFilter {
  const { numTokens, numStates, name } = hmm;
  const factors = factorTransitionEmission(hmm);
  if (factors === null) {
    throw new RangeError(
      `${caller}: the log readout needs a process that factors into transition and emission, got ${name}, which does not`,
    );
  }
  const E = factors.emission.data;
  const pi = stationaryStartFor(caller, hmm);
  for (const [what, values] of Object.entries({ "emission probabilities": E, "stationary probabilities": pi })) {
    if (!values.every((value) => value > 0)) {
      throw new RangeError(`${caller}: the log readout needs positive ${what}, got a zero in ${name}`);
    }
  }
  const stationary = { ...hmm, initialBelief: pi };
  const linear = linearTransition(withEmissionOn(stationary, "arrival")).data;

  const transition = linear.map((entry, k) => (pi[Math.floor(k / numStates)]! * entry) / pi[k % numStates]!);
  const tokenVectors = new Float64Array(numTokens * numStates);
  for (let token = 0; token < numTokens; token++) {
    const evidence = Float64Array.from({ length: numStates }, (_, state) => Math.log(E[state * numTokens + token]!));
    const mean = evidence.reduce((sum, value, state) => sum + pi[state]! * value, 0);
    tokenVectors.set(
      evidence.map((value) => value - mean),
      token * numStates,
    );
  }
  const identity = Float64Array.from({ length: numStates * numStates }, (_, k) => (k % (numStates + 1) === 0 ? 1 : 0));
  return {
    numTokens,
    numStates,
    transition,
    tokenVectors,
    bias: pi.map(Math.log),
    poles: reachablePoles(
      { shape: [numStates, numStates], data: transition },
      { shape: [numTokens, numStates], data: tokenVectors },
      pi,
    ),
    tokenLaw: tokenLaw(hmm).data,
    readout: { kind: "log", push: factors.emitOn === "departure" ? factors.transition.data : identity },
  };
}
