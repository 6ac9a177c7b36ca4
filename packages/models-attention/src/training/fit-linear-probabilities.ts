import { matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import type { AttentionModel } from "../attention-model.ts";
import { checkFloor } from "../check-attention-model.ts";
import { historyColumns } from "./history-columns.ts";
import { linearOperatorModel } from "./linear-operator-model.ts";
import type { PredictionTask } from "./prediction-task.ts";

/** Singular values of the design below this share of the largest count as zero. */
const RANK_TOLERANCE = 1e-12;

/**
 * Fits the probabilities that are linear in the one-hot history and nearest to the true laws in mean square, each length by
 * itself, in closed form. Their readout raises them to a floor and renormalises, so they are not the best for the loss.
 *
 *   W = (sum_w weight f' f)^+ sum_w weight f' p(. | w),   f = one-hot tokens at their positions, and 1
 *
 * @param options.floor The least probability of any token before renormalising, at least 0, default 1e-3.
 * @throws RangeError if the floor is negative or not finite.
 * @example
 * const hmm = goldenMean({ p: 0.5 });
 * const { model } = fitLinearProbabilities(predictionTask(hmm, wordEnsemble(hmm, 2)));
 * runAttention(model, createTensor(Int32Array.of(0), [1, 1])).predictions.data; // ≈ [0.5, 0.5]
 */
export function fitLinearProbabilities(
  task: PredictionTask,
  { floor = 1e-3 }: { readonly floor?: number } = {},
): { readonly model: AttentionModel; readonly numParameters: number } {
  checkFloor("fitLinearProbabilities", floor);
  const { numTokens, levelStart, weights, laws } = task;
  let numParameters = 0;
  const fits = Array.from({ length: task.length }, (_, i) => {
    const length = i + 1;
    const { numColumns: n, columns, columnOf } = historyColumns(task, length);
    const gram = new Float64Array(n * n);
    const cross = new Float64Array(n * numTokens);
    for (let node = levelStart[length]!; node < levelStart[length + 1]!; node++) {
      const prefix = node - levelStart[length]!;
      const own = columns.subarray(prefix * (length + 1), (prefix + 1) * (length + 1)).filter((column) => column >= 0);
      for (const column of own) {
        for (const other of own) gram[column * n + other]! += weights[node]!;
        for (let x = 0; x < numTokens; x++) {
          cross[column * numTokens + x]! += weights[node]! * laws[node * numTokens + x]!;
        }
      }
    }
    const inverse = pseudoInverse({ shape: [n, n], data: gram }, { tolerance: RANK_TOLERANCE });
    numParameters += n * (numTokens - 1);
    return { columnOf, coefficients: matmul(inverse, { shape: [n, numTokens], data: cross }).data };
  });
  return { model: linearOperatorModel(numTokens, fits, { kind: "probabilities", floor }), numParameters };
}
