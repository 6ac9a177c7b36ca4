import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { countWeights } from "./count-weights.ts";
import { decodeModel } from "./decode-model.ts";
import { buildModel } from "./build-model.ts";

describe("countWeights(model)", () => {
  it.each(["mess3-1l-attn", "z1r-2l", "mess3-4l", "rrxor-4l"])(
    "is the number of parameters that PyTorch counts in %s",
    (name) => {
      const file = (ending: string) => readFileSync(new URL(`../../../models/${name}.${ending}`, import.meta.url));
      const { config } = JSON.parse(file("json").toString()) as { config: { parameters: number } };
      expect(countWeights(decodeModel(file("onnx")))).toBe(config.parameters);
    },
  );

  it("counts neither integers nor numbers without an axis", () => {
    const model = buildModel({
      inputs: [{ name: "x", type: "float32" }],
      outputs: [{ name: "y", type: "float32" }],
      initializers: {
        shape: { shape: [2], data: BigInt64Array.of(1n, 6n) },
        scale: { shape: [], data: Float32Array.of(2) },
        weight: { shape: [2, 3], data: new Float64Array(6) },
      },
      nodes: [
        { op: "Reshape", inputs: ["x", "shape"], outputs: ["row"] },
        { op: "Mul", inputs: ["row", "scale"], outputs: ["y"] },
      ],
    });
    expect(countWeights(model)).toBe(6);
  });
});
