import { createTensor, type Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { forwardStep } from "./forward-step.ts";
import type { Hmm } from "./hmm.ts";
import { tokenLaw } from "./token-law.ts";

/**
 * Draws sequences from a process, each from the initial belief.
 *
 * A proper HMM walks its hidden states; a generalized one, which has none, draws each token from its filtered law.
 * Sequences come one after the other from the one stream: for parallel shards give each its own `random.split(shard)`.
 *
 * @param options.batch Number of sequences.
 * @param options.length Tokens of each.
 * @param options.random The stream, which moves on; the same seed gives the same tokens on every platform.
 * @returns Shape [batch, position].
 * @throws RangeError if batch or length is not a non-negative integer.
 * @example
 * sampleTokens(coin({ p: 1 }), { batch: 2, length: 3, random: createRandom(1) }).data; // => [1, 1, 1, 1, 1, 1]
 */
export function sampleTokens(
  hmm: Hmm,
  options: { readonly batch: number; readonly length: number; readonly random: Random },
): Tensor<Int32Array> {
  const { batch, length, random } = options;
  for (const [name, value] of Object.entries({ batch, length })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`sampleTokens: ${name} must be a non-negative integer, got ${value}`);
    }
  }
  const tokens = new Int32Array(batch * length);
  const sampleInto = hmm.rightVector ? filteredSampler(hmm, random) : walkingSampler(hmm, random);
  for (let sequence = 0; sequence < batch; sequence++) {
    sampleInto(tokens.subarray(sequence * length, (sequence + 1) * length));
  }
  return createTensor(tokens, [batch, length]);
}

function walkingSampler(hmm: Hmm, random: Random): (tokens: Int32Array) => void {
  const { numTokens, numStates, labeledTransitions, initialBelief } = hmm;
  const start = cumulate(initialBelief.slice());
  // For each state the cumulated law of (token, to), the token varying slowest.
  const moves = Array.from({ length: numStates }, (_, from) =>
    cumulate(
      Float64Array.from({ length: numTokens * numStates }, (_, move) => {
        const token = Math.floor(move / numStates);
        return labeledTransitions[(token * numStates + from) * numStates + (move % numStates)]!;
      }),
    ),
  );
  return (tokens) => {
    let state = draw(start, random);
    for (let position = 0; position < tokens.length; position++) {
      const move = draw(moves[state]!, random);
      tokens[position] = Math.floor(move / numStates);
      state = move % numStates;
    }
  };
}

function filteredSampler(hmm: Hmm, random: Random): (tokens: Int32Array) => void {
  const { numTokens, numStates, initialBelief } = hmm;
  const law = tokenLaw(hmm).data;
  let belief = new Float64Array(numStates);
  let next = new Float64Array(numStates);
  return (tokens) => {
    belief.set(initialBelief);
    for (let position = 0; position < tokens.length; position++) {
      const predicted = new Float64Array(numTokens);
      for (let state = 0; state < numStates; state++) {
        for (let token = 0; token < numTokens; token++) {
          predicted[token]! += belief[state]! * law[state * numTokens + token]!;
        }
      }
      const token = draw(cumulate(predicted.map((p) => (p < 1e-12 ? 0 : p))), random); // as `forwardStep` does
      tokens[position] = token;
      forwardStep(hmm, belief, 0, token, next, 0);
      [belief, next] = [next, belief];
    }
  };
}

/** Turns weights into their running sums, in place. */
function cumulate(weights: Float64Array): Float64Array {
  for (let i = 1; i < weights.length; i++) weights[i]! += weights[i - 1]!;
  return weights;
}

/** The first index whose running sum exceeds a uniform share of the total: never one of weight 0. */
function draw(cumulated: Float64Array, random: Random): number {
  const threshold = random.uniform() * cumulated[cumulated.length - 1]!;
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle]! > threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}
