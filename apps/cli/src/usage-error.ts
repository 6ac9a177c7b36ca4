/** Arguments that make no sense together: the command ends with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
