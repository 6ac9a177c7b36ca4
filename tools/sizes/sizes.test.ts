import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { publicPackages } from "../workspace.ts";
import { measureSize } from "./measure-size.ts";

type Ceilings = Readonly<Record<string, Readonly<Record<string, number>>>>;
const ceilings = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8")) as Ceilings;

describe("measureSize(specifier, names)", () => {
  it("leaves out what is not imported", () => {
    const specifier = "@beliefscope/hmm-core";
    expect(measureSize(specifier, "wordProbability")).toBeLessThan(measureSize(specifier, "*"));
  });
});

describe("sizes.json", () => {
  it("has a ceiling for every place that a web page can import from", () => {
    const browser = publicPackages().flatMap(({ entries }) => entries.map(({ specifier }) => specifier));
    expect(Object.keys(ceilings).sort()).toEqual(browser.filter((name) => !name.endsWith("/node")).sort());
  });

  const cases = Object.entries(ceilings).flatMap(([specifier, imports]) =>
    Object.entries(imports).map(([names, bytes]) => [names, specifier, bytes] as const),
  );
  // Raise a ceiling with `npm run sizes:update`, in a commit of its own that says why.
  it.each(cases)("import { %s } from %s weighs at most %i bytes", (names, specifier, bytes) => {
    expect(measureSize(specifier, names)).toBeLessThanOrEqual(bytes);
  });
});
