import type { Decay } from "@beliefscope/interp-probes";
import { createRandom } from "@beliefscope/tensor/random";
import { decayWindow } from "./attention-law.ts";
import type { ControlInput } from "./fit-control.ts";
import { type DecayBesideLaws, forgettingLaws, type ForgettingLaws } from "./forgetting-laws.ts";
import { measureHeads } from "./measure-heads.ts";
import { type ReportInput, reportStudy } from "./report.ts";
import type { Fit, ReportResults } from "./report-results.ts";
import type { SiteFit } from "./site-fits.ts";
import { truthOf } from "./truth.ts";

/** A network to compare: what a report is made of, less what all networks share. */
export type ComparedNetwork = Pick<ReportInput, "process" | "model" | "control" | "source"> & {
  readonly id: string;
  /** The numbers that were trained. */
  readonly params: number;
  /** Reads the beliefs out of the network's control, by `fitControl`. */
  fitControl(setting: Pick<ControlInput, "context" | "sites" | "seed">): Promise<readonly SiteFit[]>;
};

/** One network's row in the table; losses in nats, names as those of the ladder's rungs. */
export type ComparedModel = {
  readonly id: string;
  readonly process: ReportResults["process"];
  readonly model: ReportResults["model"];
  readonly params: number;
  readonly loss: number;
  /** Mean over 1 … context tokens read of KL(true law ‖ prediction). */
  readonly regret: number;
  /** Standard error over sampled words; 0 where every word is counted with its exact probability. */
  readonly regretSe: number;
  /** The same after `context` tokens alone. */
  readonly regretLast: number;
  /** regret / (unigram loss - optimal loss), over the same positions; null if these are equal. */
  readonly frac: number | null;
  /** The site whose beliefs a linear probe reads best on words held out: R2 in sample … */
  readonly site: string;
  readonly r2: number | null;
  /** … and held out (see `Fit`). */
  readonly r2HeldOut: number | null;
  readonly r2HeldOutSe: number | null;
  readonly r2WordsHeldOut?: number | null;
  /**
   * What is held out of it (of random words, where whole beliefs are held out), less the best of the baselines by the same
   * measure, untrained network included.
   */
  readonly gain: number | null;
  readonly sites: readonly {
    readonly name: string;
    readonly r2: number | null;
    readonly r2HeldOut: number | null;
    readonly r2WordsHeldOut?: number | null;
  }[];
  readonly laws: ForgettingLaws;
  /** Mean over heads of `attentionFixedness`; null without attention patterns. */
  readonly fixedness: number | null;
  readonly heads: readonly {
    readonly hook: string;
    readonly head: number;
    readonly fixedness: number;
    readonly decay: DecayBesideLaws | null;
  }[];
  /** The pole of the effective token influence on the logits. */
  readonly pole: number | null;
  readonly poleSe: number | null;
  readonly influence: DecayBesideLaws | null;
};

/** Networks in one table. */
export type Comparison = {
  /** Tokens that all networks read. */
  readonly context: number;
  readonly positions: readonly [from: number, to: number];
  /** The lags to which decays are fitted, both ends included. */
  readonly lags: Decay["lags"];
  readonly seed: number;
  readonly models: readonly ComparedModel[];
};

/** What `compareModels` needs to know. */
export type CompareOptions = {
  /** The number of tokens that each network reads, at least 2: one for all, so that means go over the same positions. */
  readonly context: number;
  /** Seed of shuffles, folds and samples. */
  readonly seed: number;
  readonly onProgress?: (id: string, stage: string, fraction: number) => void;
};

/**
 * Puts trained networks into one table: how well each predicts, how well beliefs can be read from it beside its baselines
 * and its control (all as `reportStudy` measures them), how fixed its attention is, and how fast it forgets (as
 * `attentionLaw` measures it).
 *
 * @throws RangeError if there is no network, the context is out of range, or a network can't be reported on.
 * @example
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const networks = [kalmanFilter, zetaFilter].map((create): ComparedNetwork => {
 *   const filter = create(hmm, { readout: "linear" });
 *   const source = attentionSource(attentionFromFilter(filter, { length: 4 }));
 *   return {
 *     id: create.name,
 *     process: { hmm, id: "messN", params: { x: 0.05, a: 0.85, n: 3 } },
 *     model: { file: create.name, sha256: "" },
 *     control: { file: null, kind: "untrained" },
 *     params: 0,
 *     source,
 *     fitControl: (setting) => fitControl({ hmm, source, ...setting }),
 *   };
 * });
 * const { models } = await compareModels(networks, { context: 4, seed: 1 });
 * models.map(({ frac, fixedness }) => [frac, fixedness]); // ≈ [[0.0445, 1], [1.4544, 1]]
 */
