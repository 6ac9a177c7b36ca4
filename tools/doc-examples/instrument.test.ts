import { describe, expect, it } from "vitest";
import { root } from "../workspace.ts";
import { instrument } from "./instrument.ts";
import { moduleOfCode } from "./vite-plugin.ts";

const run = (...lines: string[]): Promise<unknown> => {
  const code = instrument({ file: "page.md", line: 10, code: lines.join("\n") });
  return import(/* @vite-ignore */ moduleOfCode(code, `${root}/examples/README.md`));
};

describe("instrument(example)", () => {
  it("keeps every line in its place", () => {
    const code = "const x =\n  1;\nx; // => 1\n";
    expect(instrument({ file: "page.md", line: 1, code }).split("\n")).toHaveLength(4);
  });

  it.each([
    [["1 + 1; // => 2"]],
    [["1 + 1;", "// => 2"]],
    [["1 + 1", "// ≈ 2.0"]],
    [["[1,", "  2].map((x) => x * 2); // => [2, 4]"]],
    [["[[1], [2]];", "// => [[1],", "//     [2]]"]],
    [["const two: number = 1 + 1; // => 2"]],
    [["console.log(1 + 1); // => 2"]],
    [["await Promise.resolve(2); // => 2"]],
    [["const { length } = [1, 2];", "length; // => 2"]],
    [["// a remark", "1; // another"]],
  ])("passes %j", async (lines) => {
    await run(...lines);
  });

  it.each([
    [["1 + 1; // => 3"], "page.md:10: the comment says => 3, the value is 2"],
    [["1;", "", "1 + 1;", "// ≈ 2.5"], "page.md:13: the comment says ≈ 2.5, the value is 2"],
    [["const two = 1 + 1; // => 3"], "page.md:10: the comment says => 3, the value is 2"],
    [["console.log(1 + 1); // => 3"], "page.md:10: the comment says => 3, the value is 2"],
    [["Promise.resolve(2); // => 2"], "the value is Promise"],
    [["if (1 < 2) 1; // => 1"], "page.md:10: a stated value must follow an expression or the declaration of one name"],
    [["1;", "", "// => 1"], "page.md:12: a stated value must follow the statement that it is of"],
    [["1; 2; // => 1"], "the value is 2"],
    [["1; // => one"], "expected value must be a literal, got one"],
  ])("rejects %j", async (lines, message) => {
    await expect(async () => run(...lines)).rejects.toThrow(message);
  });
});
