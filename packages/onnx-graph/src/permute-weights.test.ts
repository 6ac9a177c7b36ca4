import { describe, expect, it } from "vitest";
import { readFixture } from "../test/fixtures.ts";
import { runModel } from "../test/run-model.ts";
import { buildModel } from "./build-model.ts";
import { encodeModel } from "./encode-model.ts";
import { type Weight, mapWeights } from "./map-weights.ts";
import { permuteWeights } from "./permute-weights.ts";

const reversed = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => size - 1 - i);
const unchanged = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

function weightsOf(bytes: Uint8Array): Weight[] {
  const weights: Weight[] = [];
  mapWeights(bytes, (weight) => {
    weights.push(weight);
    return weight.data;
  });
  return weights;
}

const constants = encodeModel(
  buildModel({
    inputs: [{ name: "x", type: "float32" }],
    outputs: [{ name: "y", type: "float32" }],
    initializers: {
      matrix: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      triangle: { shape: [3, 3], data: Float64Array.of(1, 0, 0, 2, 3, 0, 4, 5, 6) },
      mask: { shape: [2, 2], data: Float32Array.of(0, -Infinity, 0, 0) },
      scalar: { shape: [], data: Float32Array.of(7) },
      ids: { shape: [3], data: BigInt64Array.of(1n, 2n, 3n) },
    },
    nodes: [
      {
        op: "Constant",
        inputs: [],
        outputs: ["c"],
        attributes: { value: { tensor: { shape: [3], data: Float32Array.of(7, 8, 9) } } },
      },
      { op: "Exp", inputs: ["x"], outputs: ["y"] },
    ],
  }),
);

describe("permuteWeights(bytes, permutationOf)", () => {
  it("permutes entries other than zero, so that masks and triangles stay", () => {
    const permuted = new Map(weightsOf(permuteWeights(constants, reversed)).map(({ name, data }) => [name, [...data]]));
    expect(permuted.get("matrix")).toEqual([4, 3, 2, 1]);
    expect(permuted.get("triangle")).toEqual([6, 0, 0, 5, 4, 0, 3, 2, 1]);
    expect(permuted.get("mask")).toEqual([0, -Infinity, 0, 0]);
    expect(permuted.get("c")).toEqual([9, 8, 7]);
    expect([...permuted.keys()]).toEqual(["matrix", "triangle", "mask", "c"]); // no scalar, no integers
  });

  it("asks for one permutation per tensor that has any, in order", () => {
    const asked: [number, number][] = [];
    permuteWeights(constants, (size, index) => {
      asked.push([size, index]);
      return unchanged(size);
    });
    expect(asked).toEqual([
      [4, 0],
      [6, 1],
      [3, 2],
    ]);
  });

  it("changes the logits of a network, but not with identities, and never the file it got", async () => {
    const bytes = readFixture("torchscript-13.onnx");
    const tokens = { shape: [1, 3], data: BigInt64Array.of(0n, 3n, 1n) };
    const before = await runModel(bytes, { tokens });
    expect(await runModel(permuteWeights(bytes, unchanged), { tokens })).toEqual(before);
    expect(await runModel(permuteWeights(bytes, reversed), { tokens })).not.toEqual(before);
    expect(Buffer.compare(bytes, readFixture("torchscript-13.onnx"))).toBe(0);
  });

  it("refuses what is not a permutation", () => {
    const permute = () => permuteWeights(constants, (size) => new Int32Array(size));
    expect(permute).toThrow("permuteWeights: permutationOf must return a permutation of 0 .. 3, got [0, 0, 0, 0");
  });
});

describe("mapWeights(bytes, rewrite)", () => {
  it("gives each weight its name, type and shape, and keeps what rewrite returns", async () => {
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "x", type: "float32" }],
        outputs: [{ name: "y", type: "float32" }],
        initializers: { w: { shape: [1, 2], data: Float32Array.of(1, 2) } },
        nodes: [{ op: "Mul", inputs: ["x", "w"], outputs: ["y"] }],
      }),
    );
    expect(weightsOf(bytes)).toEqual([{ name: "w", type: "float32", shape: [1, 2], data: Float32Array.of(1, 2) }]);
    const tenfold = mapWeights(bytes, ({ data }) => data.map((value) => 10 * value));
    const { y } = await runModel(tenfold, { x: { shape: [1], data: Float32Array.of(3) } });
    expect(y!.data).toEqual(Float32Array.of(30, 60));
  });

  it("refuses another kind or length of array", () => {
    expect(() => mapWeights(constants, () => new Float64Array(4))).toThrow(
      "mapWeights: rewrite must return 4 in Float32Array, got 4 in Float64Array",
    );
  });
});
