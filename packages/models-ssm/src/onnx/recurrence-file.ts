import { checkRecurrence, type LinearRecurrence } from "../linear-recurrence.ts";
import { initialState, readWeights, scanPositions, sequenceFile, vector } from "./sequence-file.ts";

/**
 * Writes a linear recurrence as an ONNX file: input `tokens`, int64 [batch, position]; output `outputs`,
 * [batch, position, output].
 *
 * @returns The file: weights in single precision, a Scan over positions. `decodeRecurrence` reads it back.
 * @throws RangeError if a weight is not finite or of another shape.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * const bytes = encodeRecurrence(recurrenceFromFilter(filter));
 * decodeRecurrence(bytes).bias; // ≈ [0.333333, 0.333333, 0.333333]
 */
export function encodeRecurrence(model: LinearRecurrence): Uint8Array {
  checkRecurrence("encodeRecurrence", model);
  const { numTokens, numOutputs, transition, input, bias } = model;
  const row = { type: "float32" as const, shape: ["batch", numOutputs] };
  const body = {
    inputs: [
      { name: "state", ...row },
      { name: "added", ...row },
    ],
    outputs: [
      { name: "next", ...row },
      { name: "row", ...row },
    ],
    nodes: [
      { op: "MatMul", inputs: ["state", "transition"], outputs: ["moved"] },
      { op: "Add", inputs: ["moved", "added"], outputs: ["next"] },
      { op: "Identity", inputs: ["next"], outputs: ["row"] },
    ],
  };
  return sequenceFile({
    kind: "recurrence",
    numTokens,
    output: { name: "outputs", width: numOutputs },
    weights: {
      transition,
      input,
      bias: vector(bias),
      start: { shape: [1, numOutputs], data: new Float64Array(numOutputs) },
    },
    integers: { zero: [0], one: [1] },
    nodes: [
      ...initialState("start", "first"),
      { op: "Gather", inputs: ["input", "tokens"], outputs: ["read"] },
      scanPositions(body, { states: ["first"], reads: ["read"], rows: "states" }),
      { op: "Add", inputs: ["states", "bias"], outputs: ["outputs"] },
    ],
  });
}

/**
 * Reads a linear recurrence back from a file that `encodeRecurrence` wrote.
 *
 * @returns The model; weights as the file has them, in single precision.
 * @throws FormatError if the file is not a whole ONNX model, or was not written by `encodeRecurrence`.
 * @example
 * const filter = zetaFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * decodeRecurrence(encodeRecurrence(recurrenceFromFilter(filter))).numTokens; // => 3
 */
export function decodeRecurrence(bytes: Uint8Array): LinearRecurrence {
  const { numTokens, weight } = readWeights("decodeRecurrence", bytes, "recurrence");
  const bias = weight("bias").data;
  return { numTokens, numOutputs: bias.length, transition: weight("transition"), input: weight("input"), bias };
}
