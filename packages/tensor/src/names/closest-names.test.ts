import { describe, expect, it } from "vitest";
import { closestNames } from "./index.ts";

describe("closestNames(name, candidates, limit)", () => {
  it("orders by edit distance, ties as given, and keeps at most `limit`", () => {
    expect(closestNames("kitten", ["sitting", "mitten", "kitten", "bitten"], 3)).toEqual([
      "kitten",
      "mitten",
      "bitten",
    ]);
  });

  it("leaves out what is not alike", () => {
    expect(closestNames("mess3", ["fanizza", "days_of_week"], 3)).toEqual([]);
  });

  it("finds a name by its beginning, and whatever its case", () => {
    expect(closestNames("RRXOR", ["coin", "leaky_rrxor", "rrxor"], 2)).toEqual(["rrxor", "leaky_rrxor"]);
  });
});
