import { type HessianObjective, newton } from "@beliefscope/tensor/optimize";
import type { AttentionModel } from "../attention-model.ts";
import { type HistoryColumns, historyColumns } from "./history-columns.ts";
import { type LengthFit, linearOperatorModel } from "./linear-operator-model.ts";
import type { PredictionTask } from "./prediction-task.ts";

/** The best linear-logit model, with a proof that it is the best. */
export type LinearLogitFit = {
  readonly model: AttentionModel;
  readonly numParameters: number;
  /** Nats. */
  readonly regret: number;
  /** No logits linear in the one-hot history have less regret (none with weights up to 1000 in size, to be exact). Nats. */
  readonly lowerBound: number;
  /** The largest entry of the regret's gradient, in size. */
  readonly gradientNorm: number;
  /** Of the Hessians at the solution: not below 0, as befits a convex problem. */
  readonly smallestEigenvalue: number;
};

/** How large the weights may be of the models that `lowerBound` speaks about. */
const LARGEST_WEIGHT = 1e3;

/**
 * Fits the best logits that are linear in the one-hot history, each length by itself: what no model with fixed attention
 * and a linear readout of logits, of any depth or number of heads, can beat. The problem is convex.
 *
 *   minimise sum_w weight(w) KL(p(. | w) ‖ softmax(W f(w))),   f = one-hot tokens at their positions, and 1
 *
 * Newton's method finds W. A last step proves it: with z the logits and dz their change by that step, the laws
 *
 *   q' = q (1 + dz - q·dz),   q = softmax(z)
 *
 * have the same mean of f as p, and no W has a smaller loss than the entropy of such laws (its dual).
 *
 * @returns The model, and the regret with its lower bound; where the minimum is not attained (a token that some histories
 *   rule out) both are within 1e-9 of it.
 * @example
 * const hmm = z1r({ p: 0.5 });
 * const { regret, lowerBound } = fitLinearLogits(predictionTask(hmm, wordEnsemble(hmm, 7)));
 * regret; // ≈ 0.05888803
 * regret - lowerBound < 1e-9; // => true
 * @see Berger, Della Pietra & Della Pietra 1996, "A maximum entropy approach to natural language processing"
 */
export function fitLinearLogits(task: PredictionTask): LinearLogitFit {
  const fits: LengthFit[] = [];
  let [numParameters, regret, lowerBound, gradientNorm, smallestEigenvalue] = [0, 0, 0, 0, Infinity];
  for (let length = 1; length <= task.length; length++) {
    const history = historyColumns(task, length);
    const minimum = newton(lengthObjective(task, length, history), new Float64Array(numFree(task, history)));
    fits.push({ columnOf: history.columnOf, coefficients: allTokens(task, history, minimum.x) });
    numParameters += minimum.x.length;
    regret += minimum.value;
    lowerBound += dualBound(task, length, history, minimum);
    gradientNorm = Math.max(gradientNorm, minimum.gradientNorm);
    smallestEigenvalue = Math.min(smallestEigenvalue, minimum.smallestEigenvalue);
  }
  const model = linearOperatorModel(task.numTokens, fits, { kind: "logits" });
  return { model, numParameters, regret, lowerBound, gradientNorm, smallestEigenvalue };
}

/** The logits of the last token are 0. */
function numFree({ numTokens }: PredictionTask, { numColumns }: HistoryColumns): number {
  return numColumns * (numTokens - 1);
}

function allTokens({ numTokens }: PredictionTask, { numColumns }: HistoryColumns, free: Float64Array): Float64Array {
  const coefficients = new Float64Array(numColumns * numTokens);
  for (let column = 0; column < numColumns; column++) {
    coefficients.set(free.subarray(column * (numTokens - 1), (column + 1) * (numTokens - 1)), column * numTokens);
  }
  return coefficients;
}

/** The logits of one prefix, shape [token]. */
function logitsOf(weights: Float64Array, columns: Int32Array, logits: Float64Array): void {
  const free = logits.length - 1;
  logits.fill(0);
  for (const column of columns) {
    if (column < 0) continue;
    for (let x = 0; x < free; x++) logits[x]! += weights[column * free + x]!;
  }
}

