import { describe, expect, it } from "vitest";
import { runModel } from "../test/run-model.ts";
import { buildModel } from "./build-model.ts";
import { encodeModel } from "./encode-model.ts";

describe("buildModel(spec)", () => {
  it("writes a Bayes filter as a Scan that agrees with the formula to 1e-15", async () => {
    // b'[to] = sum_from b[from] T[token, from, to] / P(token | b), of an asymmetric process
    const T = Float64Array.of(0.1, 0.5, 0.2, 0.3, 0.3, 0.1, 0.4, 0.1); // [token, from, to]
    const initial = Float64Array.of(0.75, 0.25);
    const words = [1, 0, 0, 1, 1];
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "tokens", type: "int64", shape: ["length"] }],
        outputs: [{ name: "beliefs", type: "float64" }],
        initializers: {
          T: { shape: [2, 2, 2], data: T },
          initial: { shape: [1, 2], data: initial },
          axes: { shape: [1], data: BigInt64Array.of(1n) },
        },
        nodes: [
          {
            op: "Scan",
            inputs: ["initial", "tokens"],
            outputs: ["last", "beliefs"],
            attributes: {
              num_scan_inputs: { int: 1 },
              body: {
                graph: {
                  inputs: [
                    { name: "belief", type: "float64", shape: [1, 2] },
                    { name: "token", type: "int64", shape: [] },
                  ],
                  outputs: [
                    { name: "next", type: "float64", shape: [1, 2] },
                    { name: "row", type: "float64", shape: [1, 2] },
                  ],
                  nodes: [
                    { op: "Gather", inputs: ["T", "token"], outputs: ["step"] },
                    { op: "MatMul", inputs: ["belief", "step"], outputs: ["joint"] },
                    { op: "ReduceSum", inputs: ["joint", "axes"], outputs: ["probability"] },
                    { op: "Div", inputs: ["joint", "probability"], outputs: ["next"] },
                    { op: "Identity", inputs: ["next"], outputs: ["row"] },
                  ],
                },
              },
            },
          },
        ],
      }),
    );
    const tokens = { shape: [5], data: BigInt64Array.from(words, BigInt) };
    const { beliefs } = await runModel(bytes, { tokens });

    let belief = [...initial];
    const expected = words.flatMap((token) => {
      const joint = [0, 1].map((to) => belief[0]! * T[token * 4 + to]! + belief[1]! * T[token * 4 + 2 + to]!);
      belief = joint.map((p) => p / (joint[0]! + joint[1]!));
      return belief;
    });
    expect(beliefs!.shape).toEqual([5, 1, 2]);
    for (const [i, p] of expected.entries()) expect(Math.abs(Number(beliefs!.data[i]) - p)).toBeLessThan(1e-15);
  });

  it("writes attributes of every kind as the operators read them", async () => {
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "x", type: "float32", shape: [1, 2] }],
        outputs: [{ name: "y", type: "float32" }],
        opsets: { "com.microsoft": 1 },
        nodes: [
          {
            op: "Constant",
            inputs: [],
            outputs: ["tensor"],
            attributes: { value: { tensor: { shape: [1], data: Float32Array.of(1) } } },
          },
          { op: "Constant", inputs: [], outputs: ["floats"], attributes: { value_floats: { floats: [10, 20] } } },
          { op: "LeakyRelu", inputs: ["x"], outputs: ["leaky"], attributes: { alpha: { float: 0.5 } } },
          { op: "Add", inputs: ["leaky", "tensor"], outputs: ["added"] },
          { op: "Transpose", inputs: ["added"], outputs: ["turned"], attributes: { perm: { ints: [1, 0] } } },
          {
            op: "Einsum",
            inputs: ["floats", "turned"],
            outputs: ["e"],
            attributes: { equation: { string: "i,ij->j" } },
          },
          { op: "Gelu", domain: "com.microsoft", inputs: ["e"], outputs: ["y"] },
        ],
      }),
    );
    const { y } = await runModel(bytes, { x: { shape: [1, 2], data: Float32Array.of(-4, 3) } });
    expect(y!.data[0]).toBeCloseTo(10 * (-2 + 1) + 20 * (3 + 1), 5); // gelu(70) = 70
  });

  it("refuses a graph that does not hold together", () => {
    const build = () => buildModel({ inputs: [], outputs: [], nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }] });
    expect(build).toThrow("buildModel: graph must have outputs, got none");
  });
});
