import { zlibSync } from "fflate";
import type { Rgba } from "./figure.ts";

/**
 * Encodes an image as PNG, without loss; the alpha channel is left out where all pixels are opaque.
 *
 * @param image Width and height at least 1.
 * @returns The bytes of a PNG file.
 * @throws RangeError if the data does not fit the size.
 * @example
 * encodePng({ width: 1, height: 1, data: Uint8ClampedArray.of(255, 0, 0, 255) }).slice(1, 4); // => [80, 78, 71]
 * @see https://www.w3.org/TR/png-3/
 */
export function encodePng(image: Rgba): Uint8Array {
  const { width, height, data } = image;
  if (!(width >= 1 && height >= 1) || data.length !== 4 * width * height) {
    throw new RangeError(
      `encodePng: data must hold 4 bytes for each of ${width} x ${height} pixels, got ${data.length}`,
    );
  }
  const channels = isOpaque(data) ? 3 : 4;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits a channel
  header.setUint8(9, channels === 3 ? 2 : 6); // RGB or RGBA
  const chunks = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", zlibSync(scanlines(image, channels), { level: 6 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  const png = new Uint8Array(chunks.reduce((sum, bytes) => sum + bytes.length, 0));
  let offset = 0;
  for (const bytes of chunks) {
    png.set(bytes, offset);
    offset += bytes.length;
  }
  return png;
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** Rows as they are (filter 0), each after its filter byte: on lone points over flat ground no filter packs better. */
function scanlines({ width, height, data }: Rgba, channels: number): Uint8Array {
  const rows = new Uint8Array(height * (1 + channels * width));
  let to = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (pixel % width === 0) to++;
    for (let channel = 0; channel < channels; channel++) rows[to++] = data[4 * pixel + channel]!;
  }
  return rows;
}

/** Length, type, content and CRC-32 of type and content. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
