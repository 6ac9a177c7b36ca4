import { countWeights, decodeModel } from "@beliefscope/onnx-graph";
import { type ComparedNetwork, compareModels, type Comparison } from "@beliefscope/studies";
import { buildCommand } from "@stricli/core";
import { compareSummary } from "../compare/summary.ts";
import type { BeliefscopeContext } from "../context.ts";
import { controlOf } from "../control-of.ts";
import { jsonFlag, seedFlag } from "../flags.ts";
import { modelFiles, modelFlags, processFlag } from "../model-flags.ts";
import { type ModelFlags, type OpenModel, openModel } from "../open-model.ts";
import { printJson } from "../print-json.ts";
import { createProgress, type Progress } from "../progress.ts";
import { type ControlFits, fitControlInThread } from "../report/fit-control-in-thread.ts";
import { usesColour } from "../terminal.ts";

type Flags = ModelFlags & { readonly seed: number; readonly json: boolean };

/** `beliefscope compare A.onnx B.onnx …`: trained networks in one table. */
export const compareCommand = buildCommand({
  docs: {
    brief: "Put trained networks (ONNX) into one table: loss, regret, beliefs, attention, forgetting",
    fullDescription:
      "For each network: parameters, loss and regret against the exact optimum, how well a linear probe reads the beliefs (in sample, held out, and beyond the best baseline), how fixed its attention is, and the poles by which its attention and its tokens' influence decay. All networks read the same number of tokens. Regrets are in nats; frac is the regret as a share of what there is to gain over token frequencies.",
  },
  parameters: {
    flags: {
      process: processFlag,
      ...modelFlags,
      context: { ...modelFlags.context, brief: "Tokens that all networks read [the least that one of them reads]" },
      seed: seedFlag("Seed of shuffles, permutations and samples"),
      json: jsonFlag,
    },
    positional: modelFiles,
  },
  async func(this: BeliefscopeContext, flags: Flags, ...files: string[]): Promise<void> {
    const { terminal } = this;
    const progress = createProgress(terminal.stderr);
    let comparison: Comparison;
    try {
      comparison = await compare(files, flags, progress);
    } finally {
      progress.done();
    }
    if (flags.json) {
      printJson(terminal.stdout, { schemaVersion: 1, ...comparison });
      return;
    }
    const style = { colour: usesColour(terminal, terminal.stdout), columns: terminal.stdout.columns ?? 100 };
    terminal.stdout.write(`${compareSummary(comparison, style)}\n`);
  },
});

/** Opens all models, and compares them over as many tokens as each of them reads. */
async function compare(files: readonly string[], flags: Flags, progress: Progress): Promise<Comparison> {
  const open: OpenModel[] = [];
  const controls: ControlFits[] = [];
  try {
    for (const file of files) open.push(await openModel(file, flags));
    const networks = await Promise.all(open.map((model) => networkOf(model, flags.seed, controls)));
    return await compareModels(networks, {
      context: Math.min(...open.map(({ context }) => context)),
      seed: flags.seed,
      onProgress: (id, stage, fraction) => {
        progress.update(`${id}: ${stage}`, fraction);
      },
    });
  } finally {
    for (const { stop } of controls) await stop();
    for (const { source } of open) await source.dispose();
  }
}

async function networkOf(
  { model, source, process, reading }: OpenModel,
  seed: number,
  controls: ControlFits[],
): Promise<ComparedNetwork> {
  const { bytes, file, kind } = await controlOf(model, undefined, seed);
  return {
    id: model.name.replace(/\.onnx$/, ""),
    process,
    model: { file: model.name, sha256: model.sha256 },
    control: { file, kind },
    params: countWeights(decodeModel(model.bytes)),
    source,
    fitControl: (setting) => {
      const control = fitControlInThread({ bytes, hmm: process.hmm, reading, ...setting });
      controls.push(control);
      return control.fits;
    },
  };
}
