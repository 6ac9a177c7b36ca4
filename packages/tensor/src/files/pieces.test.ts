import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTensor, type Tensor, type TensorData } from "../index.ts";
import {
  decodeNpy,
  decodeSafetensors,
  encodeNpy,
  FileFormatError,
  npyHeader,
  npyReader,
  safetensorsHeader,
} from "./index.ts";

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));

/** A file read in pieces that end at the given places. */
function readInPieces(file: Uint8Array, cuts: readonly number[]): Tensor<TensorData> {
  const reader = npyReader();
  const ends = [...cuts.map((cut) => cut % (file.length + 1)).sort((a, b) => a - b), file.length];
  const read = ends.flatMap((end, i) => {
    const piece = file.slice(ends[i - 1] ?? 0, end);
    const data = reader.read(piece);
    piece.fill(255); // the reader keeps no memory of its caller's
    return data ? [data] : [];
  });
  reader.end();
  const numbers = read.flatMap((data) => Array.from(data));
  const arrays = (read[0] ?? new Uint8Array(0)).constructor as Float64ArrayConstructor;
  return createTensor<TensorData>(arrays.from(numbers), reader.header()!.shape);
}

const arbitraryTensor = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 3 })).chain((shape) =>
  fc
    .array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), {
      minLength: shape[0] * shape[1],
      maxLength: shape[0] * shape[1],
    })
    .chain((numbers) =>
      fc
        .constantFrom<TensorData>(
          Float64Array.from(numbers, (n) => n / 7),
          Float32Array.from(numbers),
          Int32Array.from(numbers),
          Uint8Array.from(numbers),
        )
        .map((data) => createTensor<TensorData>(data, shape)),
    ),
);

describe("npyReader()", () => {
  it("gives the numbers of decodeNpy, wherever the file is cut", () => {
    fc.assert(
      fc.property(arbitraryTensor, fc.array(fc.nat(), { maxLength: 6 }), (tensor, cuts) => {
        const read = readInPieces(encodeNpy(tensor), cuts);
        expect(read.shape).toEqual(tensor.shape);
        expect(Array.from(read.data)).toEqual(Array.from(tensor.data));
      }),
      { seed: 1 },
    );
    for (const name of ["f4.npy", "i8.npy"]) {
      const file = fixture(name);
      for (let cut = 0; cut <= file.length; cut++) expect(readInPieces(file, [cut])).toEqual(decodeNpy(file));
    }
  });

  it("says what is missing from a file cut short, at its end, and where one is too long", () => {
    const file = fixture("f4.npy");
    for (let length = 0; length < file.length; length++) {
      const reader = npyReader();
      reader.read(file.subarray(0, length));
      expect(() => reader.end()).toThrow(FileFormatError);
      expect(() => reader.end()).toThrow(`at byte ${length}`);
    }
    const reader = npyReader();
    reader.read(file);
    expect(() => reader.read(Uint8Array.of(0))).toThrow(
      "npyReader: file of shape [3, 4] must end, got more at byte 176",
    );
  });

  it("refuses what it cannot read in pieces, and numbers beyond 32 bits at their byte in the file", () => {
    expect(() => npyReader().read(fixture("f8-fortran.npy"))).toThrow(/fortran_order must be False/);
    expect(() => npyReader().read(Uint8Array.of(0x93, 0x4e, 0x55, 0x4e))).toThrow(/must begin with \\x93NUMPY/);
    const file = fixture("i8-too-large.npy");
    const reader = npyReader();
    reader.read(file.subarray(0, 131));
    expect(() => reader.read(file.subarray(131))).toThrow("got 2147483648 at byte 136");
    const endless = Uint8Array.of(...new TextEncoder().encode("?NUMPY"), 2, 0, 255, 255, 255, 255);
    endless[0] = 0x93;
    expect(() => npyReader().read(endless)).toThrow(/header must be at most 1048576 bytes/);
  });
});

describe("npyHeader(type, shape)", () => {
  it("is what encodeNpy begins with, for every type, and for shapes beyond memory", () => {
    expect(encodeNpy(createTensor(new Float64Array(6), [2, 3]))).toEqual(
      Uint8Array.of(...npyHeader("f8", [2, 3]), ...new Uint8Array(48)),
    );
    expect(npyHeader("i4", [1, 10 ** 12]).length).toBe(128);
    expect(() => npyHeader("i4", [-1])).toThrow("npyHeader: shape must be lengths that numbers can count, got [-1]");
  });
});

describe("safetensorsHeader(tensors, metadata)", () => {
  it("is followed by the numbers in its order", () => {
    const { header, order } = safetensorsHeader(
      { t: { type: "i4", shape: [1] }, n: { type: "i8", shape: [] } },
      { a: "b" },
    );
    expect(order).toEqual(["n", "t"]);
    const { tensors, metadata } = decodeSafetensors(
      Uint8Array.of(...header, ...[3, 0, 0, 0, 0, 0, 0, 0], ...[4, 0, 0, 0]),
    );
    expect({ ...tensors }).toEqual({
      n: { shape: [], data: Int32Array.of(3) },
      t: { shape: [1], data: Int32Array.of(4) },
    });
    expect(metadata).toEqual({ a: "b" });
    expect(() => safetensorsHeader({ a: { type: "u1", shape: [0.5] } })).toThrow(
      /shape of a must be lengths, got \[0.5\]/,
    );
  });
});
