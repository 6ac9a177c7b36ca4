import type { Tensor } from "@beliefscope/tensor";

/**
 * Features that hold the raw tokens and nothing computed from them: what a probe gets without any network.
 *
 *   [ 1(token at lag 0 = x) for each x | … | 1(token at lag `lags` - 1 = x) for each x | 1(length = 1) | … | 1(length = L) ]
 *
 * A linear probe on them is the best position-independent sum of one vector for each recent token, plus an offset for
 * each length. With `lags` = 1 it knows the last token, with `lags` = L the whole history.
 *
 * @param tokensByLag Shape [row, L]: column d is the token read d steps before the last one, -1 where the word is shorter.
 * @param options.numTokens Tokens are in [0, numTokens).
 * @param options.lags How many of the last tokens to show, from 1 to L.
 * @returns Shape [row, lags · numTokens + L].
 * @throws RangeError if a token or `lags` is out of range.
 * @example
 * const words = { shape: [2, 2], data: Int32Array.of(1, 0, 0, -1) }; // the words "01" and "0", newest token first
 * historyFeatures(words, { numTokens: 2, lags: 1 }).data;
 * // => [0, 1, 0, 1, 1, 0, 1, 0]
 */
export function historyFeatures(
  tokensByLag: Tensor<Int32Array>,
  { numTokens, lags }: { readonly numTokens: number; readonly lags: number },
): Tensor<Float32Array> {
  const [rows, maxLength] = tokensByLag.shape as [number, number];
  if (!Number.isInteger(lags) || lags < 1 || lags > maxLength) {
    throw new RangeError(`historyFeatures: lags must be an integer from 1 to ${maxLength}, got ${lags}`);
  }
  const width = lags * numTokens + maxLength;
  const data = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const tokens = tokensByLag.data.subarray(row * maxLength, (row + 1) * maxLength);
    let length = 0;
    for (; length < maxLength && tokens[length] !== -1; length++) {
      const token = tokens[length]!;
      if (token < 0 || token >= numTokens) {
        throw new RangeError(`historyFeatures: tokens must be in [0, ${numTokens}), got ${token} at lag ${length}`);
      }
      if (length < lags) data[row * width + length * numTokens + token] = 1;
    }
    if (length > 0) data[row * width + lags * numTokens + length - 1] = 1;
  }
  return { shape: [rows, width], data };
}
