import type { FixedFilter } from "@beliefscope/belief";
import { checkTokens } from "@beliefscope/hmm-core";
import { checkTensor, type Tensor } from "@beliefscope/tensor";

/**
 * A linear state-space model read out as it is.
 *
 *   h_t = h_{t-1} A + input[token_t],  h_{-1} = 0,  output[t] = h_t + bias
 */
export type LinearRecurrence = {
  readonly numTokens: number;
  readonly numOutputs: number;
  /** A, shape [output, output], acting on row vectors from the right. */
  readonly transition: Tensor;
  /** Shape [token, output]. */
  readonly input: Tensor;
  /** Shape [output]. */
  readonly bias: Float64Array;
};

/**
 * A fixed filter as the recurrence that it is, with h_t + bias (its claim before the readout) as output.
 *
 * @param filter A filter of any readout.
 * @returns A model that shares the filter's arrays.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * recurrenceFromFilter(filter).transition.shape; // => [3, 3]
 */
export function recurrenceFromFilter(filter: FixedFilter): LinearRecurrence {
  const { numTokens, numStates, transition, tokenVectors, bias } = filter;
  return {
    numTokens,
    numOutputs: numStates,
    transition: { shape: [numStates, numStates], data: transition },
    input: { shape: [numTokens, numStates], data: tokenVectors },
    bias,
  };
}

/**
 * Reads token sequences one token at a time: O(n²) a token, memory n.
 *
 * @param tokens Shape [batch, position].
 * @returns Shape [batch, position, output]; position t has read tokens[0..t].
 * @throws RangeError if a token is out of range, or a weight is not finite or of another shape.
 * @example
 * const model = {
 *   numTokens: 2,
 *   numOutputs: 1,
 *   transition: createTensor(Float64Array.of(0.5), [1, 1]),
 *   input: createTensor(Float64Array.of(-1, 1), [2, 1]),
 *   bias: Float64Array.of(0.25),
 * };
 * runRecurrence(model, createTensor(Int32Array.of(1, 0), [1, 2])).data; // => [1.25, -0.25]
 */
export function runRecurrence(model: LinearRecurrence, tokens: Tensor<Int32Array>): Tensor {
  const { numOutputs: n, transition, input, bias } = model;
  checkRecurrence("runRecurrence", model);
  const [batch, positions] = checkTokens("runRecurrence", model, tokens);
  const data = new Float64Array(batch * positions * n);
  for (let b = 0; b < batch; b++) {
    let state = new Float64Array(n);
    for (let t = 0; t < positions; t++) {
      const token = tokens.data[b * positions + t]!;
      const next = input.data.slice(token * n, (token + 1) * n);
      for (let from = 0; from < n; from++) {
        for (let to = 0; to < n; to++) next[to]! += state[from]! * transition.data[from * n + to]!;
      }
      state = next;
      for (let i = 0; i < n; i++) data[(b * positions + t) * n + i] = state[i]! + bias[i]!;
    }
  }
  return { shape: [batch, positions, n], data };
}

/** Checks that weights are finite and of the shapes that a recurrence has. */
export function checkRecurrence(
  caller: string,
  { numTokens, numOutputs, transition, input, bias }: LinearRecurrence,
): void {
  checkTensor(caller, "transition", transition, [numOutputs, numOutputs]);
  checkTensor(caller, "input", input, [numTokens, numOutputs]);
  checkTensor(caller, "bias", { shape: [bias.length], data: bias }, [numOutputs]);
}
