// Compiles packages/*/kernels/*.ts (AssemblyScript) to packages/*/src/gen/*-kernel.ts: modules that hold WebAssembly as text,
// so that a kernel is loaded like any other import, in Node, in browsers and by bundlers. Folders inside kernels/ hold what
// several kernels import, those of other packages by the package's name.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("../../", import.meta.url));
const options = ["--optimizeLevel=3", "--runtime=stub", "--noAssert", "--enable=simd", "--outFile=kernel.wasm"];

for (const name of readdirSync(join(root, "packages")).sort()) {
  const folder = `packages/${name}/kernels`;
  const files = existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).filter((entry) => entry.endsWith(".ts"))
    : [];
  if (files.length === 0) continue;
  const out = join(root, `packages/${name}/src/gen`);
  mkdirSync(out, { recursive: true });
  for (const file of readdirSync(out)) if (file.endsWith("-kernel.ts")) rmSync(join(out, file));
  for (const file of files) {
    const kernel = file.slice(0, -".ts".length);
    const wasm = await compile(`${folder}/${file}`);
    const text = [
      `/** Compiled from kernels/${file}: ${wasm.length} bytes of WebAssembly, in base64. */`,
      `export const ${camelCase(kernel)}Kernel =\n  "${Buffer.from(wasm).toString("base64")}";\n`,
    ].join("\n");
    writeFileSync(join(out, `${kernel}-kernel.ts`), text);
    console.log(`${folder}/${file}: ${wasm.length} bytes`);
  }
}

/** @param {string} file From the root. */
async function compile(file) {
  /** @type {Uint8Array | undefined} */
  let wasm;
  const { error, stderr } = await asc.main([file, ...options], {
    readFile: (name) => {
      const path = join(root, name.replace("node_modules/@beliefscope/", "packages/"));
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile: (name, contents) => {
      if (name === "kernel.wasm") wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || wasm === undefined) throw new Error(`compile: ${file} must compile\n${stderr.toString()}`);
  return wasm;
}

/** @param {string} name In kebab case. */
function camelCase(name) {
  return name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
}
