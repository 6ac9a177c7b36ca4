import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The absolute path of the repository's root. */
export const root = dirname(fileURLToPath(new URL(".", import.meta.url)));

/** The fields of a package.json that the tools read. */
export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

/** One place to import from, such as `@beliefscope/tensor/random`, and the source file behind it. */
export type Entry = { readonly specifier: string; readonly source: string };

/** A member of the workspace: its folder relative to the root, such as `packages/tensor`. */
export type Member = { readonly folder: string; readonly manifest: Manifest; readonly entries: readonly Entry[] };

/** Every file of the repository that git knows or would add, relative to the root, with `/` between folders. */
export function repositoryFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return [...new Set(listed.split("\0"))].filter((file) => file !== "" && existsSync(`${root}/${file}`)).sort();
}

/** Every member of the workspace, the root not counted. */
export function workspaceMembers(files: readonly string[] = repositoryFiles()): Member[] {
  return files
    .filter((file) => file.endsWith("/package.json"))
    .map((file) => {
      const manifest = JSON.parse(readFileSync(`${root}/${file}`, "utf8")) as Manifest;
      const folder = dirname(file);
      return { folder, manifest, entries: entriesOf(folder, manifest) };
    });
}

/** The packages for others to build on, `packages/*`, in alphabetical order. */
export function publicPackages(files?: readonly string[]): Member[] {
  return workspaceMembers(files).filter(({ folder }) => folder.startsWith("packages/"));
}

function entriesOf(folder: string, { name, exports = {} }: Manifest): Entry[] {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const source = typeof target === "string" ? undefined : target["@beliefscope/source"];
    if (source === undefined || !existsSync(`${root}/${folder}/${source}`)) return [];
    return [{ specifier: name + subpath.slice(1), source: folder + source.slice(1) }];
  });
}

/** The compiler options of the root tsconfig.json: packages resolve to their sources. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: object };
  return ts.parseJsonConfigFileContent({ ...config, include: ["*.ts"] }, ts.sys, root).options;
}
