/** Sequences longer than this are refused: every token costs a step, of time or of memory. */
const LONGEST = 100_000;

/**
 * Checks a number of tokens that a caller gave.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @throws RangeError if it is not an integer in [0, 100 000].
 */
export function checkLength(caller: string, argument: string, length: number): void {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`${caller}: ${argument} must be a non-negative integer, got ${length}`);
  }
  if (length > LONGEST) throw new RangeError(`${caller}: ${argument} must be at most ${LONGEST}, got ${length}`);
}
