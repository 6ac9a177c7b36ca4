import { describe, expect, it } from "vitest";
import { publicPackages, root } from "../workspace.ts";
import { type PublicEntry, publicInterfaces } from "./public-interface.ts";

const packages = publicPackages();
const interfaces = publicInterfaces(packages);
const names = packages.map(({ folder, manifest }) => [manifest.name, folder] as const);

const head = "Written by `npm run api:update`. A change here is a change for users.";
const report = (name: string, entries: readonly PublicEntry[]): string => {
  const sections = entries.map(({ specifier, declarations }) => {
    const texts = declarations.map(({ text }) => text).join("\n");
    return `## \`${specifier}\`\n\n\`\`\`ts\n${texts}\n\`\`\`\n`;
  });
  return [`# The public interface of ${name}\n\n${head}\n`, ...sections].join("\n");
};

describe("public interface", () => {
  // A report that differs is either a mistake or a change for users: `npm run api:update` writes it down.
  it.each(names)("of %s is as its api.md says", async (name, folder) => {
    await expect(report(name, interfaces.get(folder)!)).toMatchFileSnapshot(`${root}/${folder}/api.md`);
  });

  it.each(names)("of %s shows how to use each function", (_, folder) => {
    const declarations = interfaces.get(folder)!.flatMap((entry) => entry.declarations);
    const silent = declarations.filter(({ isFunction, docTags }) => isFunction && !docTags.includes("example"));
    expect(silent.map(({ file, name }) => `${file}: ${name} has no @example`)).toEqual([]);
  });
});
