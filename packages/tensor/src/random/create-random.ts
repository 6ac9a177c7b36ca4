import { portableLog } from "./portable-log.ts";
import { threefry2x32, type Words2 } from "./threefry.ts";
import { nextXoshiro128 } from "./xoshiro.ts";

/** A stream of random numbers; each method moves the stream on, except `split`. */
export type Random = {
  /** Uniform over the integers [0, 2^32). */
  uint32(): number;
  /** Uniform over [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform over the integers [0, bound), without bias; bound is an integer in [1, 2^32]. */
  integer(bound: number): number;
  /** A uniformly random order of 0, ..., n - 1. */
  permutation(n: number): Int32Array;
  /**
   * The child stream of a given index, an integer in [0, 2^32): independent of this stream and of its other children,
   * and the same however far this stream has moved on. Give each parallel piece of work its own.
   */
  split(index: number): Random;
};

/**
 * Creates the stream of random numbers that belongs to a seed: the same numbers on every platform, in every order of
 * work. Keys are split by threefry2x32, each key seeds one xoshiro128++ stream.
 *
 * @param seed Integer in [0, 2^53).
 * @returns The stream.
 * @throws RangeError if the seed is not such an integer.
 * @example
 * createRandom(1).split(7).uint32() === createRandom(1).split(7).uint32(); // => true
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`createRandom: seed must be an integer in [0, 2^53), got ${seed}`);
  }
  return fromKey([seed >>> 0, Math.floor(seed / 2 ** 32)]);
}

/** The second counter word keeps the uses of a key apart. */
const STREAM_LOW = 0;
const STREAM_HIGH = 1;
const CHILD = 2;

function fromKey(key: Words2): Random {
  const state = Uint32Array.of(...threefry2x32(key, [0, STREAM_LOW]), ...threefry2x32(key, [0, STREAM_HIGH]));
  const uint32 = (): number => nextXoshiro128(state);
  const uniform = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;

  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`integer: bound must be an integer in [1, 2^32], got ${bound}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % bound); // the largest multiple of bound
    let word = uint32();
    while (word >= limit) word = uint32();
    return word % bound;
  };

  let spare: number | null = null;
  /** Marsaglia's polar method: two normals from a point uniform in the unit disc. */
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let x: number, y: number, square: number;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * portableLog(square)) / square);
    spare = y * scale;
    return x * scale;
  };

  const permutation = (n: number): Int32Array => {
    if (!Number.isInteger(n) || n < 0) throw new RangeError(`permutation: n must be a non-negative integer, got ${n}`);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let last = n - 1; last > 0; last--) {
      const pick = integer(last + 1);
      const swapped = order[last]!;
      order[last] = order[pick]!;
      order[pick] = swapped;
    }
    return order;
  };

  const split = (index: number): Random => {
    if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32) {
      throw new RangeError(`split: index must be an integer in [0, 2^32), got ${index}`);
    }
    return fromKey(threefry2x32(key, [index, CHILD]));
  };

  return { uint32, uniform, normal, integer, permutation, split };
}
