import type { AttentionFamily } from "@beliefscope/models-attention";

/** A regret to be reached, and how Adam gets there soonest: the best of `npm run bench -- sweep`. */
export type Threshold = {
  /** In multiples of the best regret known. */
  readonly factor: number;
  readonly learningRate: number;
  readonly batch: number;
};

/** A race to a given regret: exact training against Adam on sampled words, each from its own random starts. */
export type TrainingContest = {
  readonly id: string;
  readonly title: string;
  readonly family: AttentionFamily;
  readonly thresholds: readonly Threshold[];
  /** CPU seconds after which Adam has failed. */
  readonly capSeconds: number;
};

/** A setting of Adam. */
export function settingText({ learningRate, batch }: Omit<Threshold, "factor">): string {
  return `rate ${learningRate}, batches of ${batch}`;
}

/** What we want of each: Adam takes at least so many times as long as we. */
export const theirsAtLeast = 100;

/** The families of one matrix, from the freest to those that a transformer has. */
export const trainingContests: readonly TrainingContest[] = [
  {
    id: "training-free",
    title: "One matrix, free in every entry",
    family: { pattern: "free" },
    thresholds: [
      { factor: 1.05, learningRate: 0.01, batch: 512 },
      { factor: 1.01, learningRate: 0.01, batch: 4096 },
    ],
    capSeconds: 10,
  },
  {
    id: "training-softmax",
    title: "One matrix with rows of a softmax",
    family: { pattern: "softmax" },
    thresholds: [
      { factor: 1.05, learningRate: 0.03, batch: 512 },
      { factor: 1.01, learningRate: 0.03, batch: 4096 },
    ],
    capSeconds: 15,
  },
  {
    id: "training-norm",
    title: "One matrix with rows of a softmax, then a norm",
    family: { pattern: "softmax", norm: "rms" },
    thresholds: [
      { factor: 1.05, learningRate: 0.1, batch: 4096 },
      { factor: 1.01, learningRate: 0.1, batch: 4096 },
    ],
    capSeconds: 25,
  },
];
