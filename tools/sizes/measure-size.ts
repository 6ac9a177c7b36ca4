import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { root } from "../workspace.ts";

/**
 * What importing from a package adds to a web page: bundled with all that it needs, minified and gzipped.
 *
 * @param specifier Such as `@beliefscope/tensor/random`.
 * @param names What is imported: one name, or `*` for everything.
 * @returns Bytes.
 */
export function measureSize(specifier: string, names: string): number {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `export ${names === "*" ? names : `{ ${names} }`} from "${specifier}";`,
      resolveDir: `${root}/examples`, // depends on every package
      loader: "ts",
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["@beliefscope/source"],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}
