/**
 * Checks a filter's `readout` for callers without types.
 *
 * @param caller The public function, for the message.
 * @throws RangeError if it is neither "linear" nor "log".
 */
export function checkReadout(caller: string, readout: unknown): void {
  if (readout !== "linear" && readout !== "log") {
    throw new RangeError(`${caller}: readout must be "linear" or "log", got ${JSON.stringify(readout)}`);
  }
}
