import { checkSelective, type SelectiveRecurrence } from "../selective-recurrence.ts";
import { initialState, readWeights, scanPositions, sequenceFile, vector } from "./sequence-file.ts";

/**
 * Writes a selective recurrence as an ONNX file.
 *
 * Input: `tokens`, int64, [batch, position]; output: `logits`, [batch, position, token], the logarithms of the predicted
 * laws. The states are the inner tensor `blocks.0.hook_resid_post`.
 *
 * @returns The file: weights in single precision, a Scan over positions. `decodeSelective` reads it back.
 * @throws RangeError if a weight is not finite or of another shape.
 * @example
 * const model = selectiveFromHmm(mess3({ x: 0.05, a: 0.85 }));
 * listValues(decodeModel(encodeSelective(model))).some(({ name }) => name === "blocks.0.hook_resid_post"); // => true
 */
export function encodeSelective(model: SelectiveRecurrence): Uint8Array {
  checkSelective("encodeSelective", model);
  const { numTokens, numStates, transitions, start, normalizer, law } = model;
  const body = {
    inputs: [
      { name: "state", type: "float32" as const, shape: ["batch", numStates] },
      { name: "token", type: "int64" as const, shape: ["batch"] },
    ],
    outputs: [
      { name: "next", type: "float32" as const, shape: ["batch", numStates] },
      { name: "row", type: "float32" as const, shape: ["batch", numStates] },
    ],
    nodes: [
      { op: "Gather", inputs: ["transitions", "token"], outputs: ["chosen"] },
      { op: "Unsqueeze", inputs: ["state", "one"], outputs: ["rowVector"] },
      { op: "MatMul", inputs: ["rowVector", "chosen"], outputs: ["moved"] },
      { op: "Squeeze", inputs: ["moved", "one"], outputs: ["joint"] },
      { op: "Mul", inputs: ["joint", "normalizer"], outputs: ["shares"] },
      { op: "ReduceSum", inputs: ["shares", "one"], outputs: ["probability"] },
      { op: "Div", inputs: ["joint", "probability"], outputs: ["next"] },
      { op: "Identity", inputs: ["next"], outputs: ["row"] },
    ],
  };
  const states = "blocks.0.hook_resid_post";
  return sequenceFile({
    kind: "selective",
    numTokens,
    output: { name: "logits", width: numTokens },
    weights: {
      transitions,
      start: { shape: [1, numStates], data: start },
      normalizer: vector(normalizer),
      law,
    },
    integers: { zero: [0], one: [1] },
    nodes: [
      ...initialState("start", "first"),
      scanPositions(body, { states: ["first"], reads: ["tokens"], rows: states }),
      { op: "MatMul", inputs: [states, "law"], outputs: ["predictions"] },
      { op: "Log", inputs: ["predictions"], outputs: ["logits"] },
    ],
  });
}

/**
 * Reads a selective recurrence back from a file that `encodeSelective` wrote.
 *
 * @returns The model; weights as the file has them, in single precision.
 * @throws FormatError if the file is not a whole ONNX model, or was not written by `encodeSelective`.
 * @example
 * const model = selectiveFromHmm(goldenMean({ p: 0.5 }));
 * decodeSelective(encodeSelective(model)).start; // ≈ [0.666667, 0.333333]
 */
export function decodeSelective(bytes: Uint8Array): SelectiveRecurrence {
  const { numTokens, weight } = readWeights("decodeSelective", bytes, "selective");
  const start = weight("start").data;
  return {
    numTokens,
    numStates: start.length,
    transitions: weight("transitions"),
    start,
    normalizer: weight("normalizer").data,
    law: weight("law"),
  };
}