export async function compareModels(
  networks: readonly ComparedNetwork[],
  { context, seed, onProgress = () => undefined }: CompareOptions,
): Promise<Comparison> {
  if (networks.length === 0) throw new RangeError("compareModels: networks must be one or more, got none");
  const lags = decayWindow("compareModels", context, undefined);
  const models: ComparedModel[] = [];
  for (const network of networks) {
    models.push(
      await compareModel(network, { context, seed, lags }, (stage, fraction) => {
        onProgress(network.id, stage, fraction);
      }),
    );
  }
  return { context, positions: [1, context], lags, seed, models };
}

async function compareModel(
  { id, params, fitControl, ...network }: ComparedNetwork,
  { lags, ...setting }: { readonly context: number; readonly seed: number; readonly lags: Decay["lags"] },
  onProgress: (stage: string, fraction: number) => void,
): Promise<ComparedModel> {
  const { hmm } = network.process;
  const shared = { ...setting, sites: null };
  const { results } = await reportStudy({ ...network, ...shared, controlFits: fitControl(shared), onProgress });
  const truth = truthOf(hmm, setting.context, createRandom(setting.seed).split(0)); // the words of the report
  const laws = forgettingLaws(hmm);
  const { heads, influence } = await measureHeads(network.source, truth, laws, lags, (f) => onProgress("attention", f));
  return {
    id,
    process: results.process,
    model: results.model,
    params,
    ...predictionOf(results),
    ...readingOf(results),
    laws,
    fixedness: heads.length > 0 ? heads.reduce((sum, { fixedness }) => sum + fixedness, 0) / heads.length : null,
    heads: heads.map(({ hook, head, fixedness, decay }) => ({ hook, head, fixedness, decay })),
    pole: influence.decay?.pole ?? null,
    poleSe: influence.decay?.se ?? null,
    influence: influence.decay,
  };
}

function predictionOf({
  network,
  optimal,
}: ReportResults): Pick<ComparedModel, "loss" | "regret" | "regretSe" | "regretLast" | "frac"> {
  const { lossMean: loss, regret, regretSe, lossByTokensRead } = network;
  const gap = optimal.unigramLossMean - optimal.lossMean;
  const regretLast = lossByTokensRead.at(-1)! - optimal.lossByTokensRead.at(-1)!;
  return { loss, regret, regretSe, regretLast, frac: gap > 1e-12 ? regret / gap : null };
}

function readingOf({
  sites,
  shownSite,
  baselines: { lastToken, last3, history, untrained },
}: ReportResults): Pick<
  ComparedModel,
  "site" | "r2" | "r2HeldOut" | "r2HeldOutSe" | "r2WordsHeldOut" | "gain" | "sites"
> {
  const shown = sites.find(({ name }) => name === shownSite)!;
  const rivals = [lastToken, last3, history, untrained].map(headlineR2).filter((r2) => r2 !== null);
  const r2 = headlineR2(shown);
  return {
    site: shown.name,
    ...fitOf(shown),
    r2HeldOutSe: shown.r2HeldOutSe,
    gain: r2 === null || rivals.length === 0 ? null : r2 - Math.max(...rivals),
    sites: sites.map((site) => ({ name: site.name, ...fitOf(site) })),
  };
}

/** The R2 that a report speaks of; see `Fit`. */
function headlineR2({ r2HeldOut, r2WordsHeldOut }: Fit): number | null {
  return r2WordsHeldOut === undefined ? r2HeldOut : r2WordsHeldOut;
}

function fitOf({ r2InSample, r2HeldOut, r2WordsHeldOut }: Fit): Omit<ComparedModel["sites"][number], "name"> {
  return { r2: r2InSample, r2HeldOut, ...(r2WordsHeldOut !== undefined && { r2WordsHeldOut }) };
}