/** Turns logits into probabilities; returns the logarithm of their normaliser. */
function softmax(logits: Float64Array): number {
  const top = logits.reduce((a, b) => Math.max(a, b));
  let total = 0;
  for (let x = 0; x < logits.length; x++) total += logits[x] = Math.exp(logits[x]! - top);
  for (let x = 0; x < logits.length; x++) logits[x]! /= total;
  return top + Math.log(total);
}

/** The regret on prefixes of one length as a function of the weights, shape [column, token but the last]. */
function lengthObjective(task: PredictionTask, length: number, history: HistoryColumns): HessianObjective {
  const { numTokens, levelStart, weights, laws, entropies } = task;
  const free = numTokens - 1;
  const n = numFree(task, history);
  const q = new Float64Array(numTokens);
  return (W, gradient, hessian) => {
    gradient.fill(0);
    hessian.fill(0);
    let regret = 0;
    for (let node = levelStart[length]!; node < levelStart[length + 1]!; node++) {
      const columns = columnsOf(history, node - levelStart[length]!, length);
      const weight = weights[node]!;
      logitsOf(W, columns, q);
      let divergence = -entropies[node]!;
      for (let x = 0; x < free; x++) divergence -= laws[node * numTokens + x]! * q[x]!;
      divergence += softmax(q);
      regret += weight * divergence;
      for (const column of columns) {
        if (column < 0) continue;
        for (let x = 0; x < free; x++) gradient[column * free + x]! += weight * (q[x]! - laws[node * numTokens + x]!);
        for (const other of columns) {
          if (other < 0 || other > column) continue;
          for (let x = 0; x < free; x++) {
            const row = (column * free + x) * n + other * free;
            const scaled = weight * q[x]!;
            for (let y = 0; y < free; y++) hessian[row + y]! -= scaled * q[y]!;
            hessian[row + x]! += scaled;
          }
        }
      }
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) hessian[j * n + i] = hessian[i * n + j]!;
    return regret;
  };
}

function columnsOf({ columns }: HistoryColumns, prefix: number, length: number): Int32Array {
  return columns.subarray(prefix * (length + 1), (prefix + 1) * (length + 1));
}

/**
 * For laws q' of whatever kind and every W,   loss(W) >= sum weight H(q') + <W, sum weight f (q' - p)>;   the last term is
 * what rounding left of the moments, times the largest weight allowed.
 */
function dualBound(
  task: PredictionTask,
  length: number,
  history: HistoryColumns,
  { x: W, step }: { readonly x: Float64Array; readonly step: Float64Array },
): number {
  const { numTokens, levelStart, weights, laws, entropies } = task;
  const free = numTokens - 1;
  const q = new Float64Array(numTokens);
  const change = new Float64Array(numTokens);
  const moments = new Float64Array(W.length);
  let bound = 0;
  for (let node = levelStart[length]!; node < levelStart[length + 1]!; node++) {
    const columns = columnsOf(history, node - levelStart[length]!, length);
    const weight = weights[node]!;
    logitsOf(W, columns, q);
    softmax(q);
    logitsOf(step, columns, change);
    let mean = 0;
    for (let x = 0; x < numTokens; x++) mean += q[x]! * change[x]!;
    let total = 0;
    for (let x = 0; x < numTokens; x++) total += q[x] = Math.max(0, q[x]! * (1 + change[x]! - mean));
    bound -= weight * entropies[node]!;
    for (let x = 0; x < numTokens; x++) {
      const probability = q[x]! / total;
      if (probability > 0) bound -= weight * probability * Math.log(probability);
      if (x === free) continue;
      for (const column of columns) {
        if (column >= 0) moments[column * free + x]! += weight * (probability - laws[node * numTokens + x]!);
      }
    }
  }
  return bound - LARGEST_WEIGHT * moments.reduce((sum, moment) => sum + Math.abs(moment), 0);
}
