// The words of one stream of xoshiro128++, written ahead: four stretches of the stream side by side, a lane of a vector each.
// The state after so many steps is a sum (xor) of the next 128 states, since steps are linear in bits; of which ones, says
// x^steps modulo the generator's characteristic polynomial, as in `jump` of its authors.
// See Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators".

/** Words of a stretch. */
const STRETCH: i32 = 1024;
const STRETCH_BYTES: usize = 4096;

/** Words written at once, and their bytes, which a processor's nearest cache holds. */
export const NUM_WORDS: i32 = 4 * STRETCH;
export const WORDS_BYTES: usize = 4 * STRETCH_BYTES;

/**
 * Writes the next words of a stream.
 *
 * @param states Five states, four u32 each. The first is given; receives those in which the other stretches begin, and the one
 *   after the last.
 * @param words Receives u32, [NUM_WORDS].
 */
export function writeWords(states: usize, words: usize): void {
  jump(states);
  const p = v128.load(states);
  const q = v128.load(states, 16);
  const r = v128.load(states, 32);
  const s = v128.load(states, 48);
  const ab01 = v128.shuffle<i32>(p, q, 0, 4, 1, 5);
  const ab23 = v128.shuffle<i32>(r, s, 0, 4, 1, 5);
  const cd01 = v128.shuffle<i32>(p, q, 2, 6, 3, 7);
  const cd23 = v128.shuffle<i32>(r, s, 2, 6, 3, 7);
  let a = v128.shuffle<i64>(ab01, ab23, 0, 2);
  let b = v128.shuffle<i64>(ab01, ab23, 1, 3);
  let c = v128.shuffle<i64>(cd01, cd23, 0, 2);
  let d = v128.shuffle<i64>(cd01, cd23, 1, 3);
  for (const end = words + STRETCH_BYTES; words < end; words += 4) {
    const word = i32x4.add(rotated(i32x4.add(a, d), 7), a);
    const shifted = i32x4.shl(b, 9);
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, shifted);
    d = rotated(d, 11);
    v128.store32_lane(words, word, 0);
    v128.store32_lane(words, word, 1, STRETCH_BYTES);
    v128.store32_lane(words, word, 2, 2 * STRETCH_BYTES);
    v128.store32_lane(words, word, 3, 3 * STRETCH_BYTES);
  }
  store<i32>(states, i32x4.extract_lane(a, 3), 64);
  store<i32>(states, i32x4.extract_lane(b, 3), 68);
  store<i32>(states, i32x4.extract_lane(c, 3), 72);
  store<i32>(states, i32x4.extract_lane(d, 3), 76);
}

/**
 * Leaves in the first of the five states the one after so many of the words that were written.
 *
 * @param count In [0, NUM_WORDS].
 */
export function leaveAfter(states: usize, count: i32): void {
  const stretch = states + (<usize>(count / STRETCH) << 4);
  let a = load<u32>(stretch);
  let b = load<u32>(stretch, 4);
  let c = load<u32>(stretch, 8);
  let d = load<u32>(stretch, 12);
  for (let steps = count % STRETCH; steps > 0; steps--) {
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
  }
  store<u32>(states, a);
  store<u32>(states, b, 4);
  store<u32>(states, c, 8);
  store<u32>(states, d, 12);
}

/** From the first state to those after one, two and three stretches, behind it. */
function jump(states: usize): void {
  let a = load<u32>(states);
  let b = load<u32>(states, 4);
  let c = load<u32>(states, 8);
  let d = load<u32>(states, 12);
  let after1 = i32x4.splat(0);
  let after2 = i32x4.splat(0);
  let after3 = i32x4.splat(0);
  // Bit k of these four words: whether the state after k steps counts.
  let which1 = i32x4(0x845a09b1, 0x94b54ba1, 0x503a9ae6, 0x5f7aa4ff);
  let which2 = i32x4(0x0a1f06b6, 0xece7bc8e, 0x9ab5cf0e, 0x780f1aed);
  let which3 = i32x4(0xc756cef5, 0x79da2f1d, 0x8730cb12, 0x4bbef276);
  for (let k = 0; k < 4; k++) {
    let bits1 = i32x4.extract_lane(which1, 0);
    let bits2 = i32x4.extract_lane(which2, 0);
    let bits3 = i32x4.extract_lane(which3, 0);
    for (let bit = 0; bit < 32; bit++) {
      const state = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(a), 1, b), 2, c), 3, d);
      after1 = v128.xor(after1, v128.and(state, i32x4.splat(-(bits1 & 1))));
      after2 = v128.xor(after2, v128.and(state, i32x4.splat(-(bits2 & 1))));
      after3 = v128.xor(after3, v128.and(state, i32x4.splat(-(bits3 & 1))));
      bits1 >>= 1;
      bits2 >>= 1;
      bits3 >>= 1;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
    }
    which1 = v128.shuffle<i32>(which1, which1, 1, 2, 3, 0);
    which2 = v128.shuffle<i32>(which2, which2, 1, 2, 3, 0);
    which3 = v128.shuffle<i32>(which3, which3, 1, 2, 3, 0);
  }
  v128.store(states, after1, 16);
  v128.store(states, after2, 32);
  v128.store(states, after3, 48);
}

// @ts-ignore: decorator
@inline
function rotated(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}
