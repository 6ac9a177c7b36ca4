import type { Rgba } from "./figure.ts";

/** How a picture is written in a terminal. */
export type TerminalStyle = {
  /** Characters in a line, a positive integer. */
  readonly columns: number;
  /** "halfBlock": two smooth pixels a character; "braille": eight sharp dots a character. */
  readonly mode: "halfBlock" | "braille";
  /** Whether to write 24-bit colour codes. */
  readonly color: boolean;
};

/** A small picture of what stands out from the ground, shape [row, column]. */
type Thumbnail = {
  readonly width: number;
  readonly height: number;
  /** 0 (ground) to 1. */
  readonly strength: Float32Array;
  /** Mean colour of what stands out, bytes, shape [row, column, 3]. */
  readonly color: Float32Array;
};

const faint = 24; // summed byte difference from the ground below which a pixel is ground
const halfBlockLit = 0.12;
const brailleLit = 0.3;

/**
 * Writes a picture as lines of characters: cropped to what differs from its top left pixel, then reduced by a box filter whose
 * gain keeps thin structures visible. The ground is left to the terminal.
 *
 * @param image Any size.
 * @param style Columns, mode, colour.
 * @returns Lines joined by "\n", none longer than `columns` characters; "" where nothing stands out.
 * @throws RangeError if columns is not a positive integer.
 * @example
 * const image = { width: 4, height: 5, data: new Uint8ClampedArray(80).fill(255, 16) }; // white under a black row
 * terminalPicture(image, { columns: 2, mode: "halfBlock", color: false }); // => "██"
 */
export function terminalPicture(image: Rgba, style: TerminalStyle): string {
  const { columns, mode, color } = style;
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(`terminalPicture: columns must be a positive integer, got ${columns}`);
  }
  const [across, down] = mode === "halfBlock" ? [1, 2] : [2, 4]; // pixels in a character
  const thumbnail = shrink(image, columns * across, down);
  if (thumbnail === undefined) return "";
  const write = mode === "halfBlock" ? halfBlock : braille;
  const lines: string[] = [];
  for (let row = 0; row < thumbnail.height; row += down) {
    let line = "";
    let codes = "";
    for (let column = 0; column < thumbnail.width; column += across) {
      const cell = write(thumbnail, column, row, color);
      if (color && cell.codes !== codes && cell.character !== " ") line += `\x1b[0m${cell.codes}`;
      if (cell.character !== " ") codes = cell.codes;
      else if (color && codes.includes("48;")) {
        line += "\x1b[0m"; // a space would show the background
        codes = "";
      }
      line += cell.character;
    }
    lines.push(line.trimEnd() + (color && line.includes("\x1b") ? "\x1b[0m" : ""));
  }
  return lines.join("\n");
}

type Cell = { readonly character: string; readonly codes: string };

function halfBlock(thumbnail: Thumbnail, column: number, row: number, colored: boolean): Cell {
  const upper = row * thumbnail.width + column;
  const lower = upper + thumbnail.width;
  const hasUpper = thumbnail.strength[upper]! > halfBlockLit;
  const hasLower = thumbnail.strength[lower]! > halfBlockLit;
  if (hasUpper && hasLower) {
    const [top, bottom] = [colorCode(thumbnail, upper), colorCode(thumbnail, lower)];
    if (top === bottom || !colored) return { character: "█", codes: `\x1b[38;${top}m` };
    return { character: "▀", codes: `\x1b[38;${top};48;${bottom}m` };
  }
  if (hasUpper) return { character: "▀", codes: `\x1b[38;${colorCode(thumbnail, upper)}m` };
  if (hasLower) return { character: "▄", codes: `\x1b[38;${colorCode(thumbnail, lower)}m` };
  return { character: " ", codes: "" };
}

const brailleBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]; // row by row, left then right

function braille(thumbnail: Thumbnail, column: number, row: number): Cell {
  let dots = 0;
  let strongest = -1;
  for (let k = 0; k < 8; k++) {
    const pixel = (row + (k >> 1)) * thumbnail.width + column + (k & 1);
    if (thumbnail.strength[pixel]! <= brailleLit) continue;
    dots |= brailleBits[k]!;
    if (strongest < 0 || thumbnail.strength[pixel]! > thumbnail.strength[strongest]!) strongest = pixel;
  }
  if (dots === 0) return { character: " ", codes: "" };
  return { character: String.fromCharCode(0x2800 + dots), codes: `\x1b[38;${colorCode(thumbnail, strongest)}m` };
}

/** The colour of a pixel, dimmed where little stands out, in steps of 8 so that equal neighbours share a code. */
function colorCode({ color, strength }: Thumbnail, pixel: number): string {
  const level = 0.6 + 0.4 * strength[pixel]!;
  const channels = [0, 1, 2].map((k) => Math.min(255, 8 * Math.round((level * color[3 * pixel + k]!) / 8)));
  return `2;${channels.join(";")}`;
}

/** Crops and reduces to a width; the height is a multiple of `down`. */
function shrink(image: Rgba, width: number, down: number): Thumbnail | undefined {
  const { data } = image;
  const difference = (pixel: number): number =>
    Math.abs(data[4 * pixel]! - data[0]!) +
    Math.abs(data[4 * pixel + 1]! - data[1]!) +
    Math.abs(data[4 * pixel + 2]! - data[2]!);
  let [left, right, top, bottom] = [image.width, -1, image.height, -1];
  for (let pixel = 0; pixel < image.width * image.height; pixel++) {
    if (difference(pixel) < faint) continue;
    const column = pixel % image.width;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, (pixel - column) / image.width);
    bottom = (pixel - column) / image.width;
  }
  if (right < 0) return undefined;

  const side = (right - left + 1) / width; // source pixels for each pixel of the thumbnail
  const rows = Math.max(1, Math.round((bottom - top + 1) / side));
  const height = down * Math.ceil(rows / down);
  const mass = new Float32Array(width * height);
  const color = new Float32Array(3 * width * height);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const weight = difference(y * image.width + x);
      if (weight < faint) continue;
      // Every thumbnail pixel that overlaps this one gets its share: more than one where the picture is enlarged.
      const [fromColumn, toColumn] = [Math.floor((x - left) / side), Math.ceil((x - left + 1) / side)];
      const [fromRow, toRow] = [Math.floor((y - top) / side), Math.ceil((y - top + 1) / side)];
      for (let row = fromRow; row < Math.min(toRow, rows); row++) {
        for (let column = fromColumn; column < Math.min(toColumn, width); column++) {
          const overlap = Math.min((x - left + 1) / side, column + 1) - Math.max((x - left) / side, column);
          const overlapDown = Math.min((y - top + 1) / side, row + 1) - Math.max((y - top) / side, row);
          const share = weight * Math.max(0, overlap) * Math.max(0, overlapDown);
          const target = row * width + column;
          mass[target]! += share;
          for (let k = 0; k < 3; k++) color[3 * target + k]! += share * data[4 * (y * image.width + x) + k]!;
        }
      }
    }
  }
  const lit = mass.filter((value) => value > 0).sort();
  const full = lit[Math.floor(0.75 * (lit.length - 1))]!;
  return {
    width,
    height,
    strength: mass.map((value) => Math.min(1, Math.sqrt(value / full))),
    color: color.map((sum, k) => (sum === 0 ? 0 : sum / mass[Math.floor(k / 3)]!)),
  };
}
