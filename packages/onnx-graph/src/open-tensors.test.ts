import { describe, expect, it } from "vitest";
import { fixtures, readFixture } from "../test/fixtures.ts";
import { runModel } from "../test/run-model.ts";
import { buildModel } from "./build-model.ts";
import { encodeModel } from "./encode-model.ts";
import { exposeTensors } from "./expose-tensors.ts";
import { openTensors } from "./open-tensors.ts";

const tokens = { shape: [1, 4], data: BigInt64Array.of(0n, 3n, 1n, 4n) };
const residual = { "torchscript-13.onnx": "/blocks.0/Add_1_output_0", "dynamo-18.onnx": "add_2" };

describe("openTensors(bytes, names)", () => {
  it.each(fixtures)(
    "gives the same logits of %s when a tensor is fed back as it was, and others when not",
    async (name) => {
      const bytes = readFixture(name);
      const opened = openTensors(bytes, [residual[name]]);
      const exposed = exposeTensors(opened.bytes, [residual[name]]);
      const input = opened.inputs.get(residual[name])!;
      const zeros = { shape: [1, 4, 8], data: new Float32Array(32) };

      const { logits } = await runModel(bytes, { tokens });
      const ablated = await runModel(exposed.bytes, { tokens, [input]: zeros });
      const clean = ablated[exposed.outputs.get(residual[name])!]!;
      const fedBack = await runModel(opened.bytes, { tokens, [input]: clean });
      expect(fedBack.logits).toEqual(logits);
      expect(ablated.logits).not.toEqual(logits);
    },
  );

  it("rewires nodes inside bodies, and leaves a graph output of that name as computed", async () => {
    const body = {
      inputs: [{ name: "row", type: "float32" as const }],
      outputs: [{ name: "sum", type: "float32" as const }],
      nodes: [{ op: "Add", inputs: ["row", "h"], outputs: ["sum"] }],
    };
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "x", type: "float32", shape: [2, 1] }],
        outputs: [
          { name: "h", type: "float32", shape: [1] },
          { name: "y", type: "float32" },
        ],
        initializers: { one: { shape: [1], data: Float32Array.of(1) } },
        nodes: [
          { op: "Exp", inputs: ["one"], outputs: ["h"] },
          {
            op: "Scan",
            inputs: ["x"],
            outputs: ["y"],
            attributes: { num_scan_inputs: { int: 1 }, body: { graph: body } },
          },
        ],
      }),
    );
    const opened = openTensors(bytes, ["h"]);
    const x = { shape: [2, 1], data: Float32Array.of(10, 20) };
    const results = await runModel(opened.bytes, {
      x,
      [opened.inputs.get("h")!]: { shape: [1], data: Float32Array.of(5) },
    });
    expect(results.y!.data).toEqual(Float32Array.of(15, 25));
    expect(results.h!.data[0]).toBeCloseTo(Math.E, 6);
  });

  it("refuses a graph input and an unknown name", () => {
    const bytes = readFixture("torchscript-13.onnx");
    expect(() => openTensors(bytes, ["tokens"])).toThrow('tensor must not be an input already, got "tokens"');
    expect(() => openTensors(bytes, ["residual"])).toThrow('tensor must be in the model, got "residual"');
  });
});
