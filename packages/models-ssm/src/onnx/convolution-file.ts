import type { Tensor } from "@beliefscope/tensor";
import { checkConvolution, type CausalConvolution } from "../causal-convolution.ts";
import { readWeights, sequenceFile, vector } from "./sequence-file.ts";

/**
 * Writes a causal convolution as an ONNX file: input `tokens`, int64 [batch, position]; output `outputs`,
 * [batch, position, output].
 *
 * @returns The file: weights in single precision, one Conv over one-hot tokens. `decodeConvolution` reads it back.
 * @throws RangeError if a weight is not finite or of another shape.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * decodeConvolution(encodeConvolution(convolutionFromFilter(filter, { taps: 4 }))).kernel.shape; // => [4, 3, 3]
 */
export function encodeConvolution(model: CausalConvolution): Uint8Array {
  checkConvolution("encodeConvolution", model);
  const { numTokens, numOutputs, kernel, bias } = model;
  const taps = kernel.shape[0]!;
  const oneHots = Float64Array.from({ length: numTokens ** 2 }, (_, k) => (k % (numTokens + 1) === 0 ? 1 : 0));
  return sequenceFile({
    kind: "convolution",
    numTokens,
    output: { name: "outputs", width: numOutputs },
    weights: {
      oneHots: { shape: [numTokens, numTokens], data: oneHots },
      kernel: turned(kernel, [numOutputs, numTokens, taps], (lag, token, output) => [output, token, taps - 1 - lag]),
      bias: vector(bias),
    },
    nodes: [
      { op: "Gather", inputs: ["oneHots", "tokens"], outputs: ["read"] },
      { op: "Transpose", inputs: ["read"], outputs: ["channels"], attributes: { perm: { ints: [0, 2, 1] } } },
      {
        op: "Conv",
        inputs: ["channels", "kernel", "bias"],
        outputs: ["convolved"],
        attributes: { pads: { ints: [taps - 1, 0] } },
      },
      { op: "Transpose", inputs: ["convolved"], outputs: ["outputs"], attributes: { perm: { ints: [0, 2, 1] } } },
    ],
  });
}

/**
 * Reads a causal convolution back from a file that `encodeConvolution` wrote.
 *
 * @returns The model; weights as the file has them, in single precision.
 * @throws FormatError if the file is not a whole ONNX model, or was not written by `encodeConvolution`.
 * @example
 * const filter = zetaFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * decodeConvolution(encodeConvolution(convolutionFromFilter(filter, { taps: 2 }))).numTokens; // => 3
 */
export function decodeConvolution(bytes: Uint8Array): CausalConvolution {
  const { numTokens, weight } = readWeights("decodeConvolution", bytes, "convolution");
  const written = weight("kernel");
  const [numOutputs, , taps] = written.shape as [number, number, number];
  const kernel = turned(written, [taps, numTokens, numOutputs], (output, token, j) => [taps - 1 - j, token, output]);
  return { numTokens, numOutputs, kernel, bias: weight("bias").data };
}

/** The same entries in another order of three axes. */
function turned(
  { shape, data }: Tensor,
  target: readonly [number, number, number],
  place: (i: number, j: number, k: number) => readonly [number, number, number],
): Tensor {
  const [, second, third] = shape as [number, number, number];
  const moved = new Float64Array(data.length);
  data.forEach((value, index) => {
    const [i, j, k] = place(Math.floor(index / (second * third)), Math.floor(index / third) % second, index % third);
    moved[(i * target[1] + j) * target[2] + k] = value;
  });
  return { shape: target, data: moved };
}
