import { mapWeights, type WeightData } from "./map-weights.ts";

/**
 * A control for what a network's weights have learned: the same graph, where each weight tensor keeps its set of
 * numbers but loses their order. Within each tensor the entries other than zero are permuted among themselves.
 *
 * Zeros keep their places because they are structure: a causal mask (one value and zeros, be it 1 or -inf) stays as it
 * is, and a triangular weight stays triangular. Integers and booleans are never touched. Tables that were not learned
 * (sinusoidal positions) can't be told from weights and are permuted too.
 *
 * @param bytes An ONNX file.
 * @param permutationOf A permutation of 0 .. size - 1 for the index-th tensor; called once for each with two entries
 * or more that are not zero.
 * @returns The new file.
 * @throws FormatError if the file is not a whole ONNX model, or keeps weights in another file.
 * @throws RangeError if `permutationOf` does not return a permutation.
 * @example
 * const bytes = encodeModel(
 *   buildModel({
 *     inputs: [{ name: "x", type: "float32" }],
 *     outputs: [{ name: "y", type: "float32" }],
 *     initializers: { w: { shape: [4], data: Float32Array.of(1, 0, 2, 3) } },
 *     nodes: [{ op: "Mul", inputs: ["x", "w"], outputs: ["y"] }],
 *   }),
 * );
 * const reversed = permuteWeights(bytes, (size) => Int32Array.from({ length: size }, (_, i) => size - 1 - i));
 * new Float32Array(decodeModel(reversed).graph.initializer[0]!.rawData.slice().buffer); // => [3, 0, 2, 1]
 */
export function permuteWeights(
  bytes: Uint8Array,
  permutationOf: (size: number, index: number) => Int32Array,
): Uint8Array {
  let index = 0;
  return mapWeights(bytes, ({ data, type }) => {
    const isZero = (entry: number): boolean =>
      (type === "float16" || type === "bfloat16" ? entry & 0x7fff : entry) === 0;
    const places = Int32Array.from(data.keys()).filter((place) => !isZero(data[place]!));
    if (places.length < 2) return data;
    const permutation = permutationOf(places.length, index++);
    checkPermutation(permutation, places.length);
    const permuted: WeightData = data.slice();
    for (let i = 0; i < places.length; i++) permuted[places[i]!] = data[places[permutation[i]!]!]!;
    return permuted;
  });
}

function checkPermutation(permutation: Int32Array, size: number): void {
  const seen = new Uint8Array(size);
  for (const place of permutation) if (place >= 0 && place < size) seen[place] = 1;
  if (permutation.length !== size || seen.includes(0)) {
    const got = `[${permutation.slice(0, 5).join(", ")}, ...] of length ${permutation.length}`;
    throw new RangeError(`permuteWeights: permutationOf must return a permutation of 0 .. ${size - 1}, got ${got}`);
  }
}
