import type { Tensor } from "@beliefscope/tensor";
import type { AttentionHead, AttentionModel, AttentionReadout } from "../attention-model.ts";
import type { HistoryColumns } from "./history-columns.ts";

/** One length's linear map from the one-hot history to outputs: coefficients of shape [column, token]. */
export type LengthFit = Pick<HistoryColumns, "columnOf"> & { readonly coefficients: Float64Array };

/**
 * The most general linear model of one-hot tokens as attention: tokens carry their position, and one head for each lag
 * looks exactly that far back, so that lag and position together say where both ends stand.
 *
 *   output_t = sum_{s <= t} W[t, s, token_s] + constant_t
 *
 * @param fits For lengths 1, 2, …
 */
export function linearOperatorModel(
  numTokens: number,
  fits: readonly LengthFit[],
  readout: AttentionReadout,
): AttentionModel {
  const length = fits.length;
  const symbols = length * numTokens;
  const heads = fits.map((_, lag): AttentionHead => {
    const values = new Float64Array(symbols * numTokens);
    for (let s = 0; s + lag < length; s++) {
      const { coefficients, columnOf } = fits[s + lag]!;
      for (let token = 0; token < numTokens; token++) {
        const row = (s * numTokens + token) * numTokens;
        const column = columnOf[s * numTokens + token]!;
        for (let x = 0; x < numTokens; x++) {
          values[row + x] =
            (column < 0 ? 0 : coefficients[column * numTokens + x]!) + (lag === 0 ? coefficients[x]! : 0);
        }
      }
    }
    const pattern = new Float64Array(length * length);
    for (let t = lag; t < length; t++) pattern[t * length + t - lag] = 1;
    return {
      attention: { kind: "fixed", pattern: { shape: [length, length], data: pattern } },
      values: { shape: [symbols, numTokens], data: values },
    };
  });
  const { data } = identity(symbols);
  return {
    numTokens,
    length,
    embedding: { shape: [length, numTokens, symbols], data },
    layers: [{ heads, skip: null, bias: new Float64Array(numTokens) }],
    norm: "none",
    unembedding: identity(numTokens),
    bias: new Float64Array(numTokens),
    readout,
  };
}

function identity(n: number): Tensor {
  return { shape: [n, n], data: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)) };
}
