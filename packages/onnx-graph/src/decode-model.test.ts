import { readFileSync } from "node:fs";
import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtures, readFixture } from "../test/fixtures.ts";
import { buildModel } from "./build-model.ts";
import { decodeModel } from "./decode-model.ts";
import { encodeModel } from "./encode-model.ts";
import { FormatError } from "./format-error.ts";
import { type ModelProto, ModelProtoSchema } from "./gen/onnx_pb.ts";

const tiny = () =>
  buildModel({
    inputs: [{ name: "x", type: "float32", shape: ["batch", 2] }],
    outputs: [{ name: "y", type: "float32" }],
    initializers: { w: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } },
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["h"] },
      { op: "Exp", inputs: ["h"], outputs: ["y"], name: "last" },
    ],
  });

/** The file of a model after a change that breaks it. */
function broken(change: (model: ModelProto & { graph: NonNullable<ModelProto["graph"]> }) => void): Uint8Array {
  const model = tiny();
  change(model);
  return encodeModel(model);
}

function errorOf(bytes: Uint8Array): FormatError {
  try {
    decodeModel(bytes);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("decodeModel(bytes), then encodeModel(model)", () => {
  it.each(fixtures)("gives %s back byte for byte, metadata included", (name) => {
    const bytes = readFixture(name);
    expect(Buffer.compare(encodeModel(decodeModel(bytes)), bytes)).toBe(0);
  });

  it("keeps fields that it doesn't know", () => {
    const unknownField = Uint8Array.of(0xc0, 0x3e, 42); // field 1000, a varint
    const bytes = Uint8Array.of(...encodeModel(tiny()), ...unknownField);
    expect([...encodeModel(decodeModel(bytes)).slice(-3)]).toEqual([...unknownField]);
  });

  it("merges what is appended to a file into its graph", () => {
    const patch = create(ModelProtoSchema, { graph: { node: [{ opType: "Abs", input: ["y"], output: ["z"] }] } });
    const bytes = Uint8Array.of(...encodeModel(tiny()), ...toBinary(ModelProtoSchema, patch));
    expect(decodeModel(bytes).graph.node.map(({ opType }) => opType)).toEqual(["MatMul", "Exp", "Abs"]);
  });
});

describe("decodeModel(bytes) of what is not ONNX", () => {
  it.each([
    ["no bytes", new Uint8Array(0)],
    ["a PNG image", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ["a ZIP archive", new TextEncoder().encode("PK\x03\x04rest")],
    ["a gzip file", Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ["an HDF5 file", Uint8Array.of(0x89, 0x48, 0x44, 0x46)],
    ["text", readFileSync(new URL(import.meta.url))],
    ["a Git LFS pointer", new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n")],
  ])("says that it got %s", (kind, bytes) => {
    expect(errorOf(bytes).message).toContain(`decodeModel: file must be an ONNX model, got ${kind}`);
  });

  it("throws FormatError on any random bytes", () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(errorOf(bytes)).toBeInstanceOf(FormatError);
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it.each(fixtures)("throws FormatError, or reads another model, when any byte of %s is changed", (name) => {
    const bytes = Uint8Array.from(readFixture(name));
    const place = fc.integer({ min: 0, max: bytes.length - 1 });
    const property = fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = bytes.slice();
      changed[at]! ^= change;
      try {
        decodeModel(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 1000 });
  });
});

describe("decodeModel(bytes) of a file cut short", () => {
  it.each(fixtures)("throws at every cut of %s", (name) => {
    const bytes = readFixture(name);
    for (let length = 0; length < bytes.length; length++) errorOf(bytes.subarray(0, length));
  });

  it("says where the field that is cut begins, and how long the file must be", () => {
    const bytes = readFixture("torchscript-13.onnx");
    const { message, offset } = errorOf(bytes.subarray(0, 20000));
    expect(message).toMatch(
      /^decodeModel: file must be whole, got 20000 bytes of at least 33\d{3} in a field at byte \d+$/,
    );
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThan(100);
  });
});

describe("decodeModel(bytes) of a model that is not whole", () => {
  it.each([
    ["got no graph", broken((model) => delete (model as ModelProto).graph)],
    ["must have nodes", broken(({ graph }) => (graph.node = []))],
    ["must have outputs", broken(({ graph }) => (graph.output = []))],
    ["must import an operator set", broken((model) => (model.opsetImport = []))],
    ["must state its IR version", broken((model) => (model.irVersion = 0n))],
    ['graph output must be made by a node, got "z"', broken(({ graph }) => (graph.output[0]!.name = "z"))],
    [
      'node 0 (MatMul) must read values made before it, got "q"',
      broken(({ graph }) => (graph.node[0]!.input[0] = "q")),
    ],
    ['node 0 (Exp "last") must read values made before it, got "h"', broken(({ graph }) => graph.node.reverse())],
    [
      'node 1 (Exp "last") must make new values, got "h" again',
      broken(({ graph }) => (graph.node[1]!.output[0] = "h")),
    ],
    ['got domain "com.example"', broken(({ graph }) => (graph.node[0]!.domain = "com.example"))],
    ["node 0 must have an operator", broken(({ graph }) => (graph.node[0]!.opType = ""))],
    [
      'initializer "w" of shape [2, 3] must hold 24 bytes, got 20',
      broken(({ graph }) => (graph.initializer[0]!.rawData = new Uint8Array(20))),
    ],
    [
      "must have a possible shape, got [1099511627776, 1099511627776]",
      broken(({ graph }) => (graph.initializer[0]!.dims = [2n ** 40n, 2n ** 40n])),
    ],
    [
      'initializer "w" must have a possible shape, got [-1, 3]',
      broken(({ graph }) => (graph.initializer[0]!.dims = [-1n, 3n])),
    ],
    ['initializer "w" must have an element type', broken(({ graph }) => (graph.initializer[0]!.dataType = 0))],
  ])("throws: %s", (rule, bytes) => {
    expect(errorOf(bytes).message).toContain(rule);
  });
});
