/** A file that is not what it should be; `offset` is the byte where that shows, or null where it belongs to no one byte. */
export class FileFormatError extends Error {
  override readonly name = "FileFormatError";
  readonly offset: number | null;

  constructor(message: string, offset: number | null = null) {
    super(offset === null ? message : `${message} at byte ${offset}`);
    this.offset = offset;
  }
}
