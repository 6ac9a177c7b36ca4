/** Evidence that a process cannot produce: the first token that has probability 0 after those before it. */
export class ImpossibleTokenError extends RangeError {
  override readonly name = "ImpossibleTokenError";
  /** Index in the batch. */
  readonly sequence: number;
  /** Index in the sequence. */
  readonly position: number;
  readonly token: number;

  constructor(
    caller: string,
    { sequence, position, token }: { readonly sequence: number; readonly position: number; readonly token: number },
  ) {
    const place = `sequence ${sequence}, position ${position}`;
    super(`${caller}: tokens must be possible under the process, got ${token} with probability 0 at ${place}`);
    this.sequence = sequence;
    this.position = position;
    this.token = token;
  }
}
