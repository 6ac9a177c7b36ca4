import { describe, expect, it } from "vitest";
import { root } from "../workspace.ts";
import { autoImports, publicNames } from "./auto-imports.ts";
import { findExamples } from "./find-examples.ts";
import { instrument } from "./instrument.ts";
import { typeErrors } from "./type-errors.ts";
import { moduleOfCode } from "./vite-plugin.ts";

// Examples may import every package: they resolve their imports as the examples folder does.
const importer = `${root}/examples/README.md`;

const names = publicNames();
const examples = findExamples().map((example, index) => {
  const imports = example.complete ? "" : autoImports(example, names);
  return { ...example, path: `${root}/examples/doc-example-${index}.ts`, code: `${imports} ${example.code}` };
});
const errors = typeErrors(new Map(examples.map(({ path, code }) => [path, code])));

describe("public names", () => {
  it("have one home each, so that an example's name says where it comes from", () => {
    const shared = [...names].filter(([, origins]) => new Set(origins.map(({ folder }) => folder)).size > 1);
    expect(shared.map(([name, origins]) => [name, ...origins.map(({ specifier }) => specifier)])).toEqual([]);
  });
});

describe("documentation", () => {
  it.each(examples.map((example) => [`${example.file}:${example.line}`, example.title, example] as const))(
    "%s %s",
    async (_, __, example) => {
      const wrong = errors
        .get(example.path)!
        .map(({ line, message }) => `${example.file}:${example.line + line}: ${message}`);
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
      await import(/* @vite-ignore */ moduleOfCode(instrument(example), importer));
    },
  );
});
