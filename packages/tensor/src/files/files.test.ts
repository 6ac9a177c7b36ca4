import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTensor, type Tensor, type TensorData } from "../index.ts";
import {
  decodeNpy,
  decodeNpz,
  decodeSafetensors,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  FileFormatError,
} from "./index.ts";

/** Files written by numpy and safetensors themselves: fixtures/make-fixtures.py. */
const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const eighths = Array.from({ length: 24 }, (_, i) => i / 8);

const arbitraryTensor: fc.Arbitrary<Tensor<TensorData>> = fc
  .array(fc.nat({ max: 4 }), { maxLength: 3 })
  .chain((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const numbers = <T extends TensorData>(array: fc.Arbitrary<T>) => array.map((data) => createTensor(data, shape));
    const length = { minLength: size, maxLength: size };
    return fc.oneof(
      numbers(fc.float64Array(length).map((array) => Float64Array.from(array))),
      numbers(fc.float32Array(length).map((array) => Float32Array.from(array))),
      numbers(fc.int32Array(length).map((array) => Int32Array.from(array))),
      numbers(fc.uint8Array(length).map((array) => Uint8Array.from(array))),
    );
  });
const arbitraryTensors = fc.dictionary(fc.string({ unit: "grapheme", minLength: 1 }), arbitraryTensor, { maxKeys: 3 });

/** The error of a call, which must be a FileFormatError. */
function formatErrorOf(call: () => unknown): FileFormatError {
  try {
    call();
  } catch (error) {
    if (error instanceof FileFormatError) return error;
    throw error;
  }
  throw new Error("expected a FileFormatError, got none");
}

/** Every way to lose the end of a file, and every way to flip one bit of it. */
function damaged(bytes: Uint8Array): { cut: Uint8Array[]; flipped: Uint8Array[] } {
  const cut = Array.from(bytes, (_, length) => bytes.slice(0, length));
  const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = bytes.slice();
    copy[bit >> 3]! ^= 1 << (bit & 7);
    return copy;
  });
  return { cut, flipped };
}

describe("decodeNpy(bytes)", () => {
  it("reads what numpy.save wrote, Fortran order turned into row-major", () => {
    expect(decodeNpy(fixture("f8-fortran.npy"))).toEqual({ shape: [2, 3, 4], data: Float64Array.from(eighths) });
    expect(decodeNpy(fixture("f4.npy"))).toEqual({ shape: [3, 4], data: Float32Array.from(eighths.slice(0, 12)) });
    expect(decodeNpy(fixture("i8.npy")).data).toEqual(Int32Array.of(-(2 ** 31), -1, 0, 2 ** 31 - 1));
  });

  it("reads bytes from anywhere in their buffer, and shares no memory with them", () => {
    const shifted = new Uint8Array(177);
    shifted.set(fixture("f4.npy"), 1);
    const { data } = decodeNpy(shifted.subarray(1));
    shifted.fill(0);
    expect(data[11]).toBe(11 / 8);
  });

  it("reads versions 2 and 3, whose headers have four bytes of length, with their fields in any order", () => {
    const header = "{'shape': (2,), 'fortran_order': False, 'descr': '|u1'}\n";
    for (const version of [2, 3]) {
      const start = Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), version, 0, header.length, 0, 0, 0);
      const bytes = Uint8Array.of(...start, ...new TextEncoder().encode(header), 7, 8);
      expect(decodeNpy(bytes)).toEqual({ shape: [2], data: Uint8Array.of(7, 8) });
      bytes[6] = 4;
      expect(() => decodeNpy(bytes)).toThrow("decodeNpy: version must be 1, 2 or 3, got 4 at byte 6");
    }
  });

  it("refuses what it cannot say in 32 bits, at its byte, and other byte orders", () => {
    const tooLarge = formatErrorOf(() => decodeNpy(fixture("i8-too-large.npy")));
    expect(tooLarge.message).toBe("decodeNpy: 64-bit integers must fit 32 bits, got 2147483648 at byte 136");
    expect(tooLarge.offset).toBe(136);
    expect(() => decodeNpy(fixture("f8-big-endian.npy"))).toThrow(
      "decodeNpy: descr must be <f8, <f4, <i8, <i4 or |u1, got >f8 at byte 10",
    );
  });

  it("says what is wrong with a file that is cut short, too long, or no array", () => {
    const bytes = fixture("f4.npy");
    for (const cut of damaged(bytes).cut) expect(formatErrorOf(() => decodeNpy(cut)).offset).toBeLessThan(176);
    expect(() => decodeNpy(bytes.subarray(0, 170))).toThrow(
      "decodeNpy: file of shape [3, 4] and type f4 must be 176 bytes long, got 170 at byte 170",
    );
    expect(() => decodeNpy(Uint8Array.of(...bytes, 0))).toThrow("must be 176 bytes long, got 177 at byte 176");
    expect(() => decodeNpy(fixture("stored.npz"))).toThrow("decodeNpy: file must begin with \\x93NUMPY");
    expect(() => decodeNpy(new TextEncoder().encode("PK"))).toThrow(FileFormatError);
  });

  it("gives an array or a FileFormatError, whatever bit is wrong", () => {
    for (const flipped of damaged(fixture("f8-fortran.npy")).flipped) {
      try {
        const { shape, data } = decodeNpy(flipped);
        expect(createTensor(data, shape).data.length).toBe(data.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
      }
    }
  });
});

