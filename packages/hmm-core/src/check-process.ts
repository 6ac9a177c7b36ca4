import { checkBeliefs } from "./check-beliefs.ts";
import { checkKind } from "./check-kind.ts";
import type { Hmm } from "./hmm.ts";

/**
 * Checks what can go wrong in a process that was put together by hand, as in `{ ...hmm, initialBelief }`: that it is one, and
 * that its arrays fit and its initial belief is a belief. The transitions are `createHmm`'s to check.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @throws TypeError if it is no process or its initial belief no Float64Array; RangeError if an array has another length than
 *   the numbers of states and tokens say, or the initial belief is not finite, negative (proper HMMs), or does not sum to 1.
 * @example
 * checkProcess("mine", "hmm", coin({ p: 0.5 })); // => undefined
 */
export function checkProcess(caller: string, argument: string, hmm: Hmm): void {
  checkKind(caller, argument, "a process", hmm);
  const { numTokens, numStates, labeledTransitions, rightVector, initialBelief } = hmm;
  const arrays = [
    ["labeledTransitions", labeledTransitions, numTokens * numStates ** 2],
    ["rightVector", rightVector, numStates],
  ] as const;
  for (const [name, values, size] of arrays) {
    if (values && values.length !== size) {
      throw new RangeError(`${caller}: ${argument}.${name} must have ${size} entries, got ${values.length}`);
    }
  }
  checkBeliefs(caller, `${argument}.initialBelief`, hmm, initialBelief, 1);
}
