import { type Complex, eigenvalues } from "@beliefscope/tensor/linalg";
import { lbfgs, type LbfgsOptions, type Minimum } from "@beliefscope/tensor/optimize";
import type { Random } from "@beliefscope/tensor/random";
import type { AttentionModel } from "../attention-model.ts";
import { type AttentionFamily, attentionObjective } from "./attention-objective.ts";
import type { PredictionTask } from "./prediction-task.ts";

/** A model trained on the exact risk: the best of several starts, an upper bound of what its family can do. */
export type TrainedAttention = {
  readonly model: AttentionModel;
  readonly numParameters: number;
  /** Nats. */
  readonly regret: number;
  /** The largest entry of the regret's gradient, in size. */
  readonly gradientNorm: number;
  readonly stopReason: Minimum["stopReason"];
  /** How many starts were tried: all, unless one was good enough before. */
  readonly starts: number;
  /** Of patterns of the kind "decays". */
  readonly poles?: readonly Complex[];
};

/** Training goes in rounds: all starts a little way, the best of them further, the best few to the end. */
const rounds = [
  { share: 1, maxIterations: 80, valueTolerance: 1e-6 },
  { share: 1 / 4, maxIterations: 300, valueTolerance: 1e-7 },
  { share: 1 / 24, maxIterations: 3000, valueTolerance: 1e-9 },
];

const patterns: readonly AttentionFamily["pattern"][] = [
  "free",
  "softmax",
  "toeplitz",
  "decays",
  "tokens",
  "tokens and positions",
];
const norms: readonly AttentionModel["norm"][] = ["none", "rms", "l2"];

const options: LbfgsOptions = { gradientTolerance: 1e-9, memory: 60 };

/**
 * Trains a family of attention models on a task: minimises the exact regret, over all prefixes with their probabilities,
 * by L-BFGS from several random starts. There is no sampling noise and no learning rate.
 *
 * @param family See `AttentionFamily`.
 * @param options.random Where the starts come from; the same stream gives the same model.
 * @param options.starts How many starts, default 12, or more on small tasks (up to 100).
 * @param options.stopRegret Stops as soon as a model has no more regret than this, in nats; default: goes on to the end.
 * @param options.onStart Called as starts are done, with the share of them.
 * @returns The best model found. Families other than linear ones have more than one local minimum.
 * @throws RangeError if heads or starts are not positive integers, the pattern or the norm is unknown, or the task has no
 *   tokens to read.
 * @example
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const task = predictionTask(hmm, wordEnsemble(hmm, 4));
 * const { regret, poles } = trainAttention(task, { pattern: "decays" }, { random: createRandom(1), starts: 2 });
 * regret; // ≈ 0.0049869
 * poles; // ≈ [[0.5073, 0]]
 */
export function trainAttention(
  task: PredictionTask,
  family: AttentionFamily,
  {
    random,
    starts = defaultStarts(task),
    stopRegret = -Infinity,
    onStart = () => undefined,
  }: {
    readonly random: Random;
    readonly starts?: number;
    readonly stopRegret?: number;
    readonly onStart?: (fraction: number) => void;
  },
): TrainedAttention {
  const { heads = 1 } = family;
  for (const [name, value] of Object.entries({ heads, starts, "the task's length": task.length })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`trainAttention: ${name} must be a positive integer, got ${value}`);
    }
  }
  checkOneOf("pattern", patterns, family.pattern);
  checkOneOf("norm", norms, family.norm ?? "none");
  if (Number.isNaN(stopRegret)) throw new RangeError("trainAttention: stopRegret must be a number, got NaN");
  const { numParameters, objective, start, model } = attentionObjective(task, family);
  const trained = ({ x, value, gradientNorm, stopReason }: Minimum, tried: number): TrainedAttention => ({
    model: model(x),
    numParameters,
    regret: value,
    gradientNorm,
    stopReason,
    starts: tried,
    ...(family.pattern === "decays" && { poles: polesOf(x.subarray(0, heads)) }),
  });
  let done = 0;
  let points = Array.from({ length: starts }, (_, i) => start(random.split(i)));
  let minima: Minimum[] = [];
  for (const [round, { share, ...limits }] of rounds.entries()) {
    points = points.slice(0, Math.max(1, Math.round(share * starts)));
    const each = 1 / (points.length * rounds.length);
    minima = [];
    for (const x of points) {
      const minimum = lbfgs(objective, x, { ...options, ...limits, stopValue: stopRegret });
      minima.push(minimum);
      if (minimum.value <= stopRegret) return trained(minimum, round === 0 ? minima.length : starts);
      done += each;
      onStart(done);
    }
    minima.sort((a, b) => a.value - b.value);
    points = minima.map(({ x }) => x);
  }
  return trained(minima[0]!, starts);
}

function checkOneOf<Name extends string>(argument: string, names: readonly Name[], value: Name): void {
  if (names.includes(value)) return;
  throw new RangeError(`trainAttention: ${argument} must be one of ${names.join(", ")}, got ${value}`);
}

/** As many as keep the time about the same. */
function defaultStarts({ weights }: PredictionTask): number {
  return Math.min(100, Math.max(12, Math.round(40_000 / weights.length)));
}

/** The roots of z^n = a_1 z^(n-1) + … + a_n. */
function polesOf(coefficients: Float64Array): Complex[] {
  const n = coefficients.length;
  const companion = new Float64Array(n * n);
  companion.set(coefficients);
  for (let i = 1; i < n; i++) companion[i * n + i - 1] = 1;
  return eigenvalues({ shape: [n, n], data: companion });
}
