// From densities to display colours, f32, four pixels at a time; src/tone-pixels.ts is the same in plain steps, to the last bit.
import { log2 } from "@beliefscope/tensor/kernels/shared/log2";

const UNIT: i32 = 16; // bytes of a vector
const STRIP: i32 = 64; // bytes of the pixels that are passed over at once where nothing fell

/** Bytes of what is kept of four pixels: where they are; tone and opacity, then red, green and blue as indices of gamma. */
const FOUR: i32 = 64;

/**
 * Lists the densities of the touched pixels: weight by touched area, at most all of it.
 *
 * @param weights f32, [pixels], as `coverage`; up to three pixels behind them are read.
 * @param out Receives f32, at most [pixels] and one more.
 * @returns How many.
 */
export function listDensities(weights: usize, coverage: usize, pixels: i32, out: usize): i32 {
  const start = out;
  for (let i = 0, end = pixels << 2; i < end; i += UNIT) {
    while (i + STRIP < end && isEmpty(weights + i)) i += STRIP;
    const weight = v128.load(weights + i);
    let isTouched = i32x4.bitmask(f32x4.gt(weight, f32x4.splat(0)));
    if (isTouched == 0) continue;
    if (i + UNIT > end) isTouched &= (1 << ((end - i) >> 2)) - 1;
    const density = f32x4.div(weight, f32x4.pmin(v128.load(coverage + i), f32x4.splat(1)));
    // Each lane is written; the next one takes its place unless it counts.
    v128.store32_lane(out, density, 0);
    out += (isTouched & 1) << 2;
    v128.store32_lane(out, density, 1);
    out += (isTouched & 2) << 1;
    v128.store32_lane(out, density, 2);
    out += isTouched & 4;
    v128.store32_lane(out, density, 3);
    out += (isTouched & 8) >> 1;
  }
  return (out - start) >> 2;
}

/**
 * Develops rows of pixels. Where nothing fell, out keeps what it holds. Up to three pixels behind the last are read and written.
 *
 * @param weights f32, [row, column], as `coverage`.
 * @param colors f32, [row, column, 3]: weighted sums of OKLab colours; or 0, then `gradient` says the colour of each place.
 * @param gradient f32, [3, 3]: of each channel the value in the middle of row 0's first pixel, and its steps right and down.
 * @param firstRow The number of the first row here.
 * @param tone f32: rate, floor, slope and the ground's colour.
 * @param gamma u8, [4097]: display bytes by linear light.
 * @param scratch [width / 4, rounded up, of 64 bytes].
 * @param out Receives RGBA.
 */
