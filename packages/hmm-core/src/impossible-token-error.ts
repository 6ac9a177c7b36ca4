/** Evidence that a process cannot produce: a token of probability 0 after those before it. */
export class ImpossibleTokenError extends RangeError {
  override readonly name = "ImpossibleTokenError";
  /** Index in the batch; null where one token was read by itself. */
  readonly sequence: number | null;
  /** Index in the sequence; null where one token was read by itself. */
  readonly position: number | null;
  readonly token: number;

  constructor(
    message: string,
    place: { readonly sequence: number | null; readonly position: number | null; readonly token: number },
  ) {
    super(message);
    this.sequence = place.sequence;
    this.position = place.position;
    this.token = place.token;
  }
}
