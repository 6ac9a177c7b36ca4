import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { affineR2 } from "./affine-r2.ts";

const random = createRandom(1);
const weights = Float64Array.from({ length: 40 }, () => random.uniform());
const targets = { shape: [40, 2], data: Float64Array.from({ length: 80 }, () => random.normal()) };
const total = weights.reduce((sum, w) => sum + w, 0);
const means = [0, 1].map((c) => weights.reduce((sum, w, row) => sum + w * targets.data[row * 2 + c]!, 0) / total);

describe("affineR2(targets, predictions, weights)", () => {
  it("is 1 for any invertible affine image of the targets", () => {
    const image = { shape: [40, 2], data: new Float64Array(80) };
    for (let row = 0; row < 40; row++) {
      const [a, b] = targets.data.subarray(row * 2);
      image.data.set([5 - 2 * a! + b!, 100 + 3 * a! + 7 * b!], row * 2);
    }
    expect(affineR2(targets, image, weights)).toBeCloseTo(1, 9);
  });

  it("does not exist for targets that vary by rounding only", () => {
    const flat = { shape: [2, 1], data: Float64Array.of(0.3, 0.1 + 0.2) };
    expect(affineR2(flat, flat, Float64Array.of(1, 1))).toBeNull();
  });

  it("of one column with another is their squared correlation", () => {
    const column = (c: number) => ({ shape: [40, 1], data: weights.map((_, row) => targets.data[row * 2 + c]!) });
    const moment = (a: number, b: number) =>
      weights.reduce(
        (sum, w, row) => sum + w * (targets.data[row * 2 + a]! - means[a]!) * (targets.data[row * 2 + b]! - means[b]!),
        0,
      );
    const correlation = moment(0, 1) / Math.sqrt(moment(0, 0) * moment(1, 1));
    expect(affineR2(column(0), column(1), weights)).toBeCloseTo(correlation ** 2, 8);
  });
});