export function tonePixels(
  weights: usize, coverage: usize, colors: usize, gradient: usize, firstRow: i32, width: i32, rows: i32,
  isGlow: bool, tone: usize, gamma: usize, scratch: usize, out: usize,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const rate = v128.load32_splat(tone);
  const floor = v128.load32_splat(tone, 4);
  const slope = v128.load32_splat(tone, 8);
  const ground0 = v128.load32_splat(tone, 12);
  const ground1 = v128.load32_splat(tone, 16);
  const ground2 = v128.load32_splat(tone, 20);
  const rowBytes = width << 2;
  for (let row = 0; row < rows; row++) {
    // Three passes over the touched fours: a processor looks ahead only so far, and each four alone is a long chain.
    let end = scratch;
    for (let i = 0; i < rowBytes; i += UNIT) { // may reach into the next row, which then writes its pixels anew
      while (i + STRIP < rowBytes && isEmpty(weights + i)) i += STRIP;
      const weight = v128.load(weights + i);
      if (!v128.any_true(f32x4.gt(weight, zero))) continue;
      const covered = f32x4.pmin(v128.load(coverage + i), one);
      const density = f32x4.div(weight, covered);
      const bright = f32x4.pmin(f32x4.add(floor, f32x4.mul(slope, log2(f32x4.add(one, f32x4.mul(density, rate))))), one);
      store<i32>(end, i);
      v128.store(end, bright, 16);
      v128.store(end, f32x4.mul(bright, covered), 32);
      end += FOUR;
    }

    for (let four = scratch; four < end; four += FOUR) {
      const i = load<i32>(four);
      const bright = v128.load(four, 16);
      const opacity = v128.load(four, 32);
      let L: v128, a: v128, b: v128;
      if (colors != 0) {
        const weight = v128.load(weights + i);
        const p = v128.load(colors + 3 * i); // L a b L
        const q = v128.load(colors + 3 * i, 16); // a b L a
        const r = v128.load(colors + 3 * i, 32); // b L a b
        L = f32x4.div(v128.shuffle<f32>(v128.shuffle<f32>(p, q, 0, 3, 6, 0), r, 0, 1, 2, 5), weight);
        a = f32x4.div(v128.shuffle<f32>(v128.shuffle<f32>(p, q, 1, 4, 7, 0), r, 0, 1, 2, 6), weight);
        b = f32x4.div(v128.shuffle<f32>(v128.shuffle<f32>(p, q, 2, 5, 0, 0), r, 0, 1, 4, 7), weight);
      } else {
        const column = f32x4.add(f32x4.splat(<f32>(i >> 2)), f32x4(0, 1, 2, 3));
        L = gradientAt(gradient, column, firstRow + row);
        a = gradientAt(gradient + 12, column, firstRow + row);
        b = gradientAt(gradient + 24, column, firstRow + row);
      }
      if (isGlow) {
        const excess = f32x4.pmax(f32x4.mul(f32x4.sub(bright, f32x4.splat(0.7)), f32x4.splat(3.3333333333333335)), zero);
        const lift = f32x4.mul(f32x4.splat(0.4), f32x4.mul(excess, excess));
        const kept = f32x4.sub(one, lift);
        L = f32x4.add(f32x4.mul(L, kept), lift);
        a = f32x4.mul(a, kept);
        b = f32x4.mul(b, kept);
      } else {
        L = f32x4.mul(L, f32x4.sub(one, f32x4.mul(f32x4.splat(0.1), bright)));
        a = f32x4.mul(a, f32x4.splat(1.1));
        b = f32x4.mul(b, f32x4.splat(1.1));
      }
      L = f32x4.add(ground0, f32x4.mul(opacity, f32x4.sub(L, ground0)));
      a = f32x4.add(ground1, f32x4.mul(opacity, f32x4.sub(a, ground1)));
      b = f32x4.add(ground2, f32x4.mul(opacity, f32x4.sub(b, ground2)));

      const l = cube(sum(L, f32x4.mul(a, f32x4.splat(0.3963377774)), f32x4.mul(b, f32x4.splat(0.2158037573))));
      const m = cube(sum(L, f32x4.mul(a, f32x4.splat(-0.1055613458)), f32x4.mul(b, f32x4.splat(-0.0638541728))));
      const s = cube(sum(L, f32x4.mul(a, f32x4.splat(-0.0894841775)), f32x4.mul(b, f32x4.splat(-1.291485548))));
      v128.store(four, step(sum(f32x4.mul(l, f32x4.splat(4.0767416621)), f32x4.mul(m, f32x4.splat(-3.3077115913)), f32x4.mul(s, f32x4.splat(0.2309699292)))), 16);
      v128.store(four, step(sum(f32x4.mul(l, f32x4.splat(-1.2684380046)), f32x4.mul(m, f32x4.splat(2.6097574011)), f32x4.mul(s, f32x4.splat(-0.3413193965)))), 32);
      v128.store(four, step(sum(f32x4.mul(l, f32x4.splat(-0.0041960863)), f32x4.mul(m, f32x4.splat(-0.7034186147)), f32x4.mul(s, f32x4.splat(1.707614701)))), 48);
    }

    for (let four = scratch; four < end; four += FOUR) {
      const i = load<i32>(four);
      let developed = i32x4.splat(rgba(gamma, load<i32>(four, 16), load<i32>(four, 32), load<i32>(four, 48)));
      developed = i32x4.replace_lane(developed, 1, rgba(gamma, load<i32>(four, 20), load<i32>(four, 36), load<i32>(four, 52)));
      developed = i32x4.replace_lane(developed, 2, rgba(gamma, load<i32>(four, 24), load<i32>(four, 40), load<i32>(four, 56)));
      developed = i32x4.replace_lane(developed, 3, rgba(gamma, load<i32>(four, 28), load<i32>(four, 44), load<i32>(four, 60)));
      const isTouched = f32x4.gt(v128.load(weights + i), zero);
      v128.store(out + i, v128.bitselect(developed, v128.load(out + i), isTouched));
    }
    weights += rowBytes;
    coverage += rowBytes;
    if (colors != 0) colors += 3 * rowBytes;
    out += rowBytes;
  }
}

/** Whether sixteen weights are 0. */
// @ts-ignore: decorator
@inline
function isEmpty(weights: usize): bool {
  return !v128.any_true(v128.or(v128.or(v128.load(weights), v128.load(weights, 16)), v128.or(v128.load(weights, 32), v128.load(weights, 48))));
}

// @ts-ignore: decorator
@inline
function gradientAt(channel: usize, column: v128, row: i32): v128 {
  const left = load<f32>(channel) + <f32>row * load<f32>(channel, 8);
  return f32x4.add(f32x4.splat(left), f32x4.mul(column, v128.load32_splat(channel, 4)));
}

// @ts-ignore: decorator
@inline
function sum(x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.add(x, y), z);
}

// @ts-ignore: decorator
@inline
function cube(x: v128): v128 {
  return f32x4.mul(f32x4.mul(x, x), x);
}

/** Linear light to an index of the gamma table. */
// @ts-ignore: decorator
@inline
function step(light: v128): v128 {
  const within = f32x4.pmin(f32x4.pmax(light, f32x4.splat(0)), f32x4.splat(1));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(within, f32x4.splat(4096)), f32x4.splat(0.5)));
}

// @ts-ignore: decorator
@inline
function rgba(gamma: usize, red: i32, green: i32, blue: i32): i32 {
  return <i32>load<u8>(gamma + red) | (<i32>load<u8>(gamma + green) << 8) | (<i32>load<u8>(gamma + blue) << 16) | 0xff000000;
}
