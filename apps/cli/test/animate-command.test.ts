import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { circle3, hmmToJson } from "@beliefscope/hmm-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand, runWithInput } from "./run-command.ts";

const media = fileURLToPath(new URL("../../../docs/media/", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beliefscope-"));
});
beforeEach(async () => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

const quick = ["--frames", "4", "--size", "480x240", "--points", "2000"];

/** What `--json` prints, as far as it is looked at here. */
type Facts = {
  readonly bytes: number;
  readonly frames: number;
  readonly stops: readonly { readonly id: string; readonly poles: [number, number][] | null; readonly rmse: number }[];
};

/** How long each frame of a GIF stays, in milliseconds, from its graphic control extensions. */
function gifDelays(gif: Buffer): number[] {
  const delays: number[] = [];
  for (let k = 0; k + 7 < gif.length; k++) {
    if (gif[k] === 0x21 && gif[k + 1] === 0xf9 && gif[k + 2] === 4 && gif[k + 7] === 0)
      delays.push(10 * gif.readUInt16LE(k + 4));
  }
  return delays;
}

describe("beliefscope animate SPEC SPEC…", () => {
  it("writes a GIF of as many frames as asked, longer at the processes, and back to the first", async () => {
    const out = join(folder, "some.gif");
    const { code, stdout, stderr } = await runCommand(
      "animate",
      "mess3",
      "circle3",
      "-o",
      out,
      ...quick,
      "--fps",
      "20",
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^mess3: Kalman pole \.49\ncircle3: Kalman poles −\.25 ± \.43i\n.*some\.gif: 4 frames, /m);
    const gif = await readFile(out);
    expect([gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual([480, 240]);
    expect(gifDelays(gif)).toEqual([900, 50, 900, 50]);
    expect(await readdir(folder)).toEqual(["some.gif"]);
  });

  it("writes WebP, also to a pipe, with the same bytes for the same seed and others for another", async () => {
    const run = async (...flags: string[]) =>
      (await runWithInput([], "animate", "mess3", "circle3", "-o", "-", ...quick, ...flags)).bytes;
    const [one, again, other] = [await run(), await run("--seed", "1"), await run("--seed", "2")];
    expect(Buffer.from(one).toString("latin1", 0, 4) + Buffer.from(one).toString("latin1", 8, 12)).toBe("RIFFWEBP");
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    const out = join(folder, "same.webp");
    await runCommand("animate", "mess3", "circle3", "mess3", "-o", out, ...quick); // it returns to the first anyway
    expect(new Uint8Array(await readFile(out))).toEqual(one);
  });

  it("takes a process from a file, and prints the figures behind the picture", async () => {
    const file = join(folder, "mine.json");
    await writeFile(file, JSON.stringify(hmmToJson(circle3())));
    const out = join(folder, "mine.gif");
    const { stdout } = await runCommand("animate", file, "mess3", "-o", out, "--json", ...quick);
    const { bytes, stops } = JSON.parse(stdout) as Facts;
    expect(bytes).toBe((await stat(out)).size);
    expect(stops.map(({ id }) => id)).toEqual(["mine", "mess3"]);
    // circle3 is mess3 in a rotating frame: its poles are mess3's, of which the closed form is known, turned
    for (const { poles } of stops) expect(Math.hypot(...poles![0]!)).toBeCloseTo(0.4942706356, 9);
  });

  it("leaves out the filter where there is none, and says so", async () => {
    const out = join(folder, "none.gif");
    const { code, stderr } = await runCommand("animate", "even", "golden_mean", "-o", out, ...quick);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("even: none here") as string });
  });

  it("made the picture of the README: the figures behind it are still these", async () => {
    const pictured = JSON.parse(await readFile(join(media, "eyecatch.json"), "utf8")) as Facts;
    expect(pictured.bytes).toBe((await stat(join(media, "eyecatch.webp"))).size);
    expect(pictured.bytes).toBeLessThan(1.5e6);
    const out = join(folder, "eyecatch.webp");
    const { stdout } = await runCommand("animate", "--frames", "4", "--size", "480x240", "-o", out, "--json");
    const { stops } = JSON.parse(stdout) as Facts;
    expect(stops.map(({ id }) => id)).toEqual(["mess3", "mess3", "circle3", "random"]);
    stops.forEach(({ id, poles, rmse }, k) => {
      expect(pictured.stops[k]!.id).toBe(id);
      expect(pictured.stops[k]!.poles![0]![0]).toBeCloseTo(poles![0]![0], 9);
      expect(pictured.stops[k]!.rmse).toBeCloseTo(rmse, 6);
    });
  }, 60_000);

  it.each([
    [2, "animate: there must be two processes or more to move between, got 1", ["mess3"]],
    [
      1,
      "processes must have as many states and tokens each, got mess3 with 3 and 3, and rrxor with 5 and 2",
      ["mess3", "rrxor"],
    ],
    [1, "processes must be proper, got fanizza", ["fanizza", "fanizza:lambda=.3"]],
    [
      2,
      "--size must be WxH in even numbers of pixels, from 480x160 to 4096x4096, got 481x240",
      ["mess3", "circle3", "--size", "481x240"],
    ],
    [2, "--out: the file's name must end in .webp or .gif, got film.mp4", ["mess3", "circle3", "-o", "film.mp4"]],
    [
      2,
      "--frames: there must be at least one for each process, 3, got 2",
      ["mess3", "circle3", "mess3:x=.1", "--frames", "2"],
    ],
    [2, "--weight must be a number from 0 to 1, got 3", ["mess3", "circle3", "--weight", "3"]],
    [
      2,
      "--json: the picture must go to a file then (-o FILE), got stdout for both",
      ["mess3", "circle3", "-o", "-", "--json"],
    ],
    [
      1,
      "--out: the file must be writable, got /nowhere/film.gif (ENOENT)",
      ["mess3", "circle3", "-o", "/nowhere/film.gif"],
    ],
    [
      1,
      "height must leave room for panels at width 1440, got 200",
      ["mess3", "circle3", "--size", "1440x200", "-o", "WIDE"],
    ],
  ])("ends with %i: %s", async (expected, message, args) => {
    const wide = join(folder, "wide.gif");
    const { code, stderr } = await runCommand(
      "animate",
      ...args.map((arg) => (arg === "WIDE" ? wide : arg)),
      ...(args.includes("--frames") ? [] : ["--frames", "3"]),
    );
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(message) as string });
    expect(await readdir(folder)).toEqual([]); // nothing half-written
  });
});
