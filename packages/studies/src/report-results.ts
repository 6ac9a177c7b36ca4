import type { Complex } from "@beliefscope/tensor/linalg";

/** How well a linear probe predicts the beliefs; a number that doesn't exist is null, with the reason. */
export type Fit = {
  /** Pooled over folds, each predicted by a probe that did not see it. */
  readonly r2HeldOut: number | null;
  /** Standard error of `r2HeldOut` by the jackknife over folds. */
  readonly r2HeldOutSe: number | null;
  /**
   * Where there are so few beliefs that each is held out whole (`probe.foldRule` is not "lastTwoTokens"): R² on random
   * words held out, whose beliefs the probe may have seen in other words. Else absent: `r2HeldOut` says it all.
   */
  readonly r2WordsHeldOut?: number | null;
  readonly r2InSample: number | null;
  readonly rmseHeldOut: number | null;
  readonly reason?: string;
};

/** How well the beliefs can be read, linearly, at one place of the network. */
export type SiteResult = Fit & {
  readonly name: string;
  readonly width: number;
  /** R² held out minus the best held-out R² among the baselines (untrained network included). */
  readonly gainOverBestBaseline: number | null;
  /** The same probe at the same place of the control network. */
  readonly untrained: Fit;
};

/** A fixed filter on the same words. */
export type FilterResult = {
  readonly id: "kalman" | "zeta";
  readonly readout: "linear" | "log";
  readonly poles: readonly Complex[] | null;
  /** Mean KL from the optimal next-token law, in nats. */
  readonly regret: number | null;
  /** Standard error of the regret over sampled words; 0 for an exact ensemble. */
  readonly regretSe: number | null;
  /** The claimed beliefs against the true ones as they are … */
  readonly r2Raw: number | null;
  /** … and after the best affine map (fitted in sample). */
  readonly r2Affine: number | null;
  /** Share of the probability on claims off the simplex; null for a generalized process, which has none. */
  readonly invalidMass: number | null;
  readonly reason?: string;
};

/** The document that `beliefscope report` writes as results.json. Losses in nats. */
export type ReportResults = {
  readonly schemaVersion: 1;
  readonly process: {
    readonly id: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** The process itself, as a process file would hold it. */
    readonly definition: unknown;
  };
  readonly model: { readonly file: string; readonly sha256: string; readonly context: number };
  readonly control: { readonly file: string | null; readonly kind: "untrained" | "permuted" | "given" };
  readonly seed: number;
  /** `se`: standard error of the network's mean loss; 0 where every word is counted with its exact probability. */
  readonly ensemble: {
    readonly kind: "exact" | "sampled";
    readonly words: number;
    readonly prefixes: number;
    readonly se: number;
  };
  /** The numbers of tokens read over which all means go, both ends included. */
  readonly positions: readonly [from: number, to: number];
  readonly optimal: {
    readonly lossByTokensRead: readonly number[];
    readonly lossMean: number;
    /** Loss of always predicting the stationary token frequencies, the same positions: what there is to gain is the difference. */
    readonly unigramLossMean: number;
  };
  readonly network: {
    readonly lossByTokensRead: readonly (number | null)[];
    readonly reason?: string;
    readonly lossMean: number;
    readonly regret: number;
    readonly regretSe: number;
    /** How far exposing the inner tensors moved the outputs, at most; null for a network that needs no rewriting. */
    readonly maxOutputDelta: number | null;
  };
  readonly probe: {
    readonly foldRule: string;
    readonly folds: number;
    readonly distinctBeliefs: number;
    readonly weights: "word probability";
    /** Relative to the mean variance of a feature. */
    readonly ridge: number;
  };
  readonly sites: readonly SiteResult[];
  /** The place whose beliefs the figure shows: the best single one on words held out. */
  readonly shownSite: string;
  readonly baselines: {
    readonly lastToken: Fit;
    readonly last3: Fit;
    readonly history: Fit;
    /** The history's features on beliefs shuffled among the prefixes; mean and standard error over several shuffles. */
    readonly shuffled: Fit;
    /** The control network at its best place. */
    readonly untrained: Fit & { readonly site: string };
  };
  readonly filters: readonly FilterResult[];
  /**
   * How much a token counts by how far back it was read (entry d: d steps before the last one): the norm, over tokens
   * and states, of the belief vectors that are added. `measured` is the best linear readout of the beliefs from the
   * tokens of these words; the other two are the linear filters, null where the process has none (see `filters`).
   */
  readonly kernel: {
    readonly measured: readonly number[];
    readonly kalman: readonly number[] | null;
    readonly zeta: readonly number[] | null;
  };
};
