import { filterPredictions, type FixedFilter } from "@beliefscope/belief";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import { type CausalConvolution, runConvolution } from "./causal-convolution.ts";
import { type DiagonalRecurrence, runDiagonalRecurrence } from "./diagonal-recurrence.ts";
import { type LinearRecurrence, runRecurrence } from "./linear-recurrence.ts";
import { type StateSource, stateSource } from "./state-source.ts";

/**
 * Shows a fixed filter in any of its forms as a network whose states can be captured. A form computes what the filter
 * claims before its readout, which is what the source shows as its stream; the filter says how to read it out.
 *
 *   stream_t = h_t + bias;   logits_t = log p_t,   p_t = stream_t · tokenLaw                       (linear readout)
 *                                                  p_t = softmax(stream_t) · push · tokenLaw      (log readout)
 *
 * @param model The filter as a linear recurrence, in diagonal form, or as a convolution; or another model of its outputs.
 * @param filter Of its readout, states and tokens.
 * @returns A source whose `run` rejects with a RangeError for tokens out of range or a hook that does not exist.
 * @throws RangeError if model and filter differ in the number of tokens, or of outputs and states.
 * @example
 * const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * const source = filterSource(recurrenceFromFilter(filter), filter);
 * const { hooks } = await source.run(createTensor(Int32Array.of(0, 1, 1), [1, 3]), source.hookNames);
 * hooks.get("blocks.0.hook_resid_post")!.data.slice(6); // ≈ [0.4063, 0.0673, 0.5263]
 */
export function filterSource(
  model: LinearRecurrence | DiagonalRecurrence | CausalConvolution,
  filter: FixedFilter,
): StateSource {
  const { numTokens, numStates } = filter;
  if (model.numTokens !== numTokens || model.numOutputs !== numStates) {
    throw new RangeError(
      `filterSource: model must have ${numTokens} tokens and ${numStates} outputs as the filter, got ${model.numTokens} and ${model.numOutputs}`,
    );
  }
  return stateSource("filterSource", (tokens) => {
    const states = runForm(model, tokens);
    return { states, predictions: filterPredictions(filter, claimsOf(filter, states)) };
  });
}

function runForm(model: LinearRecurrence | DiagonalRecurrence | CausalConvolution, tokens: Tensor<Int32Array>): Tensor {
  if ("modes" in model) return runDiagonalRecurrence(model, tokens);
  return "kernel" in model ? runConvolution(model, tokens) : runRecurrence(model, tokens);
}

/** What the filter says of the hidden states, in belief coordinates. */
function claimsOf({ readout, numStates }: FixedFilter, { shape, data }: Tensor): Tensor {
  if (readout.kind === "linear") return { shape, data };
  const shares = new Float64Array(data.length);
  for (let row = 0; row < data.length; row += numStates) {
    const logits = data.subarray(row, row + numStates);
    const top = logits.reduce((largest, value) => Math.max(largest, value), -Infinity);
    const total = logits.reduce((sum, value) => sum + Math.exp(value - top), 0);
    for (let i = 0; i < numStates; i++) shares[row + i] = Math.exp(logits[i]! - top) / total;
  }
  const push = { shape: [numStates, numStates], data: readout.push };
  return { shape, data: matmul({ shape: [data.length / numStates, numStates], data: shares }, push).data };
}
