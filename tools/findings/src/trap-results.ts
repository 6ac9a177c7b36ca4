import { once } from "./once.ts";
import { readResults } from "./trained-networks.ts";

/** Where a head looks, as shares of its attention, and how often the most recent informative token has the most of it. */
type Looks = {
  readonly recent: number;
  readonly otherInformative: number;
  readonly silent: number;
  readonly top: number;
};

type Difference = { readonly nats: number; readonly se: number };

/** One head on prefixes with several informative tokens, and what other patterns in its place cost. */
export type TrapHead = {
  readonly layer: number;
  readonly head: number;
  readonly attention: {
    readonly several: Readonly<Record<"network" | "meanOverInputs" | "uniform" | "untrained", Looks>>;
  };
  readonly costs: Readonly<Record<"mean" | "gathered" | "mostRecent" | "oldest" | "othersMean", Difference>>;
};

/** A network trained on a trap; what this reads of tools/train/results/trap.json. */
export type TrapRun = {
  readonly network: { readonly layers: number; readonly heads: number };
  readonly training: { readonly seed: number };
  /** Over all words. */
  readonly exactRegret: number;
  readonly regretInConflict: number;
  /** What there is to learn. */
  readonly gap: number;
  readonly explained: {
    readonly additiveByLag: { readonly r2: number };
    readonly identity: { readonly r2: number };
    readonly identityAndAge: { readonly r2: number; readonly regret: number };
  };
  readonly heads: readonly TrapHead[];
};

/** Every run by its name, PROCESS/NETWORK/CONTEXT/SEED. */
export const trapRuns = once(
  () => (readResults("trap.json") as { readonly runs: Readonly<Record<string, TrapRun>> }).runs,
);

/** The head that the loss needs most. */
export const neededHead = ({ heads }: TrapRun): TrapHead =>
  heads.reduce((best, head) => (head.costs.mean.nats > best.costs.mean.nats ? head : best));

/** A process of the search for other traps. Regrets in nats. */
export type SearchedProcess = {
  readonly name: string;
  readonly states: number;
  /** What there is to learn. */
  readonly gap: number;
  /** Of the best linear logits. */
  readonly full: number;
  /** Of the best predictor that knows only the most recent informative token and its age. */
  readonly mostRecent: number;
  /** Of one softmax matrix with a norm; where it was trained. */
  readonly norm?: number;
  readonly normres?: number;
};

/** The processes of the search that were looked at closely. */
export const closeLooks = once(
  () => (readResults("trap-search.json") as { readonly closeLooks: readonly SearchedProcess[] }).closeLooks,
);
