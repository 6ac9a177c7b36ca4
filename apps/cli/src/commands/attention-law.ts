import { attentionLaw } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { buildCommand } from "@stricli/core";
import { attentionLawSummary } from "../attention-law/summary.ts";
import type { BeliefscopeContext } from "../context.ts";
import { jsonFlag, seedFlag, wholeWindow } from "../flags.ts";
import { modelFiles, modelFlags, processFlag } from "../model-flags.ts";
import { type ModelFlags, openModel } from "../open-model.ts";
import { printJson } from "../print-json.ts";
import { createProgress } from "../progress.ts";
import { textStyles, usesColour } from "../terminal.ts";

type Flags = ModelFlags & {
  readonly lags?: readonly [from: number, to: number];
  readonly seed: number;
  readonly json: boolean;
};

/** `beliefscope attention-law FILE.onnx…`: by which law networks forget. */
export const attentionLawCommand = buildCommand({
  docs: {
    brief: "Measure how the attention heads of a network decay, how fixed they are, and what that is worth",
    fullDescription:
      "For each head: mean attention by lag, the share of its variance that position explains, the pole of its decay with an interval, beside the pole of the best fixed filter (θ), the eigenvalue of the process (ζ) and the best single pole under linear logits (λ), and what it costs to replace its attention by its mean. The same for the effective influence of tokens on the logits. All on every word with its exact probability.",
  },
  parameters: {
    flags: {
      process: processFlag,
      ...modelFlags,
      lags: {
        kind: "parsed",
        parse: wholeWindow("--lags"),
        optional: true,
        placeholder: "FROM-TO",
        brief: "Steps back to which decays are fitted [from 1 to the last]",
      },
      seed: seedFlag("Seed of the sample, where there are too many words"),
      json: jsonFlag,
    },
    positional: modelFiles,
  },
  async func(this: BeliefscopeContext, flags: Flags, ...files: string[]): Promise<void> {
    const { terminal } = this;
    const progress = createProgress(terminal.stderr);
    const models = [];
    try {
      for (const file of files) {
        const { model, source, process, context } = await openModel(file, flags);
        try {
          const law = await attentionLaw(source, process.hmm, {
            context,
            random: createRandom(flags.seed),
            onProgress: (stage, fraction) => {
              progress.update(files.length > 1 ? `${model.name}: ${stage}` : stage, fraction);
            },
            ...(flags.lags && { lags: flags.lags }),
          });
          const { id, params } = process;
          models.push({ file, sha256: model.sha256, process: { id, params }, seed: flags.seed, ...law });
        } finally {
          await source.dispose();
        }
      }
    } finally {
      progress.done();
    }
    if (flags.json) {
      printJson(terminal.stdout, { schemaVersion: 1, models });
      return;
    }
    const style = { colour: usesColour(terminal, terminal.stdout), columns: terminal.stdout.columns ?? 100 };
    const { dim } = textStyles(style.colour);
    const texts = models.map((law) => attentionLawSummary(law, style));
    terminal.stdout.write(`${texts.join(`\n${dim("─".repeat(24))}\n\n`)}\n`);
  },
});
