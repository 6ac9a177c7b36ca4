/**
 * Checks that a belief given by a caller has the shape of a process's states and finite entries.
 *
 * @param caller The public function, for the message.
 * @throws RangeError if it has not.
 */
export function checkBelief(caller: string, belief: Float64Array, numStates: number): void {
  if (belief.length !== numStates) {
    throw new RangeError(`${caller}: belief must have shape [${numStates}], got [${belief.length}]`);
  }
  const state = belief.findIndex((entry) => !Number.isFinite(entry));
  if (state >= 0) throw new RangeError(`${caller}: belief[${state}] must be finite, got ${belief[state]!}`);
}
