import type { PredictionTask } from "./prediction-task.ts";

/**
 * The regret of predicting by logits, and its gradient.
 *
 *   regret = sum_node weight KL(p ‖ q),   q = softmax(z),   d regret / d z = weight (q - p)
 *
 * @param logits z, shape [node, token]; those of node 0 are not read.
 * @param gradient Receives the gradient, same shape.
 * @returns Nats; not finite if a logit is not.
 */
export function softmaxRegret(task: PredictionTask, logits: Float64Array, gradient: Float64Array): number {
  const { numTokens, weights, laws, entropies } = task;
  let regret = 0;
  for (let node = 1; node < weights.length; node++) {
    const first = node * numTokens;
    let top = logits[first]!;
    for (let x = first + 1; x < first + numTokens; x++) if (logits[x]! > top) top = logits[x]!;
    let total = 0;
    for (let x = first; x < first + numTokens; x++) {
      const share = Math.exp(logits[x]! - top);
      gradient[x] = share;
      total += share;
    }
    const weight = weights[node]!;
    let divergence = top + Math.log(total) - entropies[node]!;
    for (let x = first; x < first + numTokens; x++) {
      const p = laws[x]!;
      divergence -= p * logits[x]!;
      gradient[x] = weight * (gradient[x]! / total - p);
    }
    regret += weight * divergence;
  }
  return regret;
}
