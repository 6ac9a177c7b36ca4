import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type Member, repositoryFiles, root, workspaceMembers } from "../workspace.ts";
import { layers } from "./layers.ts";

const files = repositoryFiles();
const members = workspaceMembers(files);
const published = members.filter(({ manifest }) => manifest.private !== true);
const packages = members.filter(({ folder }) => folder.startsWith("packages/"));
const apps = members.filter(({ folder }) => folder.startsWith("apps/"));
const read = (file: string): string => readFileSync(`${root}/${file}`, "utf8");

const isTest = (file: string): boolean => file.includes(".test.") || file.includes("/test/");
const sourcesOf = ({ folder }: Member): string[] =>
  files.filter((file) => file.startsWith(`${folder}/`) && /\.(ts|tsx)$/.test(file) && !file.endsWith(".config.ts"));

/** The packages that a file imports, by name, without subpaths; neither relative files nor Node's own modules. */
function importedPackages(file: string): string[] {
  return ts
    .preProcessFile(read(file))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^[./]/.test(name) && !name.startsWith("node:") && !builtinModules.includes(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]);
}

const workspaceNames = new Set(members.map(({ manifest }) => manifest.name));
const declared = ({ manifest }: Member, field: "dependencies" | "devDependencies" | "peerDependencies"): string[] =>
  Object.keys(manifest[field] ?? {});

/** Names one cycle of a graph as a path, or nothing. */
function findCycle(arrows: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name].join(" -> ");
    if (done.has(name)) return undefined;
    for (const next of arrows.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of arrows.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe("findCycle(arrows)", () => {
  it("finds nothing in a diamond and names the path of a loop", () => {
    expect(findCycle(new Map(Object.entries({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] })))).toBeUndefined();
    expect(findCycle(new Map(Object.entries({ a: ["b"], b: ["c"], c: ["b"] })))).toBe("b -> c -> b");
  });
});

describe("layers", () => {
  it("name every package", () => {
    expect(packages.map(({ folder }) => folder.slice("packages/".length))).toEqual(Object.keys(layers).sort());
  });

  it("have no cycle, tests and tools counted", () => {
    const arrows = members.map((member) => {
      const names = [...declared(member, "dependencies"), ...declared(member, "devDependencies")];
      return [member.manifest.name, names.filter((name) => workspaceNames.has(name))] as const;
    });
    expect(findCycle(new Map(arrows))).toBeUndefined();
    expect(findCycle(new Map(Object.entries(layers)))).toBeUndefined();
  });

  it.each(packages.map((member) => [member.manifest.name, member] as const))(
    "%s depends only downwards",
    (name, member) => {
      const allowed = (layers[name.slice("@beliefscope/".length)] ?? []).map((layer) => `@beliefscope/${layer}`);
      const inManifest = declared(member, "dependencies").filter((other) => workspaceNames.has(other));
      expect(inManifest.filter((other) => !allowed.includes(other))).toEqual([]);
    },
  );

  it("let no app import another app", () => {
    const appNames = new Set(apps.map(({ manifest }) => manifest.name));
    for (const app of apps) {
      expect([app.folder, declared(app, "dependencies").filter((name) => appNames.has(name))]).toEqual([
        app.folder,
        [],
      ]);
    }
  });

  it("let nothing published depend on a private member", () => {
    const privates = new Set(members.filter(({ manifest }) => manifest.private).map(({ manifest }) => manifest.name));
    for (const { folder, manifest } of published) {
      const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      expect([folder, names.filter((name) => privates.has(name))]).toEqual([folder, []]);
    }
  });
});

describe("imports", () => {
  it.each(members.map((member) => [member.folder, member] as const))(
    "of %s are declared in its package.json",
    (_, member) => {
      const runtime = new Set([
        member.manifest.name,
        ...declared(member, "dependencies"),
        ...declared(member, "peerDependencies"),
      ]);
      const inTests = new Set([...runtime, ...declared(member, "devDependencies"), "vitest", "fast-check"]);
      const missing = sourcesOf(member).flatMap((file) =>
        importedPackages(file)
          .filter((name) => !(isTest(file) ? inTests : runtime).has(name))
          .map((name) => `${file} imports ${name}`),
      );
      expect(missing).toEqual([]);
    },
  );

  it("never reach into another member by a relative path", () => {
    const reaching = members.flatMap((member) =>
      sourcesOf(member).flatMap((file) =>
        ts
          .preProcessFile(read(file))
          .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
          .map(({ fileName }) => new URL(fileName, `file:///${file}`).pathname.slice(1))
          .filter((target) => !target.startsWith(`${member.folder}/`))
          .map((target) => `${file} imports ${target}`),
      ),
    );
    expect(reaching).toEqual([]);
  });
});

