import { extname } from "node:path";
import { processOnPath } from "@beliefscope/studies";
import { rootMeanSquareError } from "@beliefscope/tensor";
import { themes } from "@beliefscope/viz";
import { animate, type AnimationFormat } from "@beliefscope/viz/node";
import { buildCommand } from "@stricli/core";
import { film, type StopFacts } from "../animate/film.ts";
import { poleNames, type Stop, stopName } from "../animate/words.ts";
import type { BeliefscopeContext } from "../context.ts";
import { nonNegativeNumber, seedFlag, wholeNumber } from "../flags.ts";
import { loadProcess } from "../load-process.ts";
import { onInterrupt } from "../on-interrupt.ts";
import { printJson } from "../print-json.ts";
import { createProgress } from "../progress.ts";
import { UsageError } from "../usage-error.ts";
import { checkOutput, writeOutput } from "../write-output.ts";

/** What is shown when no process is named: the picture at the top of the project's README. */
const defaultPath = ["mess3:x=.05,a=.85", "mess3:x=.15,a=.6", "circle3:x=.05,a=.75", "random:seed=448"];

const formats = ["webp", "gif"] as const;

type Flags = {
  readonly frames: number;
  readonly fps: number;
  readonly size: readonly [width: number, height: number];
  readonly theme: "dark" | "light";
  readonly points: number;
  readonly weight: number;
  readonly seed: number;
  readonly format?: AnimationFormat;
  readonly json: boolean;
  readonly out: string;
};

/** `beliefscope animate SPEC SPEC…`: process, optimal beliefs and best fixed filter while one process becomes another. */
export const animateCommand = buildCommand({
  docs: {
    brief: "Animate processes, their optimal beliefs and their best fixed filters, as one turns into the next",
    fullDescription:
      "Moves through processes with as many states and tokens each, and back to the first: within a family of the registry by its parameters, else along the straight line between the transition matrices. Every frame reads the same stream of tokens, with one exposure and one view; in both clouds colour is the true belief.",
  },
  parameters: {
    flags: {
      frames: {
        kind: "parsed",
        parse: wholeNumber("--frames", 2),
        default: "80",
        placeholder: "N",
        brief: "Frames in all, at least one for each process",
      },
      fps: {
        kind: "parsed",
        parse: wholeNumber("--fps", 1),
        default: "16",
        placeholder: "N",
        brief: "Frames a second",
      },
      size: { kind: "parsed", parse: parseSize, default: "1440x620", placeholder: "WxH", brief: "Pixels, both even" },
      theme: { kind: "enum", values: ["dark", "light"], default: "dark", brief: "Colours" },
      points: {
        kind: "parsed",
        parse: wholeNumber("--points", 1),
        default: "300000",
        placeholder: "N",
        brief: "Beliefs in each cloud",
      },
      weight: {
        kind: "parsed",
        parse: unitNumber,
        default: "0.1",
        placeholder: "B",
        brief: "Points weigh likelihood^B: 0 shows where beliefs can be, 1 how often they are there",
      },
      seed: seedFlag("Seed"),
      format: {
        kind: "enum",
        values: formats,
        optional: true,
        brief: "What to write [what the file's name ends in; webp to stdout]",
      },
      json: { kind: "boolean", default: false, brief: "Print the figures behind the picture as JSON" },
      out: {
        kind: "parsed",
        parse: String,
        default: "eyecatch.webp",
        placeholder: "FILE",
        brief: "File to write, .webp or .gif; - is stdout",
      },
    },
    aliases: { o: "out" },
    positional: {
      kind: "array",
      parameter: {
        brief: "id, id:name=value,… or a JSON file; two or more [a path through mess3, circle3 and a random process]",
        parse: String,
        placeholder: "SPEC",
      },
    },
  },
  async func(this: BeliefscopeContext, flags: Flags, ...specs: readonly string[]): Promise<void> {
    const { stdout, stderr } = this.terminal;
    const format = animationFormat(flags, stdout.isTTY === true);
    const path = await loadPath(specs.length === 0 ? defaultPath : specs);
    if (flags.frames < path.length) {
      throw new UsageError(
        `--frames: there must be at least one for each process, ${String(path.length)}, got ${String(flags.frames)}`,
      );
    }
    await checkOutput(flags.out);
    const { out, frames, fps, theme, points, weight, seed, size } = flags;
    const [width, height] = size;
    const progress = createProgress(stderr);
    const release = onInterrupt(() => process.exit(130));
    try {
      await writeOutput(out, stdout, async (sink) => {
        const { stops, frames: pictures } = await film({
          path,
          frames,
          fps,
          width,
          height,
          theme: themes[theme],
          points,
          weight,
          seed,
          onProgress: (stage, fraction) => progress.update(stage, fraction),
        });
        const bytes = await animate(pictures, { format });
        await sink.write(bytes);
        progress.done();
        const facts = { schemaVersion: 1, format, width, height, frames, fps, theme, points, weight, seed };
        if (flags.json) printJson(stdout, { ...facts, bytes: bytes.length, stops: stops.map(stopResult) });
        for (const { stop, filter } of stops) stderr.write(`${stopName(stop)}: ${poleNames(filter)}\n`);
        if (out !== "-") stderr.write(`${out}: ${String(frames)} frames, ${(bytes.length / 1e6).toFixed(2)} MB\n`);
      });
    } finally {
      progress.done();
      release();
    }
  },
});

async function loadPath(specs: readonly string[]): Promise<Stop[]> {
  if (specs.length < 2) {
    throw new UsageError(`animate: there must be two processes or more to move between, got ${String(specs.length)}`);
  }
  const path = await Promise.all(specs.map(async (spec) => ({ ...(await loadProcess(spec)), spec })));
  if (path.length > 2 && path.at(-1)!.spec === path[0]!.spec) path.pop(); // it returns to the first anyway
  processOnPath(path, 0); // the shapes must fit before anything is drawn
  return path;
}

/** The figures of a stop: poles of its filter, and how far the filter's claims lie from the true beliefs in this picture. */
function stopResult({ stop, truth, weights, filter, reason }: StopFacts) {
  return {
    spec: stop.spec,
    id: stop.id,
    params: stop.params,
    poles: filter?.poles ?? null,
    rmse: filter && rootMeanSquareError(truth, filter.claims, weights),
    reason,
  };
}

function animationFormat({ format, out, json }: Flags, isTTY: boolean): AnimationFormat {
  if (out === "-") {
    if (json) throw new UsageError("--json: the picture must go to a file then (-o FILE), got stdout for both");
    if (isTTY) throw new UsageError("--out: a picture must go to a file (-o FILE) or a pipe, got a terminal");
    return format ?? "webp";
  }
  const ending = extname(out).toLowerCase().slice(1);
  const chosen = format ?? formats.find((known) => known === ending);
  if (chosen === undefined) throw new UsageError(`--out: the file's name must end in .webp or .gif, got ${out}`);
  return chosen;
}

function parseSize(text: string): readonly [number, number] {
  const [, width, height] = (/^(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  const fits = (pixels: number | undefined): boolean => pixels !== undefined && pixels % 2 === 0 && pixels <= 4096;
  if (!fits(width) || !fits(height) || width! < 480 || height! < 160) {
    throw new RangeError(`--size must be WxH in even numbers of pixels, from 480x160 to 4096x4096, got ${text}`);
  }
  return [width!, height!];
}

function unitNumber(text: string): number {
  const value = nonNegativeNumber("--weight")(text);
  if (value > 1) throw new RangeError(`--weight must be a number from 0 to 1, got ${text}`);
  return value;
}
