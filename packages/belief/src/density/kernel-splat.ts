import { type LoadedKernel, kernelLoader, layOutMemory } from "@beliefscope/tensor/wasm";
import { splatKernel } from "../gen/splat-kernel.ts";
import type { PictureBox, SplatTarget } from "./splat-words.ts";
import type { WordHalves } from "./word-halves.ts";

type Words = [n: number, prefixes: number, numPrefixes: number, endings: number, numGroups: number];
type Cells = [cells: number, stride: number];

type SplatExports = {
  splatCounts(...args: [...Words, ...Cells, isClipped: number, lastX: number, lastY: number, scratch: number]): void;
  splatWeights(...args: [...Words, ...Cells, lastX: number, lastY: number, beta: number, numReadouts: number]): void;
  splatColors(...args: [...Words, ...Cells, lastX: number, lastY: number, beta: number]): void;
  rowOfCounts(cells: number, stride: number, width: number, out: number): void;
  rowOfWeights(cells: number, width: number, weights: number, counts: number): void;
  rowOfColors(cells: number, width: number, weights: number, colors: number): void;
};

/** Floats that the kernel keeps of four words at a time. */
const SHARES = 20;

const loadKernel = kernelLoader<SplatExports>(splatKernel);

/** How words are summed up in cells, and what a row of cells says. */
type Pass = {
  readonly floatsPerCell: number;
  readonly splat: (words: Words, cells: Cells, scratch: number) => void;
  /** Writes a row of cells to rows of numbers: of `weight`, and of `color` or `coverage`. */
  readonly readRow: (cells: number, stride: number, weight: number, other: number) => void;
  /** Where the rows go; null: nowhere. */
  readonly weight: Float32Array | null;
  readonly other: Float32Array | null;
  readonly otherChannels: 1 | 3;
};

/**
 * `splatWords` by the kernel: counts alone where each word weighs 1; else weights and counts, then colours if wanted.
 *
 * @returns Whether the kernel could run.
 */
export function kernelSplat(halves: WordHalves, beta: number, box: PictureBox, target: SplatTarget): boolean {
  const kernel = loadKernel();
  if (kernel === null) return false;
  const { exports } = kernel;
  const { weight, coverage, color } = target;
  const { width, height, isClipped } = box;
  const last = [width + 1, height + 1] as const;
  const weighsOne = weight === coverage;

  const counts: Pass = {
    floatsPerCell: 2,
    splat: (words, cells, scratch) => exports.splatCounts(...words, ...cells, Number(isClipped), ...last, scratch),
    readRow: (cells, stride, out) => exports.rowOfCounts(cells, stride, width, out),
    weight,
    other: null,
    otherChannels: 1,
  };
  const weights: Pass = {
    floatsPerCell: 2,
    splat: (words, cells) => exports.splatWeights(...words, ...cells, ...last, beta, halves.numReadouts),
    readRow: (cells, _, out, other) => exports.rowOfWeights(cells, width, out, other),
    weight,
    other: coverage,
    otherChannels: 1,
  };
  const colors: Pass = {
    floatsPerCell: 4,
    splat: (words, cells) => exports.splatColors(...words, ...cells, ...last, beta),
    readRow: (cells, _, out, other) => exports.rowOfColors(cells, width, out, other),
    weight: weighsOne ? weight : null,
    other: color,
    otherChannels: 3,
  };
  if (color === null) runPass(kernel, halves, box, target.width, weighsOne ? counts : weights);
  else {
    if (!weighsOne) runPass(kernel, halves, box, target.width, weights);
    runPass(kernel, halves, box, target.width, colors);
  }
  return true;
}

function runPass(
  { memory }: LoadedKernel<SplatExports>,
  halves: WordHalves,
  { left, top, width, height }: PictureBox,
  pictureWidth: number,
  { floatsPerCell, splat, readRow, weight, other, otherChannels }: Pass,
): void {
  const { numStates, numReadouts, prefixes, numPrefixes, numGroups, numBlocks, writeEndings } = halves;
  const stride = width + 3; // a border on the left, two on the right
  const spaces = layOutMemory(memory, {
    prefixes: [Float32Array, prefixes.length],
    endings: [Float32Array, numGroups * 4 * (1 + numStates * numReadouts)],
    scratch: [Float32Array, SHARES * numGroups],
    weightRow: [Float32Array, width + 4],
    otherRow: [Float32Array, 3 * width + 4],
    cells: [Float32Array, floatsPerCell * stride * (height + 3)],
  });
  spaces.prefixes.set(prefixes);
  spaces.cells.fill(0);
  const cells = spaces.cells.byteOffset;
  const words: Words = [numStates, spaces.prefixes.byteOffset, numPrefixes, spaces.endings.byteOffset, numGroups];
  for (let block = 0; block < numBlocks; block++) {
    writeEndings(block, spaces.endings);
    splat(words, [cells, stride], spaces.scratch.byteOffset);
  }
  const weightRow = spaces.weightRow.subarray(0, width);
  const otherRow = spaces.otherRow.subarray(0, otherChannels * width);
  for (let row = 0; row < height; row++) {
    const start = cells + 4 * floatsPerCell * ((row + 1) * stride + 1);
    readRow(start, stride, weightRow.byteOffset, otherRow.byteOffset);
    const pixel = (top + row) * pictureWidth + left;
    weight?.set(weightRow, pixel);
    other?.set(otherRow, otherChannels * pixel);
  }
}