describe("every package", () => {
  it.each(packages.map((member) => [member.manifest.name, member] as const))(
    "%s has the same shape",
    (name, member) => {
      const { folder, manifest, entries } = member;
      expect(name).toBe(`@beliefscope/${folder.slice("packages/".length)}`);
      for (const file of ["README.md", "tsconfig.build.json", "src/index.ts"])
        expect(files).toContain(`${folder}/${file}`);
      expect(manifest).toMatchObject({
        license: "MIT",
        type: "module",
        sideEffects: false,
        engines: { node: ">=20.19" },
        scripts: { build: expect.stringContaining("tsc -p tsconfig.build.json") as string },
      });
      expect(manifest.files).toEqual(
        expect.arrayContaining(["dist", "src", "!dist/.tsbuildinfo", "!src/**/*.test.ts"]),
      );
      expect(entries.map(({ source }) => source)).toContain(`${folder}/src/index.ts`);
      expect(entries).toHaveLength(Object.keys(manifest.exports ?? {}).length - 1); // all but ./package.json exist
      for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
        if (subpath === "./package.json") continue;
        const source = (target as Record<string, string>)["@beliefscope/source"] ?? "";
        const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "");
        expect(Object.entries(target)).toEqual([
          ["@beliefscope/source", source],
          ["types", `${built}.d.ts`],
          ["default", `${built}.js`],
        ]);
      }
    },
  );

  it.each(packages.flatMap(({ entries }) => entries.map(({ specifier, source }) => [specifier, source] as const)))(
    "%s: its entry file only re-exports, by name",
    (_, source) => {
      const statements = ts.createSourceFile(source, read(source), ts.ScriptTarget.Latest, true).statements;
      const named = statements.every(
        (statement) =>
          ts.isExportDeclaration(statement) &&
          statement.moduleSpecifier !== undefined &&
          (statement.exportClause === undefined
            ? statement.moduleSpecifier.getText().endsWith('index.ts"')
            : ts.isNamedExports(statement.exportClause)),
      );
      expect(named, `${source}: only \`export { … } from "…"\`, or \`export *\` from another index.ts`).toBe(true);
    },
  );
});

describe("every published member", () => {
  it.each(published.map(({ folder, manifest }) => [folder, manifest] as const))(
    "%s names no registry of its own",
    (_, manifest) => {
      expect(manifest.publishConfig).toBeUndefined();
    },
  );
});

describe("files", () => {
  it("are named after what they hold", () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|types|misc)(\/|\.[a-z]+$)/i.test(file))).toEqual([]);
  });

  it("of sources have names in kebab-case", () => {
    const sources = files.filter((file) => /^(packages|apps|tools|bench|examples)\/.*\.(ts|tsx|mjs)$/.test(file));
    const kebab = /^([a-z0-9]+-)*[a-z0-9]+(\.(test|config|d))?\.(ts|tsx|mjs)$/;
    expect(sources.filter((file) => !file.includes("/gen/") && !kebab.test(file.split("/").at(-1)!))).toEqual([]);
  });

  const forbidden: readonly (readonly [string, RegExp])[] = [
    [
      "names a package registry's host",
      /registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|pythonhosted\.org|proxy\.golang\.org/,
    ],
    ["names a folder of one machine", /(?<![\w.])\/(work|home|root|Users|opt)\/\w|[A-Z]:\\Users\\/],
    ["leaves work for later", /\b(TODO|FIXME|XXX)\b/],
  ];
  it.each(forbidden)("none %s", (_, pattern) => {
    const text = files.filter((file) =>
      /\.([cm]?[jt]sx?|json|ya?ml|md|py|toml|lock|txt|html|css|svg|proto)$|\/[^.]+$/.test(file),
    );
    const found = text
      .filter((file) => file !== "tools/structure/structure.test.ts")
      .flatMap((file) =>
        read(file)
          .split("\n")
          .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
      );
    expect(found).toEqual([]);
  });
});
