import { factorTransitionEmission } from "./factor-transition-emission.ts";
import { type EmitOn, fromTransitionEmission } from "./from-transition-emission.ts";
import type { Hmm } from "./hmm.ts";

/**
 * The same process with the other emission convention: the same words with the same probabilities, other beliefs.
 *
 *   belief in departure form = belief in arrival form · T
 *
 * @param hmm A process that factors into a transition and an emission matrix.
 * @param emitOn The convention wanted; the process itself is returned if it has it already.
 * @throws RangeError if the process does not factor, or a departure form that does not start stationary is to be turned
 *   into an arrival form (its start need not have one).
 * @example
 * factorTransitionEmission(withEmissionOn(mess3({ x: 0.05, a: 0.85 }), "departure"))?.emitOn; // => "departure"
 */
export function withEmissionOn(hmm: Hmm, emitOn: EmitOn): Hmm {
  const factors = factorTransitionEmission(hmm);
  if (factors === null) {
    throw new RangeError(
      `withEmissionOn: ${hmm.name} must factor into transition and emission, got a process that does not`,
    );
  }
  if (factors.emitOn === emitOn) return hmm;
  const { initialBelief, numStates } = hmm;
  const pushed = new Float64Array(numStates);
  for (let from = 0; from < numStates; from++) {
    for (let to = 0; to < numStates; to++) {
      pushed[to]! += initialBelief[from]! * factors.transition.data[from * numStates + to]!;
    }
  }
  if (emitOn === "arrival" && pushed.some((entry, state) => Math.abs(entry - initialBelief[state]!) > 1e-9)) {
    throw new RangeError(
      `withEmissionOn: ${hmm.name} must start stationary to emit on arrival, got another initialBelief`,
    );
  }
  const { name, tokenNames, stateNames } = hmm;
  return fromTransitionEmission(factors.transition, factors.emission, {
    emitOn,
    name,
    initialBelief: emitOn === "arrival" ? initialBelief : pushed,
    ...(tokenNames && { tokenNames }),
    ...(stateNames && { stateNames }),
  });
}