describe("encodeNpy(tensor)", () => {
  it("writes byte for byte what numpy.save writes", () => {
    expect(encodeNpy(decodeNpy(fixture("f4.npy")))).toEqual(fixture("f4.npy"));
  });

  it("is undone by decodeNpy, for every type and shape", () => {
    fc.assert(
      fc.property(arbitraryTensor, (tensor) => {
        expect(decodeNpy(encodeNpy(tensor))).toEqual(tensor);
      }),
      { seed: 1 },
    );
  });
});

describe("decodeNpz(bytes)", () => {
  it("reads a mixed-state tree as other libraries write it: by name, scalars and padding as they are", () => {
    const tree = decodeNpz(fixture("mixed-state-tree.npz"));
    expect(Object.keys(tree)).toEqual(["sequences", "sequence_lengths", "belief_states", "probabilities", "size"]);
    expect(tree.sequences).toEqual({
      shape: [6, 2],
      data: Int32Array.of(-1, -1, 1, -1, 0, -1, 0, 1, 0, 0, 1, 0),
    });
    expect(tree.sequence_lengths?.data).toEqual(Int32Array.of(0, 1, 1, 2, 2, 2));
    expect(tree.belief_states?.shape).toEqual([6, 2]);
    expect(tree.belief_states?.data[0]).toBe(2 / 3);
    expect(tree.probabilities?.data).toEqual(Float64Array.of(1, 1 / 3, 2 / 3, 1 / 3, 1 / 3, 1 / 3));
    expect(tree.size).toEqual({ shape: [], data: Int32Array.of(6) });
  });

  it("reads archives that are only stored, and empty arrays", () => {
    expect(decodeNpz(fixture("stored.npz"))).toEqual({
      a: { shape: [3], data: Uint8Array.of(1, 2, 3) },
      b: { shape: [0, 2], data: new Float64Array(0) },
    });
  });

  it.each(["mixed-state-tree.npz", "stored.npz"])("refuses %s cut short anywhere", (name) => {
    for (const cut of damaged(fixture(name)).cut) {
      expect(formatErrorOf(() => decodeNpz(cut)).message).toContain("decodeNpz: file must be a ZIP archive");
    }
  });

  it("never gives other numbers where a bit is wrong: the same, or a FileFormatError", () => {
    const whole = decodeNpz(fixture("stored.npz"));
    for (const flipped of damaged(fixture("stored.npz")).flipped) {
      try {
        const numbers = Object.values(decodeNpz(flipped)); // a name may have changed: of names there is no checksum
        for (const tensor of numbers) expect(Object.values(whole)).toContainEqual(tensor);
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
      }
    }
  });

  it("names the array that it cannot read", () => {
    const bytes = fixture("stored.npz");
    const at = Buffer.from(bytes).lastIndexOf("a.npy"); // in the directory
    bytes[at] = "b".charCodeAt(0);
    expect(() => decodeNpz(bytes)).toThrow('decodeNpz: names must differ, got "b" twice');
  });
});

