import { describe, expect, it } from "vitest";
import { createTensor } from "./index.ts";

describe("createTensor(data, shape)", () => {
  it("keeps the data and copies the shape", () => {
    const data = Int32Array.of(1, 2, 3, 4, 5, 6);
    const shape = [2, 3];
    const tensor = createTensor(data, shape);
    shape[0] = 9;
    expect(tensor.data).toBe(data);
    expect(tensor.shape).toEqual([2, 3]);
  });

  it("refuses a shape that does not fit", () => {
    expect(() => createTensor(new Float64Array(5), [2, 3])).toThrow(
      "createTensor: shape must fit 5 values, got [2, 3]",
    );
    expect(() => createTensor(new Float64Array(2), [-1, -2])).toThrow(RangeError);
  });
});
