import { type Report, reportStudy } from "@beliefscope/studies";
import { bundledModelFor } from "../bundled-models.ts";
import { controlOf } from "../control-of.ts";
import type { NamedProcess } from "../load-process.ts";
import { type ModelFlags, openModel } from "../open-model.ts";
import { type ControlFits, fitControlInThread } from "./fit-control-in-thread.ts";

/** What to measure, as given on the command line. */
export type MeasureOptions = ModelFlags & {
  readonly model?: string;
  readonly control?: string;
  readonly site?: readonly string[];
  readonly seed: number;
};

/** A measured process. */
export type Measurement = Report & { readonly process: NamedProcess };

/** Loads the process, the network and its control, and runs the study. */
export async function measure(
  options: MeasureOptions,
  onProgress: (stage: string, fraction: number) => void,
): Promise<Measurement> {
  const file = options.model ?? (await bundledModelFor(options.process));
  const { model, source, process, context, reading } = await openModel(file, options, options.site);
  let control: ControlFits | undefined;
  try {
    const controlModel = await controlOf(model, options.control, options.seed);
    const setting = { context, sites: options.site ?? null, seed: options.seed };
    control = fitControlInThread({ bytes: controlModel.bytes, hmm: process.hmm, reading, ...setting });
    const report = await reportStudy({
      process,
      model: { file: model.name, sha256: model.sha256 },
      control: { file: controlModel.file, kind: controlModel.kind },
      source,
      controlFits: control.fits,
      ...setting,
      onProgress,
    });
    return { ...report, process };
  } finally {
    await control?.stop();
    await source.dispose();
  }
}
