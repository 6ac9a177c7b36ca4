import { readFileSync } from "node:fs";
import { locate } from "./locate.ts";
import { once } from "./once.ts";

/** A network that tools/train trained for its ladder; what this reads of tools/train/results/ladder.json. */
export type TrainedNetwork = {
  readonly ladderProcess: string;
  readonly rung: string;
  readonly bos: number | null;
  /** Its file in models/; null if it is not there. */
  readonly exported: string | null;
  readonly config: { readonly parameters: number };
  readonly training: { readonly steps: number; readonly batchSize: number };
  readonly metrics: {
    readonly lossByTokensRead: readonly (number | null)[];
    readonly optimalLossByTokensRead: readonly number[];
    readonly regret: number;
    readonly frac: number;
  };
};

/** All networks of the trained ladder, in its order. */
export const trainedNetworks = once((): readonly TrainedNetwork[] => {
  const { networks } = readResults("ladder.json") as { readonly networks: Readonly<Record<string, TrainedNetwork>> };
  return Object.values(networks);
});

/** The network of a rung; undefined if it has not been trained. */
export const trainedNetwork = (process: string, rung: string): TrainedNetwork | undefined =>
  trainedNetworks().find((network) => network.ladderProcess === process && network.rung === rung);

type Fit = {
  readonly r2HeldOut: number | null;
  readonly r2HeldOutSe: number | null;
  readonly r2InSample: number | null;
};

/** How readable beliefs are in a network of models/; what this reads of tools/train/results/models.json. */
export type MeasuredModel = {
  readonly sites: readonly (Fit & {
    readonly name: string;
    readonly gainOverBestBaseline: number | null;
    readonly untrained: Fit;
  })[];
};

/** Every measured network by its name in models/. */
export const measuredModels = once(
  () => (readResults("models.json") as { readonly models: Readonly<Record<string, MeasuredModel>> }).models,
);

/** A file of tools/train/results. */
export function readResults(name: string): unknown {
  return JSON.parse(readFileSync(locate(`tools/train/results/${name}`), "utf8"));
}
