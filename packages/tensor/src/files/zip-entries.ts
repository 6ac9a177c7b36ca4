import { inflateSync, strFromU8 } from "fflate";
import { FileFormatError } from "./file-format-error.ts";

/** A member of a ZIP archive, unpacked. */
export type ZipEntry = { readonly name: string; readonly bytes: Uint8Array };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
/** DEFLATE cannot shrink by more than this, so a size beyond it is a lie, found before memory is asked for it. */
const DEFLATE_LIMIT = 1032;

/**
 * Unpacks a ZIP archive whose members are stored or deflated; the central directory is what counts.
 *
 * @param caller The public function, for the message.
 * @throws FileFormatError if the archive is cut short or damaged (checksums are compared), encrypted, or larger than 4 GB.
 */
export function zipEntries(caller: string, bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(caller, view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  return Array.from({ length: count }, (_, index) => {
    if (at + CENTRAL_LENGTH > end || view.getUint32(at, true) !== CENTRAL) {
      throw new FileFormatError(
        `${caller}: the ZIP directory must have ${count} entries, got ${index}`,
        Math.min(at, end),
      );
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = strFromU8(bytes.subarray(at + CENTRAL_LENGTH, at + CENTRAL_LENGTH + nameLength));
    const entry = { name, bytes: unpack(caller, name, view, at, end) };
    at += CENTRAL_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    return entry;
  });
}

/** The end record is the last one whose comment reaches to the end of the file. */
function findEnd(caller: string, view: DataView): number {
  const length = view.byteLength;
  for (let at = length - END_LENGTH; at >= Math.max(0, length - END_LENGTH - 0xffff); at--) {
    if (view.getUint32(at, true) === END && at + END_LENGTH + view.getUint16(at + 20, true) === length) return at;
  }
  throw new FileFormatError(`${caller}: file must be a ZIP archive with its directory at the end, got none`, length);
}

function unpack(caller: string, name: string, view: DataView, central: number, end: number): Uint8Array {
  const flags = view.getUint16(central + 8, true);
  const method = view.getUint16(central + 10, true);
  const packedSize = view.getUint32(central + 20, true);
  const size = view.getUint32(central + 24, true);
  const local = view.getUint32(central + 42, true);
  const fail = (rule: string, at: number): never => {
    throw new FileFormatError(`${caller}: entry ${JSON.stringify(name)} ${rule}`, at);
  };
  if ((flags & 1) !== 0) fail("must not be encrypted, got an encrypted one", central + 8);
  if (method !== 0 && method !== 8) fail(`must be stored or deflated, got method ${method}`, central + 10);
  if (local + LOCAL_LENGTH > end || view.getUint32(local, true) !== LOCAL) {
    fail(`must have its header at byte ${local}, got none`, Math.min(local, end));
  }
  const start = local + LOCAL_LENGTH + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > end) fail(`must end before the directory, got ${packedSize} bytes`, start);
  if (method === 0 ? size !== packedSize : size > DEFLATE_LIMIT * (packedSize + 1)) {
    fail(`must unpack to ${size} bytes, got ${packedSize} packed ones`, start);
  }
  const packed = new Uint8Array(view.buffer, view.byteOffset + start, packedSize);
  const unpacked = method === 0 ? packed.slice() : inflate(packed, size);
  if (unpacked === null) return fail("must be valid DEFLATE data, got something else", start);
  const checksum = view.getUint32(central + 16, true);
  if (unpacked.length !== size || crc32(unpacked) !== checksum) {
    fail("must fit its length and checksum, got damaged data", start);
  }
  return unpacked;
}

function inflate(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    return null;
  }
}

/** The CRC-32 of ZIP, bit by bit folded into a table of 256. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 255]!;
  return ~crc >>> 0;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
