import fc from "fast-check";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { encodePng } from "./encode-png.ts";

const size = fc.integer({ min: 1, max: 9 });
const image = fc.tuple(size, size, fc.boolean()).chain(([width, height, opaque]) =>
  fc.uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height }).map((bytes) => ({
    width,
    height,
    data: Uint8ClampedArray.from(bytes, (byte, i) => (opaque && i % 4 === 3 ? 255 : byte)),
  })),
);

describe("encodePng(image)", () => {
  it("is read back pixel by pixel by another decoder", () => {
    fc.assert(
      fc.property(image, ({ width, height, data }) => {
        const png = decode(encodePng({ width, height, data }), { checkCrc: true });
        expect([png.width, png.height, png.depth]).toEqual([width, height, 8]);
        const pixels = Array.from({ length: width * height }, (_, k) => {
          const start = k * png.channels;
          return [...png.data.slice(start, start + 3), png.channels === 4 ? png.data[start + 3]! : 255];
        });
        expect(pixels.flat()).toEqual([...data]);
      }),
      { seed: 1 },
    );
  });

  it("refuses data that does not fit the size", () => {
    expect(() => encodePng({ width: 2, height: 2, data: new Uint8ClampedArray(4) })).toThrow(
      "encodePng: data must hold 4 bytes for each of 2 x 2 pixels, got 4",
    );
  });
});
