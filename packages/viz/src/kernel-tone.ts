import { type LoadedKernel, kernelLoader, layOutMemory } from "@beliefscope/tensor/wasm";
import { toneKernel } from "./gen/tone-kernel.ts";
import { gradientFloats, type Tone, type TonedPixels } from "./tone-pixels.ts";

type ToneExports = {
  listDensities(weights: number, coverage: number, pixels: number, out: number): number;
  tonePixels(
    ...args: [
      ...[weights: number, coverage: number, colors: number, gradient: number],
      ...[firstRow: number, width: number, rows: number],
      ...[isGlow: number, tone: number, gamma: number, scratch: number, out: number],
    ]
  ): void;
};

const loadKernel = kernelLoader<ToneExports>(toneKernel);

/** Pixels that pass through the kernel's memory at once: about as many as a processor's cache holds. */
const PIECE = 16_384;

/** Behind the last pixel, for reads and writes of four. */
const BEHIND = 4;

/**
 * `tonePixels` by the kernel, some rows at a time.
 *
 * @returns Whether the kernel could run.
 */
export function kernelTone({ width, weight, coverage, color, target }: TonedPixels, tone: Tone): boolean {
  const kernel = loadKernel();
  if (kernel === null) return false;
  const { exports, memory }: LoadedKernel<ToneExports> = kernel;
  const height = weight.length / width;
  const rows = Math.min(height, Math.max(1, Math.floor(PIECE / width)));
  const colors = color instanceof Float32Array ? color : null;
  const spaces = layOutMemory(memory, {
    weight: [Float32Array, rows * width + BEHIND],
    coverage: [Float32Array, rows * width + BEHIND],
    colors: [Float32Array, colors ? 3 * (rows * width + BEHIND) : 0],
    gradient: [Float32Array, 9],
    tone: [Float32Array, 6],
    gamma: [Uint8Array, tone.gamma.length],
    scratch: [Float32Array, 16 * Math.ceil(width / 4)],
    out: [Int32Array, rows * width + BEHIND],
  });
  if (!(color instanceof Float32Array)) spaces.gradient.set(gradientFloats(color));
  spaces.tone.set([tone.rate, tone.floor, tone.slope, ...tone.ground]);
  spaces.gamma.set(tone.gamma);
  for (let row = 0; row < height; row += rows) {
    const begin = row * width;
    const end = Math.min(row + rows, height) * width;
    spaces.weight.set(weight.subarray(begin, end));
    if (coverage !== weight) spaces.coverage.set(coverage.subarray(begin, end));
    if (colors) spaces.colors.set(colors.subarray(3 * begin, 3 * end));
    spaces.out.fill(tone.rgba);
    exports.tonePixels(
      spaces.weight.byteOffset,
      (coverage === weight ? spaces.weight : spaces.coverage).byteOffset,
      colors ? spaces.colors.byteOffset : 0,
      spaces.gradient.byteOffset,
      row,
      width,
      (end - begin) / width,
      Number(tone.isGlow),
      spaces.tone.byteOffset,
      spaces.gamma.byteOffset,
      spaces.scratch.byteOffset,
      spaces.out.byteOffset,
    );
    target.set(spaces.out.subarray(0, end - begin), begin);
  }
  return true;
}

/**
 * `listDensities` by the kernel.
 *
 * @returns The densities, or null where the kernel can't run.
 */
export function kernelDensities(weight: Float32Array, coverage: Float32Array): Float32Array | null {
  const kernel = loadKernel();
  if (kernel === null) return null;
  const { exports, memory } = kernel;
  const piece = Math.min(PIECE, weight.length);
  const spaces = layOutMemory(memory, {
    weight: [Float32Array, piece + BEHIND],
    coverage: [Float32Array, piece + BEHIND],
    out: [Float32Array, weight.length + 1],
  });
  let count = 0;
  for (let begin = 0; begin < weight.length; begin += piece) {
    const end = Math.min(begin + piece, weight.length);
    spaces.weight.set(weight.subarray(begin, end));
    if (coverage !== weight) spaces.coverage.set(coverage.subarray(begin, end));
    const covered = coverage === weight ? spaces.weight : spaces.coverage;
    const out = spaces.out.byteOffset + 4 * count;
    count += exports.listDensities(spaces.weight.byteOffset, covered.byteOffset, end - begin, out);
  }
  return spaces.out.subarray(0, count); // until the next layout
}
