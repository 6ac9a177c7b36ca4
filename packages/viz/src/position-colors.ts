import type { Tensor } from "@beliefscope/tensor";
import type { Oklab } from "./oklab.ts";

/** A colour for each place: origin + x right + y down, x and y in pixels from the outer corner of the top left one. */
export type ColorGradient = { readonly origin: Oklab; readonly right: Oklab; readonly down: Oklab };

/**
 * The colour of each place of a picture where place says what is believed: with up to three states the palette, blended in
 * OKLab, is a plane gradient. `pointColors` gives a belief the same colour.
 *
 * @param projection Where each state's corner lies, shape [2, state], in pixels; see `placeProjection`.
 * @param palette One colour a state.
 * @returns A gradient; `toneMap` takes it as a grid's color.
 * @throws RangeError if there are more than three states, the palette does not fit, or corners fall together or on a line.
 * @example
 * const corners = createTensor(Float64Array.of(0, 10, 0, 0), [2, 2]);
 * positionColors(corners, [[0, 0, 0], [1, 0, 0]]).right; // => [0.1, 0, 0]
 */
export function positionColors({ shape, data }: Tensor, palette: readonly Oklab[]): ColorGradient {
  const n = palette.length;
  if (shape.length !== 2 || shape[0] !== 2 || shape[1] !== n) {
    throw new RangeError(`positionColors: projection must have shape [2, ${n}], got [${shape.join(", ")}]`);
  }
  if (n < 1 || n > 3) {
    throw new RangeError(`positionColors: there must be 1 to 3 states, whose place says the belief, got ${n}`);
  }
  const [x0, y0] = [data[0]!, data[n]!];
  const [u, v] = [1, 2].map((k) => [(data[k] ?? x0) - x0, (data[n + k] ?? y0) - y0] as const) as [Edge, Edge];
  const other: Edge = n === 3 ? v : [-u[1], u[0]]; // across a line colour does not change
  const area = u[0] * other[1] - u[1] * other[0];
  if (n > 1 && !(Math.abs(area) > 1e-9 * (Math.hypot(...u) * Math.hypot(...other)))) {
    throw new RangeError("positionColors: corners must not fall together or on a line, got such a projection");
  }
  const channel = (k: 0 | 1 | 2): readonly [number, number, number] => {
    const first = palette[0]![k];
    if (n === 1) return [first, 0, 0];
    const alongU = palette[1]![k] - first;
    const alongOther = n === 3 ? palette[2]![k] - first : 0;
    const right = (alongU * other[1] - alongOther * u[1]) / area;
    const down = (alongOther * u[0] - alongU * other[0]) / area;
    return [first - right * x0 - down * y0, right, down];
  };
  const [L, a, b] = [channel(0), channel(1), channel(2)];
  return { origin: [L[0], a[0], b[0]], right: [L[1], a[1], b[1]], down: [L[2], a[2], b[2]] };
}

/** From corner 0 to another one. */
type Edge = readonly [x: number, y: number];
