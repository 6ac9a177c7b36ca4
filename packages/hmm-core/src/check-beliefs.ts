import type { Hmm } from "./hmm.ts";

/** How far sums of beliefs may be from 1, as in `createHmm`. */
const TOLERANCE = 1e-9;

/**
 * Checks rows that a caller gave as beliefs.
 *
 *   b |1> = 1;  proper HMMs: b >= 0
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @param beliefs Shape [row, state].
 * @param rows How many there must be.
 * @throws TypeError if they are not in a Float64Array; RangeError if an entry is not finite or negative, a row does not sum to
 *   1 (tolerance 1e-9), or the number of entries is wrong.
 * @example
 * checkBeliefs("mine", "belief", coin({ p: 0.5 }), Float64Array.of(1), 1); // => undefined
 */
export function checkBeliefs(caller: string, argument: string, hmm: Hmm, beliefs: Float64Array, rows: number): void {
  if (!((beliefs as unknown) instanceof Float64Array)) {
    const kind = Object.prototype.toString.call(beliefs);
    throw new TypeError(`${caller}: ${argument} must be a Float64Array, got ${kind}`);
  }
  const { numStates, rightVector } = hmm;
  if (beliefs.length !== rows * numStates) {
    const shape = rows === 1 ? `[${numStates}]` : `[${rows}, ${numStates}]`;
    throw new RangeError(`${caller}: ${argument} must have shape ${shape}, got [${beliefs.length}]`);
  }
  for (let start = 0; start < beliefs.length; start += numStates) {
    let sum = 0;
    let size = 0; // of the terms, whose rounding the sum keeps
    for (let state = 0; state < numStates; state++) {
      const entry = beliefs[start + state]!;
      const isBad = !Number.isFinite(entry) || (!rightVector && entry < 0);
      if (isBad) {
        const rule = Number.isFinite(entry) ? "not be negative" : "be finite";
        throw new RangeError(`${caller}: ${argument}[${start + state}] must ${rule}, got ${entry}`);
      }
      const term = rightVector ? entry * rightVector[state]! : entry;
      sum += term;
      size += Math.abs(term);
    }
    if (Math.abs(sum - 1) > TOLERANCE * Math.max(1, size)) {
      const what = rightVector ? "sum to 1 with the rightVector" : "sum to 1";
      const row = rows > 1 ? ` in row ${start / numStates}` : "";
      throw new RangeError(`${caller}: ${argument} must ${what}, got ${sum}${row}`);
    }
  }
}