describe("encodeNpz(tensors)", () => {
  it("is undone by decodeNpz, compressed or not", () => {
    fc.assert(
      fc.property(arbitraryTensors, fc.boolean(), (tensors, compress) => {
        expect(decodeNpz(encodeNpz(tensors, { compress }))).toEqual({ ...tensors });
      }),
      { seed: 1 },
    );
  });
});

describe("decodeSafetensors(bytes) and encodeSafetensors(tensors, metadata)", () => {
  const bytes = fixture("all-types.safetensors");

  it("read what the Python library wrote, and write the very same bytes", () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    expect(metadata).toEqual({ "made by": "safetensors é" });
    expect(tensors).toEqual({
      a: { shape: [], data: Float64Array.of(7.5) },
      b: { shape: [2], data: Float64Array.of(0.1, 0.2) },
      w: { shape: [3, 4], data: Float32Array.from(eighths.slice(0, 12)) },
      tokens: { shape: [1, 2], data: Int32Array.of(1, -2) },
      bytes: { shape: [3], data: Uint8Array.of(1, 2, 255) },
    });
    expect(encodeSafetensors(tensors, metadata)).toEqual(bytes);
  });

  it("undo each other, for every type, shape and name", () => {
    fc.assert(
      fc.property(arbitraryTensors, fc.dictionary(fc.string(), fc.string()), (tensors, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(tensors, metadata));
        expect(read.tensors).toEqual({ ...tensors });
        expect(read.metadata).toEqual({ ...metadata });
      }),
      { seed: 1 },
    );
  });

  it("refuse a file cut short anywhere, at a byte of it", () => {
    for (const cut of damaged(bytes).cut) {
      expect(formatErrorOf(() => decodeSafetensors(cut)).offset).toBeLessThanOrEqual(cut.length);
    }
    expect(() => decodeSafetensors(bytes.subarray(0, 418))).toThrow(
      "decodeSafetensors: file must be 419 bytes long as its header says, got 418 at byte 418",
    );
  });

  const file = (header: unknown, dataLength: number): Uint8Array => {
    const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
    const whole = new Uint8Array(8 + json.length + dataLength);
    whole[0] = json.length;
    whole.set(json, 8);
    return whole;
  };
  const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });

  it.each([
    ["an overlap", { a: f32(0, 8), b: f32(4, 12) }, 12, 'tensor "b" must begin where the one before it ends, 8, got 4'],
    ["a gap", { a: f32(0, 4), b: f32(8, 12) }, 12, 'tensor "b" must begin where the one before it ends, 4, got 8'],
    ["data out of range", { a: f32(0, 12) }, 8, "long as its header says, got"],
    ["data that no tensor has", { a: f32(0, 4) }, 8, "long as its header says, got"],
    ["a wrong size", { a: f32(0, 8, [3]) }, 8, 'data_offsets must be 12 bytes apart like the shape of tensor "a"'],
    ["a backward range", { a: f32(8, 0, [2]) }, 8, "data_offsets must be 8 bytes apart"],
    ["a negative length", { a: f32(0, 8, [-2]) }, 8, 'shape must be lengths of tensor "a", got [-2]'],
    ["a shape beyond numbers", { a: f32(0, 8, [2 ** 40, 2 ** 40]) }, 8, "shape must be lengths"],
    ["another type", { a: { ...f32(0, 4), dtype: "BF16" } }, 4, 'dtype must be among F64, F32, I64, I32, U8 of tensor "a", got "BF16"'], // prettier-ignore
    ["no type", { a: { shape: [1], data_offsets: [0, 4] } }, 4, "got nothing"],
    ["no field", { a: 3 }, 0, 'header must give dtype, shape and data_offsets of tensor "a", got 3'],
    ["metadata of numbers", { __metadata__: { a: 1 } }, 0, "__metadata__ must be strings by name"],
    ["no JSON", "{", 0, "header must be a JSON object"],
    ["a list", "[]", 0, "header must be a JSON object"],
    ["a header that begins with a space", " {}", 0, "header must be a JSON object"],
  ])("refuse %s", (_, header, dataLength, message) => {
    expect(formatErrorOf(() => decodeSafetensors(file(header, dataLength))).message).toContain(message);
  });

  it("keep __metadata__ for the format", () => {
    expect(() => encodeSafetensors({ __metadata__: createTensor(new Float64Array(0), [0]) })).toThrow(RangeError);
  });
});
