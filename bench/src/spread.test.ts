import { describe, expect, it } from "vitest";
import { spread } from "./spread.ts";

describe("spread(values)", () => {
  it("interpolates quartiles as numpy does", () => {
    // numpy.quantile([4, 1, 3, 2], [.25, .5, .75])
    expect(spread([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
    expect(spread([7])).toEqual({ low: 7, median: 7, high: 7 });
  });

  it("does not heed one wild round", () => {
    expect(spread([1, 1, 1000, 1, 1])).toEqual({ low: 1, median: 1, high: 1 });
  });
});
