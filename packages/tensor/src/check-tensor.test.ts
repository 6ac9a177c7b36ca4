import { describe, expect, it } from "vitest";
import { checkTensor } from "./check-tensor.ts";

const check = (data: readonly number[], got: readonly number[], shape: readonly number[]) => () => {
  checkTensor("f", "x", { shape: got, data: Float64Array.from(data) }, shape);
};

describe("checkTensor(caller, argument, tensor, shape)", () => {
  it("takes finite tensors of the shape, empty ones too", () => {
    expect(check([1, 2, 3, 4, 5, 6], [1, 2, 3], [1, 2, 3])).not.toThrow();
    expect(check([], [0, 3], [0, 3])).not.toThrow();
    expect(check([7], [], [])).not.toThrow();
  });

  it.each([
    [[1, 2], [2, 1], [1, 2], "f: x must have shape [1, 2], got [2, 1]"],
    [[1, 2], [2], [2, 1], "f: x must have shape [2, 1], got [2]"],
    [[1, 2, 3], [2, 2], [2, 2], "f: x must have 4 entries, got 3"],
    [[1, 2, 3, 4, 5, NaN, 7, 8], [2, 2, 2], [2, 2, 2], "f: x must be finite, got NaN at [1, 0, 1]"],
    [[-Infinity], [], [], "f: x must be finite, got -Infinity at []"],
  ])("refuses %j of shape %j where %j is asked: %s", (data, got, shape, message) => {
    expect(check(data, got, shape)).toThrow(new RangeError(message));
  });
});
