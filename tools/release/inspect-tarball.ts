import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "../workspace.ts";
import { check, run } from "./run.ts";

/** Holds what is in a tarball against the rules of package.json and of type resolution. */
export async function inspectTarball(folder: string, name: string, tarball: Buffer): Promise<void> {
  const file = join(folder, `${name.replaceAll("/", "-")}.tgz`);
  await writeFile(file, tarball);
  const listed = (await run(folder, {}, "tar", "-tzf", file)).split("\n");
  for (const needed of ["package/LICENSE", "package/README.md"])
    check(listed.includes(needed), `${name} lacks ${needed}`);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball: new Uint8Array(tarball).buffer } });
  check(
    messages.length === 0,
    `publint: ${name}: ${messages.map((message) => formatMessage(message, pkg)).join("; ")}`,
  );
  if (name.startsWith("@")) {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    await run(folder, {}, process.execPath, attw, file, "--profile", "esm-only");
  }
}
