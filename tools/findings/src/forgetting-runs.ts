import { once } from "./once.ts";
import { readResults } from "./trained-networks.ts";

/** A mean over networks that differ in their seed, with Student's 95 % interval. */
export type Estimate = {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly sd: number;
  readonly values: readonly number[];
};

/** Networks of one kind on one process; what this reads of tools/train/results/law.json. */
export type ForgettingRun = {
  readonly training: { readonly steps: number; readonly teacher: "exact" | "tokens" };
  readonly regret: Estimate;
  readonly regretWithMeanAttention: Estimate;
  readonly poles: Readonly<Record<"attentionFromLag1" | "influenceFromLag0" | "influenceFromLag1", Estimate>>;
  /** Shares of attention by lag; the last entry is the start token's, if there is one. */
  readonly attentionByLag: { readonly mean: readonly number[] };
  /** Norm of a token's mean effect on the logits by lag, 1 at lag 0. */
  readonly influenceByLag: { readonly mean: readonly number[] };
};

/** The best fixed pattern under a readout. */
export type OwnReadout = {
  readonly regret: number;
  readonly weightPoleFromLag1: number;
  readonly poleFromLag0: number;
  readonly poleFromLag1: number;
  readonly influenceByLag: readonly number[];
};

type Law = { readonly poles: readonly (readonly [number, number])[]; readonly poleFromLag0: number };
type Capacity = {
  readonly pole: number;
  readonly regret: number;
  readonly regretAtTheta: number;
  readonly regretAtZeta: number;
};

/** What theory says of a process; what this reads of tools/train/results/law-predictions.json. */
export type ForgettingPrediction = {
  readonly process: { readonly params: Readonly<Record<string, number>> };
  readonly kalman: Law;
  readonly zeta: Law;
  readonly ownReadout: Readonly<
    Record<"pole-linear" | "toeplitz-linear" | "positive-linear" | "pole-norm" | "softmax-norm", OwnReadout>
  >;
  readonly limitedReadout?: {
    readonly polynomialDegree: Readonly<Record<string, Capacity>>;
    readonly noiseSd: Readonly<Record<string, Capacity>>;
  };
};

const readProcesses = (file: string) => (): Readonly<Record<string, ForgettingPrediction>> =>
  (readResults(file) as { readonly processes: Readonly<Record<string, ForgettingPrediction>> }).processes;

/** Every run by its name, PROCESS/NETWORK/TEACHER. */
export const forgettingRuns = once(
  () => (readResults("law.json") as { readonly runs: Readonly<Record<string, ForgettingRun>> }).runs,
);
export const forgettingPredictions = once(readProcesses("law-predictions.json"));
export const predictionsBeforeTraining = once(readProcesses("law-predictions-before-training.json"));

/** The largest modulus of a law's poles: how fast the slowest part of it fades. */
export const slowestPole = ({ poles }: Law): number => Math.max(...poles.map((pole) => Math.hypot(...pole)));

/** The readout whose best fixed pattern a network is compared with. */
export const ownReadoutOf = (network: string): "positive-linear" | "softmax-norm" =>
  network === "linear" ? "positive-linear" : "softmax-norm";
