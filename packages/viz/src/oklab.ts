/** A colour in OKLab: [lightness 0..1, green-red, blue-yellow]. Straight lines in it look like even blends. */
export type Oklab = readonly [lightness: number, a: number, b: number];

/**
 * Reads a colour `#rrggbb` into OKLab.
 *
 * @param hex Seven characters, `#` and six hexadecimal digits.
 * @throws RangeError if the text is no such colour.
 * @example
 * hexToOklab("#ffffff"); // ≈ [1, 0, 0]
 * @see https://bottosson.github.io/posts/oklab/
 */
export function hexToOklab(hex: string): Oklab {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new RangeError(`hexToOklab: colour must look like #rrggbb, got ${hex}`);
  const [red, green, blue] = [1, 3, 5].map((start) => srgbToLinear(parseInt(hex.slice(start, start + 2), 16) / 255));
  return linearToOklab(red!, green!, blue!);
}

/**
 * Writes an OKLab colour as `#rrggbb`; what no screen can show is clipped channel by channel.
 *
 * @example
 * oklabToHex(hexToOklab("#4cc9f0")); // => "#4cc9f0"
 */
export function oklabToHex(color: Oklab): string {
  const channels = oklabToLinear(color).map((value) => Math.round(255 * linearToSrgb(Math.min(1, Math.max(0, value)))));
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Linear light to OKLab. */
function linearToOklab(red: number, green: number, blue: number): Oklab {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** OKLab to linear light, each channel 0..1 where a screen can show it. */
export function oklabToLinear([lightness, a, b]: Oklab): [red: number, green: number, blue: number] {
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Much faster than a power, and called for each channel of each pixel. */
function cube(value: number): number {
  return value * value * value;
}

/** The sRGB transfer curve: linear light 0..1 to display value 0..1. */
export function linearToSrgb(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
