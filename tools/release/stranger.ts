import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, root } from "../workspace.ts";
import { type Registry } from "./registry.ts";
import { check, run } from "./run.ts";

/** What a project outside the workspace does with the packages: installs, imports, type-checks, runs the command. */
export async function beAStranger(project: string, manifests: readonly Manifest[], registry: Registry): Promise<void> {
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await writeFile(join(project, ".npmrc"), `@beliefscope:registry=${registry.url}\n`);
  const wanted = manifests.map(({ name, version }) =>
    name.startsWith("@") ? `${name}@${version}` : registry.tarballUrl(name, version),
  );
  const quick = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  await run(project, {}, "npm", "install", ...quick, ...wanted);

  const specifiers = manifests.flatMap(({ name, exports = {} }) =>
    Object.keys(exports)
      .filter((subpath) => subpath !== "./package.json")
      .map((subpath) => name + subpath.slice(1)),
  );
  const imports = specifiers.map((specifier, index) => `import * as entry${index} from "${specifier}";`);
  const uses = `for (const entry of [${specifiers.map((_, index) => `entry${index}`).join(", ")}]) {
  if (Object.keys(entry).length === 0) throw new Error("an entry must export something");
}`;
  await writeFile(join(project, "imports.js"), [...imports, uses].join("\n"));
  await run(project, {}, process.execPath, "imports.js");

  const mistake = `import { updateBelief } from "@beliefscope/belief";
// @ts-expect-error: the types are there, and say no
updateBelief("mess3");`;
  await writeFile(join(project, "imports.ts"), [...imports, uses, mistake].join("\n"));
  for (const resolution of [{ module: "nodenext" }, { module: "esnext", moduleResolution: "bundler" }]) {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: "es2023",
      types: [],
      ...resolution,
    };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["imports.ts"] }));
    await run(project, {}, process.execPath, join(root, "node_modules/typescript/bin/tsc"));
  }

  const described = JSON.parse(
    await run(project, {}, "npx", "--no", "beliefscope", "process", "mess3", "--json"),
  ) as object;
  check(Object.keys(described).length > 0, "beliefscope process mess3 --json must describe the process");
  const command = "npx --no beliefscope";
  const beliefs = await run(project, {}, "sh", "-c", `${command} sample even --length 500 | ${command} beliefs even`);
  check(beliefs.trimEnd().split("\n").length === 501, "beliefscope sample | beliefs must write a row for each token");
  await run(project, {}, "sh", "-c", `${command} sample even --length 500 | ${command} fit --states 2 -o fit.json`);
  const fitted = JSON.parse(await run(project, {}, "npx", "--no", "beliefscope", "process", "fit.json", "--json")) as {
    id?: string;
  };
  check(fitted.id === "fit", "beliefscope fit -o must write a process that beliefscope process takes");
  const report = JSON.parse(await run(project, {}, "npx", "--no", "beliefscope", "report", "--json")) as {
    network?: { regret: number };
  };
  check(
    (report.network?.regret ?? 1) < 0.002,
    "beliefscope report --json must find the bundled network near the optimum",
  );
}
