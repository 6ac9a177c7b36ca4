/**
 * How much it counts which token was read at some lag, where each adds a vector of its own: their root mean square
 * distance from their mean.
 *
 *   weight = sqrt( sum_x mu_x |v(x) - mean|^2 ),   mean = sum_x mu_x v(x)
 *
 * What all tokens add alike counts nothing.
 *
 * @param vectors v, shape [token, component].
 * @param tokenFrequencies mu, shape [token].
 * @example
 * lagWeight(Float64Array.of(1, 0, 1, 2), Float64Array.of(0.5, 0.5)); // => 1
 */
export function lagWeight(vectors: Float64Array, tokenFrequencies: Float64Array): number {
  const width = vectors.length / tokenFrequencies.length;
  let squares = 0;
  for (let component = 0; component < width; component++) {
    const column = tokenFrequencies.map((_, token) => vectors[token * width + component]!);
    const mean = tokenFrequencies.reduce((sum, mu, token) => sum + mu * column[token]!, 0);
    squares += tokenFrequencies.reduce((sum, mu, token) => sum + mu * (column[token]! - mean) ** 2, 0);
  }
  return Math.sqrt(squares);
}
