import { describe, expect, it } from "vitest";
import { examplesInPage, examplesInSource } from "./find-examples.ts";

describe("examplesInSource(file, text)", () => {
  it("finds each @example with its line and the name that it documents", () => {
    const text = [
      "/**",
      " * Adds.",
      " * @example",
      " * add(1, 2);",
      " *   // => 3",
      " * @see a book",
      " */",
      "export function add(a: number, b: number): number {}",
    ].join("\n");
    expect(examplesInSource("add.ts", text)).toEqual([
      { file: "add.ts", line: 3, title: "add", code: "\nadd(1, 2);\n  // => 3", complete: false },
    ]);
  });
});

describe("examplesInPage(file, text)", () => {
  it("finds each ts block under its heading", () => {
    const text = ["# Title", "## Use", "```sh", "npm test", "```", "```ts", "f();", "```"].join("\n");
    expect(examplesInPage("README.md", text)).toEqual([
      { file: "README.md", line: 7, title: "Use", code: "f();", complete: true },
    ]);
  });

  it.each(["ts no-run", "typescript", "js"])("refuses ```%s, which would not be run", (language) => {
    expect(() => examplesInPage("README.md", `\`\`\`${language}\nf();\n\`\`\``)).toThrow(
      "README.md:1: code blocks must be ```ts",
    );
  });
});
