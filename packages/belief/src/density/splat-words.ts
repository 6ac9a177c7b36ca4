import type { WordHalves } from "./word-halves.ts";

/** Below this a float's sum is taken for an impossible word's, as in the kernel. */
const SMALLEST = Math.fround(1e-37);

/** The part of a picture where words may lie, in whole pixels. In its own coordinates its first pixel is number 1. */
export type PictureBox = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Whether words may lie beyond it, where they are left out. */
  readonly isClipped: boolean;
};

/** Where words are summed up, row by row over the whole picture; holds 0. */
export type SplatTarget = {
  /** Of the picture. */
  readonly width: number;
  /** Sum of the words' weights. */
  readonly weight: Float32Array;
  /** Number of words; the same array as `weight` where each weighs 1. */
  readonly coverage: Float32Array;
  /** Weighted sum of readouts 3, 4, 5, shape [row, column, 3], if wanted. */
  readonly color: Float32Array | null;
};

/**
 * Shares each word out to the four pixels around it, in plain steps of the same floats as the kernel's.
 *
 * @param halves Readouts 0 and 1 of a word are its place in the box, 2 its sum.
 * @param beta Words weigh P(word)^beta.
 */
export function splatWords(halves: WordHalves, beta: number, box: PictureBox, target: SplatTarget): void {
  const { numStates, numReadouts, numPrefixes, prefixes, numGroups, numBlocks, writeEndings } = halves;
  const groupSize = 4 * (1 + numStates * numReadouts);
  const endings = new Float32Array(numGroups * groupSize);
  for (let block = 0; block < numBlocks; block++) {
    writeEndings(block, endings);
    for (let prefix = 0; prefix < numPrefixes; prefix++) {
      const row = prefix * (1 + numStates);
      for (let ending = 0; ending < 4 * numGroups; ending++) {
        const start = Math.floor(ending / 4) * groupSize + (ending % 4);
        const readout = (k: number): number => {
          let total = 0;
          for (let state = 0; state < numStates; state++) {
            const entry = endings[start + 4 * (1 + state * numReadouts + k)]!;
            total = Math.fround(total + Math.fround(prefixes[row + 1 + state]! * entry));
          }
          return total;
        };
        const sum = readout(2);
        if (!(sum >= SMALLEST)) continue;
        const inverse = Math.fround(1 / sum);
        const weight = Math.fround(Math.fround(prefixes[row]! * endings[start]!) * Math.fround(sum ** beta));
        const x = clip(Math.fround(readout(0) * inverse), box.width + 1);
        const y = clip(Math.fround(readout(1) * inverse), box.height + 1);
        const share = Math.fround(weight * inverse);
        const color = target.color && [3, 4, 5].map((k) => Math.fround(share * readout(k)));
        splatWord(x, y, weight, color, box, target);
      }
    }
  }
}

function splatWord(
  x: number,
  y: number,
  weight: number,
  color: readonly number[] | null,
  box: PictureBox,
  target: SplatTarget,
): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = Math.fround(x - column);
  const below = Math.fround(y - row);
  const above = Math.fround(1 - below);
  const rightAbove = Math.fround(right * above);
  const rightBelow = Math.fround(right * below);
  const shares = [Math.fround(above - rightAbove), rightAbove, Math.fround(below - rightBelow), rightBelow];
  shares.forEach((share, k) => {
    const [c, r] = [column + (k % 2), row + (k >> 1)];
    if (!(c >= 1 && c <= box.width && r >= 1 && r <= box.height)) return;
    const pixel = (box.top + r - 1) * target.width + box.left + c - 1;
    target.coverage[pixel]! += share;
    if (target.weight !== target.coverage) target.weight[pixel]! += Math.fround(weight * share);
    color?.forEach((value, channel) => {
      target.color![3 * pixel + channel]! += Math.fround(value * share);
    });
  });
}

/** Into the box and its border. */
function clip(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
