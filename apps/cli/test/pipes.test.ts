import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beliefscope-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts the command in a process of its own. */
function start(...args: string[]): ChildProcessWithoutNullStreams {
  const loader = ["--conditions=@beliefscope/source", "--import", "tsx"];
  return spawn(process.execPath, [...loader, main, ...args], { env: { ...process.env, NO_COLOR: "1" } });
}

/** How a process ends, and what it says on stderr. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; stderr: string }> {
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

const endless = ["--length", "1000000000000"];

describe("beliefscope sample | beliefs", () => {
  it("streams, and ends quietly when nobody reads on", async () => {
    const sample = start("sample", "circle3", ...endless);
    const beliefs = start("beliefs", "circle3");
    sample.stdout.pipe(beliefs.stdin).on("error", () => sample.stdout.destroy());
    const ends = [endOf(sample), endOf(beliefs)];
    const [rows] = (await once(beliefs.stdout, "data")) as [Buffer];
    beliefs.stdout.destroy();
    expect(rows.toString()).toMatch(/^sequence,position,token,S0,S1,S2\n0,0,[012],/);
    for (const { code, stderr } of await Promise.all(ends)) {
      expect(code).toBe(0);
      expect(stderr).toMatch(/^((sampling|filtering) …\n)?$/);
    }
  }, 20_000);

  it("interrupted, leaves no file and ends with 130", async () => {
    const sample = start("sample", "circle3", ...endless, "-o", join(folder, "tokens.txt"));
    const ends = endOf(sample);
    while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    sample.kill("SIGINT");
    expect((await ends).code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  }, 20_000);
});
