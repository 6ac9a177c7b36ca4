import type { Tensor } from "@beliefscope/tensor";
import type { GeometricMode } from "@beliefscope/tensor/linalg";
import { checkDiagonal, type DiagonalRecurrence } from "../diagonal-recurrence.ts";
import { initialState, readWeights, scanPositions, sequenceFile, vector } from "./sequence-file.ts";

/**
 * Writes a diagonal recurrence as an ONNX file: input `tokens`, int64 [batch, position]; output `outputs`,
 * [batch, position, output]. States are pairs of real and imaginary parts, one for each mode and output.
 *
 * @returns The file: weights in single precision, a Scan over positions. `decodeDiagonal` reads it back.
 * @throws RangeError if the model has no mode, or a weight is not finite or of another shape.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * decodeDiagonal(encodeDiagonal(diagonalFromFilter(filter))).modes[0]!.pole; // ≈ [0.494271, 0]
 */
export function encodeDiagonal(model: DiagonalRecurrence): Uint8Array {
  checkDiagonal("encodeDiagonal", model);
  const { numTokens, numOutputs, modes, bias } = model;
  if (modes.length === 0) throw new RangeError("encodeDiagonal: the model must have modes, got none");
  const width = modes.length * numOutputs;
  const row = { type: "float32" as const, shape: ["batch", width] };
  const body = {
    inputs: ["re", "im", "addedRe", "addedIm"].map((name) => ({ name, ...row })),
    outputs: ["nextRe", "nextIm", "row"].map((name) => ({ name, ...row })),
    nodes: [
      { op: "Mul", inputs: ["re", "poleRe"], outputs: ["rr"] },
      { op: "Mul", inputs: ["im", "poleIm"], outputs: ["ii"] },
      { op: "Mul", inputs: ["re", "poleIm"], outputs: ["ri"] },
      { op: "Mul", inputs: ["im", "poleRe"], outputs: ["ir"] },
      { op: "Sub", inputs: ["rr", "ii"], outputs: ["turnedRe"] },
      { op: "Add", inputs: ["ri", "ir"], outputs: ["turnedIm"] },
      { op: "Add", inputs: ["turnedRe", "addedRe"], outputs: ["nextRe"] },
      { op: "Add", inputs: ["turnedIm", "addedIm"], outputs: ["nextIm"] },
      { op: "Identity", inputs: ["nextRe"], outputs: ["row"] },
    ],
  };
  return sequenceFile({
    kind: "diagonal",
    numTokens,
    output: { name: "outputs", width: numOutputs },
    weights: {
      poleRe: vector(Float64Array.from({ length: width }, (_, i) => modes[Math.floor(i / numOutputs)]!.pole[0])),
      poleIm: vector(Float64Array.from({ length: width }, (_, i) => modes[Math.floor(i / numOutputs)]!.pole[1])),
      inputRe: sideBySide(modes.map(({ real }) => real)),
      inputIm: sideBySide(modes.map(({ imaginary }) => imaginary)),
      // adds up the modes of each output
      sum: {
        shape: [width, numOutputs],
        data: Float64Array.from({ length: width * numOutputs }, (_, k) =>
          Math.floor(k / numOutputs) % numOutputs === k % numOutputs ? 1 : 0,
        ),
      },
      bias: vector(bias),
      start: { shape: [1, width], data: new Float64Array(width) },
    },
    integers: { zero: [0], one: [1] },
    nodes: [
      ...initialState("start", "firstRe"),
      ...initialState("start", "firstIm"),
      { op: "Gather", inputs: ["inputRe", "tokens"], outputs: ["readRe"] },
      { op: "Gather", inputs: ["inputIm", "tokens"], outputs: ["readIm"] },
      scanPositions(body, { states: ["firstRe", "firstIm"], reads: ["readRe", "readIm"], rows: "states" }),
      { op: "MatMul", inputs: ["states", "sum"], outputs: ["summed"] },
      { op: "Add", inputs: ["summed", "bias"], outputs: ["outputs"] },
    ],
  });
}

/**
 * Reads a diagonal recurrence back from a file that `encodeDiagonal` wrote.
 *
 * @returns The model; weights as the file has them, in single precision.
 * @throws FormatError if the file is not a whole ONNX model, or was not written by `encodeDiagonal`.
 * @example
 * const filter = zetaFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * decodeDiagonal(encodeDiagonal(diagonalFromFilter(filter))).modes[0]!.pole; // ≈ [0.850000, 0]
 */
export function decodeDiagonal(bytes: Uint8Array): DiagonalRecurrence {
  const { numTokens, weight } = readWeights("decodeDiagonal", bytes, "diagonal");
  const bias = weight("bias").data;
  const numOutputs = bias.length;
  const [re, im] = [weight("poleRe").data, weight("poleIm").data];
  const [inputRe, inputIm] = [weight("inputRe"), weight("inputIm")];
  const modes = Array.from({ length: re.length / numOutputs }, (_, j): GeometricMode => {
    const first = j * numOutputs;
    return {
      pole: [re[first]!, im[first]!],
      real: columns(inputRe, first, numOutputs),
      imaginary: columns(inputIm, first, numOutputs),
    };
  });
  return { numTokens, numOutputs, modes, bias };
}

function sideBySide(tensors: readonly Tensor[]): Tensor {
  const [rows, width] = tensors[0]!.shape as [number, number];
  const data = new Float64Array(rows * width * tensors.length);
  tensors.forEach((tensor, j) => {
    for (let row = 0; row < rows; row++) {
      data.set(tensor.data.subarray(row * width, (row + 1) * width), (row * tensors.length + j) * width);
    }
  });
  return { shape: [rows, width * tensors.length], data };
}

function columns({ shape, data }: Tensor, first: number, count: number): Tensor {
  const [rows, width] = shape as [number, number];
  const part = Float64Array.from(
    { length: rows * count },
    (_, k) => data[Math.floor(k / count) * width + first + (k % count)]!,
  );
  return { shape: [rows, count], data: part };
}
