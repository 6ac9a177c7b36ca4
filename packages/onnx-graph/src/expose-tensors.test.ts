import { describe, expect, it } from "vitest";
import { fixtures, readFixture } from "../test/fixtures.ts";
import { runModel } from "../test/run-model.ts";
import { buildModel, type ModelSpec } from "./build-model.ts";
import { decodeModel } from "./decode-model.ts";
import { encodeModel } from "./encode-model.ts";
import { exposeTensors } from "./expose-tensors.ts";
import { FormatError } from "./format-error.ts";
import { listValues } from "./list-values.ts";

const tokens = { shape: [2, 4], data: BigInt64Array.of(0n, 3n, 1n, 4n, 2n, 2n, 0n, 1n) };

/** y = exp(x w) in double precision. */
const doubles: ModelSpec = {
  inputs: [{ name: "x", type: "float64", shape: [1, 2] }],
  outputs: [{ name: "y", type: "float64" }],
  initializers: { w: { shape: [2, 1], data: Float64Array.of(0.1, 0.2) } },
  nodes: [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["h"] },
    { op: "Exp", inputs: ["h"], outputs: ["y"] },
  ],
};
const x = { shape: [1, 2], data: Float64Array.of(3, 4) };

describe("exposeTensors(bytes, names)", () => {
  it.each(fixtures)("shows every value of %s at once, and changes no bit of its output", async (name) => {
    const bytes = readFixture(name);
    const values = listValues(decodeModel(bytes)).filter(({ type }) => type !== "bool");
    const exposed = exposeTensors(
      bytes,
      values.map((value) => value.name),
    );
    const before = await runModel(bytes, { tokens });
    const after = await runModel(exposed.bytes, { tokens });
    expect(after.logits).toEqual(before.logits);
    for (const { name: tensor } of values) {
      expect(after[exposed.outputs.get(tensor)!]!.data).toBeInstanceOf(Float32Array);
    }
    expect(after[exposed.outputs.get("logits")!]).toEqual(before.logits);
  });

  it("keeps the file's bytes and appends to them", () => {
    const bytes = readFixture("torchscript-13.onnx");
    const exposed = exposeTensors(bytes, ["logits"]).bytes;
    expect(Buffer.compare(exposed.subarray(0, bytes.length), bytes)).toBe(0);
    expect(exposed.length - bytes.length).toBeLessThan(100);
  });

  it("shows a tensor in the type asked for", async () => {
    const bytes = encodeModel(buildModel(doubles));
    const single = exposeTensors(bytes, ["h"]);
    const double = exposeTensors(bytes, ["h"], { castTo: "float64" });
    expect((await runModel(single.bytes, { x }))[single.outputs.get("h")!]!.data).toEqual(Float32Array.of(1.1));
    expect((await runModel(double.bytes, { x }))[double.outputs.get("h")!]!.data[0]).toBeCloseTo(1.1, 14);
  });

  it("gives outputs names that nothing has, also when applied to its own result", async () => {
    const once = exposeTensors(encodeModel(buildModel(doubles)), ["h", "h"]);
    const twice = exposeTensors(once.bytes, ["h"]);
    expect(once.outputs.size).toBe(1);
    expect(twice.outputs.get("h")).not.toBe(once.outputs.get("h"));
    const results = await runModel(twice.bytes, { x });
    expect(results[twice.outputs.get("h")!]).toEqual(results[once.outputs.get("h")!]);
  });

  it("suggests near names for a name that isn't there", () => {
    const expose = () => exposeTensors(readFixture("torchscript-13.onnx"), ["/blocks.0/attn/Softmax_output_1"]);
    expect(expose).toThrow(RangeError);
    expect(expose).toThrow(/got "\/blocks\.0\/attn\/Softmax_output_1" \(near: "\/blocks\.0\/attn\/Softmax_output_0"/);
  });

  it("says so when a tensor is inside a body", () => {
    const branch = (name: string) => ({
      inputs: [],
      outputs: [{ name, type: "float32" as const }],
      nodes: [{ op: "Identity", inputs: ["x"], outputs: [name] }],
    });
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "x", type: "float32" }],
        outputs: [{ name: "y", type: "float32" }],
        nodes: [
          {
            op: "Constant",
            inputs: [],
            outputs: ["c"],
            attributes: { value: { tensor: { shape: [], data: Uint8Array.of(1) } } },
          },
          {
            op: "If",
            name: "choice",
            inputs: ["c"],
            outputs: ["y"],
            attributes: { then_branch: { graph: branch("a") }, else_branch: { graph: branch("b") } },
          },
        ],
      }),
    );
    expect(() => exposeTensors(bytes, ["a"])).toThrow(
      'exposeTensors: tensor must be in the main graph (inline the body when exporting), got "a" inside the body of If node "choice"',
    );
  });

  it("throws FormatError for a file that is not whole", () => {
    expect(() => exposeTensors(readFixture("dynamo-18.onnx").subarray(0, 999), [])).toThrow(FormatError);
  });
});
