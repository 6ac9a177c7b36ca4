import type { ColorGradient } from "./position-colors.ts";

/** How densities become colours; numbers are floats. */
export type Tone = {
  /** Density times this, plus 1, goes into the logarithm. */
  readonly rate: number;
  /** The faintest point's. */
  readonly floor: number;
  /** From log2 to tone. */
  readonly slope: number;
  /** OKLab of the background. */
  readonly ground: readonly [number, number, number];
  /** The background as it stands in memory. */
  readonly rgba: number;
  /** Whether dense pixels lift to white; else they deepen. */
  readonly isGlow: boolean;
  /** Display bytes by linear light, shape [4097]. */
  readonly gamma: Uint8Array;
};

/** Rows of pixels to develop. */
export type TonedPixels = {
  readonly width: number;
  readonly weight: Float32Array;
  readonly coverage: Float32Array;
  /** Weighted sums of OKLab colours, shape [row, column, 3], or the colour of each place. */
  readonly color: Float32Array | ColorGradient;
  /** Receives RGBA, one integer a pixel. */
  readonly target: Uint32Array;
};

const f = Math.fround;
const [tenth, fourTenths, sevenTenths, elevenTenths, tenThirds] = [f(0.1), f(0.4), f(0.7), f(1.1), f(1 / 0.3)] as const;
const toLms = [
  [f(0.3963377774), f(0.2158037573)],
  [f(-0.1055613458), f(-0.0638541728)],
  [f(-0.0894841775), f(-1.291485548)],
] as const;
const toRgb = [
  [f(4.0767416621), f(-3.3077115913), f(0.2309699292)],
  [f(-1.2684380046), f(2.6097574011), f(-0.3413193965)],
  [f(-0.0041960863), f(-0.7034186147), f(1.707614701)],
] as const;

/** Develops pixels in plain steps of floats, the same as the kernel's: pictures come out alike to the last bit. */
export function tonePixels({ width, weight, coverage, color, target }: TonedPixels, tone: Tone): void {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, 4 * target.length);
  target.fill(tone.rgba);
  const { rate, floor, slope, ground, isGlow, gamma } = tone;
  const gradient = color instanceof Float32Array ? null : gradientFloats(color);
  for (let pixel = 0; pixel < weight.length; pixel++) {
    const own = weight[pixel]!;
    if (!(own > 0)) continue;
    const covered = Math.min(coverage[pixel]!, 1);
    const density = f(own / covered);
    const bright = Math.min(f(floor + f(slope * log2(f(1 + f(density * rate))))), 1);
    const excess = Math.max(f(f(bright - sevenTenths) * tenThirds), 0);
    const lift = isGlow ? f(fourTenths * f(excess * excess)) : 0;
    const kept = isGlow ? f(1 - lift) : f(1 - f(tenth * bright));
    const chroma = isGlow ? kept : elevenTenths;
    const opacity = f(bright * covered);
    const row = Math.floor(pixel / width);
    const channel = (k: number): number => {
      const plain =
        gradient === null
          ? f((color as Float32Array)[3 * pixel + k]! / own)
          : f(f(gradient[3 * k]! + f(row * gradient[3 * k + 2]!)) + f((pixel - row * width) * gradient[3 * k + 1]!));
      const finished = k === 0 ? f(f(plain * kept) + lift) : f(plain * chroma);
      return f(ground[k]! + f(opacity * f(finished - ground[k]!)));
    };
    const [L, a, b] = [channel(0), channel(1), channel(2)];
    const cone = ([p, q]: readonly [number, number]): number => cube(f(f(L + f(a * p)) + f(b * q)));
    const [l, m, s] = [cone(toLms[0]), cone(toLms[1]), cone(toLms[2])];
    toRgb.forEach(([p, q, r], k) => {
      const light = Math.min(Math.max(f(f(f(l * p) + f(m * q)) + f(s * r)), 0), 1);
      bytes[4 * pixel + k] = gamma[Math.trunc(f(f(light * 4096) + 0.5))]!;
    });
  }
}

/** Of each channel the value in the middle of the first pixel, and its steps to the right and down; shape [3, 3]. */
export function gradientFloats({ origin, right, down }: ColorGradient): Float32Array {
  return Float32Array.from([0, 1, 2].flatMap((k) => [origin[k]! + 0.5 * (right[k]! + down[k]!), right[k]!, down[k]!]));
}

/** Lists the densities of the touched pixels: weight by touched area, at most all of it. */
export function listDensities(weight: Float32Array, coverage: Float32Array): Float32Array {
  const densities = new Float32Array(weight.length);
  let count = 0;
  for (let pixel = 0; pixel < weight.length; pixel++) {
    if (weight[pixel]! > 0) densities[count++] = weight[pixel]! / Math.min(1, coverage[pixel]!);
  }
  return densities.subarray(0, count);
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const series = [f(2.885390081777927), f(0.961796693925976), f(0.5770780163555854)] as const;

/** log2 of a float, normal and above 0: exponent + (2 / ln 2) artanh((m - 1) / (m + 1)), m in [sqrt(1/2), sqrt(2)). */
function log2(x: number): number {
  float[0] = x;
  const exponent = (bits[0]! - 0x3f3504f3) >> 23; // sqrt(1/2) as bits
  bits[0]! -= exponent << 23;
  const mantissa = float[0];
  const t = f(f(mantissa - 1) / f(mantissa + 1));
  const tt = f(t * t);
  return f(exponent + f(t * f(f(f(f(series[2] * tt) + series[1]) * tt) + series[0])));
}

function cube(x: number): number {
  return f(f(x * x) * x);
}
