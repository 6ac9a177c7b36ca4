/** The user has ended the command (Ctrl-C): it ends with code 130. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}
