import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { seedFlag } from "../flags.ts";
import { modelFlags, processFlag } from "../model-flags.ts";
import { createProgress } from "../progress.ts";
import { toJson } from "../print-json.ts";
import { reportFigures } from "../report/figures.ts";
import { measure, type Measurement, type MeasureOptions } from "../report/measure.ts";
import { reportPage } from "../report/page.ts";
import { reportCommandLine } from "../report/command-line.ts";
import { summary } from "../report/summary.ts";
import { thumbnail } from "../report/thumbnail.ts";
import { type Terminal, usesColour } from "../terminal.ts";
import { checkOutputFolder, writeFolder } from "../write-folder.ts";

type Flags = MeasureOptions & { readonly out: string; readonly json: boolean };

const outputFiles = ["index.html", "figure.png", "figure.svg", "results.json"];

/** `beliefscope report`: what a trained network believes, beside the truth and beside one fixed filter. */
export const reportCommand = buildCommand({
  docs: {
    brief: "Probe a trained network (ONNX) for the beliefs of a process, with baselines and controls",
    fullDescription:
      "Measures how well the optimal beliefs of a hidden Markov process can be read, linearly, from the activations of a network trained on it, next to baselines, controls and one fixed attention filter. Writes a page, a figure and the numbers.",
  },
  parameters: {
    flags: {
      process: { ...processFlag, brief: "id, id:name=value,… or a JSON file [the model's manifest, else mess3]" },
      model: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "FILE.onnx",
        brief: "The network [a 4-layer transformer trained on mess3]",
      },
      control: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "FILE.onnx",
        brief: "The same network untrained [the manifest's, else the model's own weights permuted]",
      },
      site: {
        kind: "parsed",
        parse: String,
        optional: true,
        variadic: true,
        placeholder: "NAME",
        brief: "Hook or tensor to probe, repeatable [each block's residual stream and the final norm]",
      },
      ...modelFlags,
      out: { kind: "parsed", parse: String, default: "report", placeholder: "DIR", brief: "Folder to write" },
      seed: seedFlag("Seed of shuffles, permutations and samples"),
      json: {
        kind: "boolean",
        default: false,
        brief: "Print results.json on stdout (the table goes to stderr)",
      },
    },
  },
  async func(this: BeliefscopeContext, flags: Flags): Promise<void> {
    const { terminal } = this;
    const report = await writeReport(flags, terminal);
    const json = toJson(report.results);
    const table = flags.json ? terminal.stderr : terminal.stdout;
    const style = { colour: usesColour(terminal, table), columns: table.columns ?? 100 };
    if (table.isTTY) table.write(thumbnail(report, report.process.hmm, style));
    table.write(`${summary(report.results, style)}\nwritten: ${join(flags.out, "index.html")}\n`);
    if (flags.json) terminal.stdout.write(json);
  },
});

/** Measures, draws and writes the report, telling how far it is. */
async function writeReport(flags: Flags, { stderr }: Terminal): Promise<Measurement> {
  await checkOutputFolder(flags.out, outputFiles);
  const progress = createProgress(stderr);
  try {
    const report = await measure(flags, progress.update);
    progress.update("drawing", 0);
    const figures = reportFigures(report, report.process.hmm);
    await writeFolder(flags.out, {
      "index.html": reportPage(report.results, figures, reportCommandLine(flags)),
      "figure.png": figures.png,
      "figure.svg": figures.svg,
      "results.json": toJson(report.results),
    });
    return report;
  } finally {
    progress.done();
  }
}
