import type { Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { kernelSplat } from "./kernel-splat.ts";
import { type PictureBox, splatWords } from "./splat-words.ts";
import { wordHalves } from "./word-halves.ts";

/** So many counts can be added up in a float. */
const MAX_WORDS = 2 ** 24;

/** Pixels and their border: a float tells so many apart. */
const MAX_PIXELS = 2 ** 23;

/** How densely beliefs lie on the pixels of a picture, row by row from the top left. */
export type BeliefDensity = {
  readonly width: number;
  readonly height: number;
  /** Sum of the words' weights, shape [row, column]. */
  readonly weight: Float32Array;
  /** Number of words, shape [row, column]; the same array where each weighs 1. */
  readonly coverage: Float32Array;
};

export type BeliefDensityOptions = {
  /** Tokens of each word, at least 0. */
  readonly depth: number;
  /**
   * Where each state's corner lies, shape [2, state], in pixels: (0, 0) is the outer corner of the top left pixel, y goes down. A
   * belief b lies at projection · b.
   */
  readonly projection: Tensor;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Words weigh P(word)^beta: 0 shows where beliefs can be, 1 how often they are there. In [0, 1]. */
  readonly beta: number;
  /** A result of the same size that is no longer needed, whose arrays are written anew: for animations. */
  readonly into?: BeliefDensity & { readonly color?: Float32Array };
};

/**
 * The cloud of the beliefs after all words of a length, as a density on the pixels of a picture: millions of words without a
 * list of them.
 *
 *   weight[pixel] = sum over words w of P(w)^beta · share of the pixel in projection · b_w
 *
 * A belief is shared bilinearly by the four pixels around it, all its weight in all; what falls outside is left out. With
 * `colors`, what they say of the true beliefs is summed up too: where the projection takes different beliefs to one pixel, as
 * with four states or more, its mean colour is color / weight. Summed in floats, by a WebAssembly kernel where that can run.
 *
 * @param options.colors Three numbers for each state, as its colour, shape [state, 3].
 * @returns Densities for `toneMap` of @beliefscope/viz; with `colors` also color, the weighted sum of b · colors, shape
 *   [row, column, 3].
 * @throws RangeError if a shape, a size or beta is wrong, the process is a generalized one, or there are more than 2^24 words or
 *   some 8 million pixels.
 * @example
 * const corners = createTensor(Float64Array.of(0.5, 3.5, 0.5, 0.5), [2, 2]);
 * const { weight } = beliefDensity(goldenMean(), { depth: 4, projection: corners, width: 4, height: 1, beta: 0 });
 * weight; // => [5, 0, 0, 3]
 */
export function beliefDensity(
  hmm: Hmm,
  options: BeliefDensityOptions & { readonly colors: Tensor },
): BeliefDensity & { readonly color: Float32Array };
export function beliefDensity(hmm: Hmm, options: BeliefDensityOptions): BeliefDensity;
export function beliefDensity(
  hmm: Hmm,
  options: BeliefDensityOptions & { readonly colors?: Tensor },
): BeliefDensity & { readonly color?: Float32Array } {
  const { depth, projection, width, height, beta, colors, into } = options;
  check(hmm, options);
  const size = width * height;
  const coverage = cleared(into?.coverage, size);
  const kept = into?.weight === coverage ? undefined : into?.weight;
  const target = {
    width,
    height,
    weight: beta === 0 ? coverage : cleared(kept, size),
    coverage,
    color: colors ? cleared(into?.color, 3 * size) : null,
  };
  const box = boxAround(projection, width, height);
  if (box !== null) {
    const halves = wordHalves(hmm, depth, readouts(projection, box, colors), beta);
    if (!kernelSplat(halves, beta, box, target)) splatWords(halves, beta, box, target);
  }
  const { weight, color } = target;
  return { width, height, weight, coverage, ...(color && { color }) };
}

function cleared(kept: Float32Array | undefined, length: number): Float32Array {
  return kept ? kept.fill(0) : new Float32Array(length);
}

/** The pixels that beliefs may touch, or null if they are all outside. */
function boxAround({ data }: Tensor, width: number, height: number): PictureBox | null {
  const n = data.length / 2;
  const [left, right] = touched(data.subarray(0, n));
  const [top, bottom] = touched(data.subarray(n));
  const [l, r, t, b] = [Math.max(left, 0), Math.min(right, width - 1), Math.max(top, 0), Math.min(bottom, height - 1)];
  if (l > r || t > b) return null;
  const isClipped = l > left || r < right || t > top || b < bottom;
  return { left: l, top: t, width: r - l + 1, height: b - t + 1, isClipped };
}

/** First and last pixel around points between these. */
function touched(places: Float64Array): readonly [number, number] {
  const low = places.reduce((a, b) => Math.min(a, b), Infinity);
  const high = places.reduce((a, b) => Math.max(a, b), -Infinity);
  return [Math.floor(low - 0.5), Math.floor(high - 0.5) + 1];
}

/** Of each state: column and row in the box, 1 for the sum, colour; shape [state, readout]. */
function readouts({ data }: Tensor, box: PictureBox, colors?: Tensor): Float64Array {
  const n = data.length / 2;
  const rows = Array.from({ length: n }, (_, state) => [
    data[state]! - 0.5 - box.left + 1,
    data[n + state]! - 0.5 - box.top + 1,
    1,
    ...(colors ? colors.data.subarray(3 * state, 3 * state + 3) : []),
  ]);
  return Float64Array.from(rows.flat());
}

function check(hmm: Hmm, options: BeliefDensityOptions & { readonly colors?: Tensor }): void {
  const { depth, projection, width, height, beta, colors, into } = options;
  const n = hmm.numStates;
  if (hmm.rightVector) {
    throw new RangeError(`beliefDensity: hmm must be a proper HMM, got ${hmm.name} with a rightVector`);
  }
  if (!Number.isInteger(depth) || depth < 0) {
    throw new RangeError(`beliefDensity: depth must be a non-negative integer, got ${depth}`);
  }
  if (hmm.numTokens ** depth > MAX_WORDS) {
    const most = Math.floor(Math.log(MAX_WORDS) / Math.log(hmm.numTokens) + 1e-9);
    throw new RangeError(`beliefDensity: depth must be at most ${most} for at most 2^24 words, got ${depth}`);
  }
  checkShape("projection", projection, 2, n);
  if (colors) checkShape("colors", colors, n, 3);
  if (!(Number.isInteger(width) && width > 0 && Number.isInteger(height) && height > 0)) {
    throw new RangeError(`beliefDensity: width and height must be positive integers, got ${width} and ${height}`);
  }
  if ((width + 3) * (height + 3) > MAX_PIXELS) {
    throw new RangeError(
      `beliefDensity: (width + 3) (height + 3) must be at most 2^23, got ${(width + 3) * (height + 3)}`,
    );
  }
  if (into && (into.width !== width || into.height !== height)) {
    throw new RangeError(`beliefDensity: into must be ${width} by ${height}, got ${into.width} by ${into.height}`);
  }
  if (!(beta >= 0 && beta <= 1)) throw new RangeError(`beliefDensity: beta must be in [0, 1], got ${beta}`);
}

function checkShape(name: string, { shape, data }: Tensor, rows: number, columns: number): void {
  if (shape.length !== 2 || shape[0] !== rows || shape[1] !== columns) {
    throw new RangeError(`beliefDensity: ${name} must have shape [${rows}, ${columns}], got [${shape.join(", ")}]`);
  }
  const bad = data.find((entry) => !Number.isFinite(entry));
  if (bad !== undefined) throw new RangeError(`beliefDensity: ${name} must be finite, got ${bad}`);
}
