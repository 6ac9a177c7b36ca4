import { describe, expect, it } from "vitest";
import { fixtures, readFixture } from "../test/fixtures.ts";
import { buildModel } from "./build-model.ts";
import { decodeModel } from "./decode-model.ts";
import { listValues } from "./list-values.ts";

describe("listValues(model)", () => {
  it("says of each value what it is, who makes it, and its type and shape where the file does", () => {
    const model = buildModel({
      inputs: [{ name: "x", type: "int32", shape: ["batch", null, 2] }],
      outputs: [{ name: "y", type: "float32" }],
      initializers: { w: { shape: [2, 1], data: Float64Array.of(1, 2) } },
      nodes: [
        {
          op: "Constant",
          inputs: [],
          outputs: ["c"],
          attributes: { value: { tensor: { shape: [], data: Float32Array.of(3) } } },
        },
        { op: "Constant", inputs: [], outputs: ["d"], attributes: { value_ints: { ints: [4, 5] } } },
        { op: "Cast", name: "to-float", inputs: ["x"], outputs: ["h"], attributes: { to: { int: 1 } } },
        { op: "Mul", inputs: ["h", "c"], outputs: ["y"] },
      ],
    });
    expect(listValues(model)).toEqual([
      { name: "x", kind: "input", producer: null, type: "int32", shape: ["batch", null, 2] },
      { name: "w", kind: "initializer", producer: null, type: "float64", shape: [2, 1] },
      {
        name: "c",
        kind: "inner",
        producer: { opType: "Constant", nodeName: "", index: 0 },
        type: "float32",
        shape: [],
      },
      { name: "d", kind: "inner", producer: { opType: "Constant", nodeName: "", index: 1 }, type: "int64", shape: [2] },
      {
        name: "h",
        kind: "inner",
        producer: { opType: "Cast", nodeName: "to-float", index: 2 },
        type: null,
        shape: null,
      },
      { name: "y", kind: "output", producer: { opType: "Mul", nodeName: "", index: 3 }, type: "float32", shape: null },
    ]);
  });

  it.each(fixtures)("names every value of %s once", (name) => {
    const names = listValues(decodeModel(readFixture(name))).map((value) => value.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("reads the shapes that an exporter left in value_info", () => {
    const softmax = listValues(decodeModel(readFixture("dynamo-18.onnx"))).find(({ name }) => name === "softmax");
    expect(softmax).toMatchObject({ type: "float32", shape: ["batch", 2, "length", "length"] });
  });
});
