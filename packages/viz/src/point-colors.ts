import type { Tensor } from "@beliefscope/tensor";
import type { Oklab } from "./oklab.ts";

/**
 * A colour for each point: the palette blended in OKLab by the point's mixture.
 *
 * @param mixtures Weights of the palette's colours, shape [point, color]; negative ones count as zero, and all
 *   alike where none is above zero.
 * @param palette One colour a column.
 * @returns OKLab colours, shape [point, 3].
 * @throws RangeError if the columns do not fit the palette.
 * @example
 * pointColors(createTensor(Float64Array.of(1, 1), [1, 2]), [[0, 0, 0], [1, 0, 0]]); // => [0.5, 0, 0]
 */
export function pointColors(mixtures: Tensor, palette: readonly Oklab[]): Float32Array {
  const [count = 0, width] = mixtures.shape;
  if (mixtures.shape.length !== 2 || width !== palette.length) {
    throw new RangeError(
      `pointColors: mixtures must have shape [n, ${palette.length}], got [${mixtures.shape.join(", ")}]`,
    );
  }
  const colors = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    let total = 0;
    for (let k = 0; k < width; k++) total += Math.max(0, mixtures.data[i * width + k]!);
    for (let k = 0; k < width; k++) {
      const share = total === 0 ? 1 / width : Math.max(0, mixtures.data[i * width + k]!) / total;
      for (let channel = 0; channel < 3; channel++) colors[3 * i + channel]! += share * palette[k]![channel]!;
    }
  }
  return colors;
}
