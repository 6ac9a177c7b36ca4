import { checkTokens, type Hmm, impossibleToken, tokenLaw } from "@beliefscope/hmm-core";
import { checkTensor, type Tensor } from "@beliefscope/tensor";

/**
 * A selective state-space model: what is read chooses the transition, and the state is normalised after each token. With a
 * process's labelled transitions it is the Bayes filter, exactly.
 *
 *   state_t = state_{t-1} A[token_t] / (state_{t-1} A[token_t] · normalizer),   p(next token) = state_t law
 */
export type SelectiveRecurrence = {
  readonly numTokens: number;
  readonly numStates: number;
  /** A, shape [token, state, state], acting on row vectors from the right. */
  readonly transitions: Tensor;
  /** Before any token, shape [state]. */
  readonly start: Float64Array;
  /** Shape [state]: ones for probabilities. */
  readonly normalizer: Float64Array;
  /** Shape [state, token]. */
  readonly law: Tensor;
};

/** What a selective model makes of sequences; row [batch, t] has read tokens[0..t]. */
export type SelectiveRun = {
  /** Shape [batch, position, state]. */
  readonly states: Tensor;
  /** Shape [batch, position, token]. */
  readonly predictions: Tensor;
};

/** Smaller normalisers count as zero: the token is impossible. */
const TINY = 1e-300;

/**
 * The Bayes filter of a process as a selective state-space model.
 *
 * @param hmm Any process; a generalized one normalises by its right vector.
 * @returns A model whose states are the beliefs.
 * @example
 * const model = selectiveFromHmm(mess3({ x: 0.05, a: 0.85 }));
 * runSelective(model, createTensor(Int32Array.of(0, 1), [1, 2])).states.data.slice(3); // ≈ [0.355104, 0.592607, 0.052289]
 */
export function selectiveFromHmm(hmm: Hmm): SelectiveRecurrence {
  const { numTokens, numStates, labeledTransitions, initialBelief, rightVector } = hmm;
  return {
    numTokens,
    numStates,
    transitions: { shape: [numTokens, numStates, numStates], data: labeledTransitions },
    start: initialBelief,
    normalizer: rightVector ?? new Float64Array(numStates).fill(1),
    law: tokenLaw(hmm),
  };
}

/**
 * Reads token sequences one token at a time: O(n²) a token.
 *
 * @param tokens Shape [batch, position].
 * @throws RangeError if a token is out of range or impossible, or a weight is not finite or of another shape.
 * @example
 * const model = selectiveFromHmm(goldenMean({ p: 0.5 }));
 * runSelective(model, createTensor(Int32Array.of(0, 1), [1, 2])).predictions.data; // ≈ [0.5, 0.5, 1, 0]
 */
export function runSelective(model: SelectiveRecurrence, tokens: Tensor<Int32Array>): SelectiveRun {
  const { numStates: n, transitions, start } = model;
  checkSelective("runSelective", model);
  const [batch, positions] = checkTokens("runSelective", model, tokens);
  const data = new Float64Array(batch * positions * n);
  for (let row = 0; row < batch * positions; row++) {
    const state = row % positions === 0 ? start : data.subarray((row - 1) * n, row * n);
    const token = tokens.data[row]!;
    const next = data.subarray(row * n, (row + 1) * n);
    for (let from = 0; from < n; from++) {
      for (let to = 0; to < n; to++) next[to]! += state[from]! * transitions.data[(token * n + from) * n + to]!;
    }
    if (!normalize(next, model.normalizer)) {
      throw impossibleToken("runSelective", Math.floor(row / positions), row % positions, token);
    }
  }
  return readOut(model, { shape: [batch, positions, n], data });
}

/**
 * Reads token sequences by a parallel scan: in round r = 0, 1, … every position multiplies what it has with what the
 * position 2^r before it has, so that log2(positions) rounds are enough; within a round no position waits for another.
 *
 *   product_t = A[token_0] A[token_1] … A[token_t]   (scaled),   state_t = start product_t / (start product_t · normalizer)
 *
 * The normalisation is not linear, but it can wait until the end, since scaling a state scales all that follows.
 *
 * @param tokens Shape [batch, position].
 * @returns What `runSelective` returns, up to rounding. O(n³ log positions) a token.
 * @throws RangeError if a token is out of range or impossible, or a weight is not finite or of another shape.
 * @example
 * const model = selectiveFromHmm(mess3({ x: 0.05, a: 0.85 }));
 * scanSelective(model, createTensor(Int32Array.of(0, 1), [1, 2])).states.data.slice(3); // ≈ [0.355104, 0.592607, 0.052289]
 * @see Hillis & Steele 1986, "Data parallel algorithms"
 */
export function scanSelective(model: SelectiveRecurrence, tokens: Tensor<Int32Array>): SelectiveRun {
  const { numStates: n, transitions, start } = model;
  checkSelective("scanSelective", model);
  const [batch, positions] = checkTokens("scanSelective", model, tokens);
  const size = n * n;
  const states = new Float64Array(batch * positions * n);
  for (let b = 0; b < batch; b++) {
    let products = new Float64Array(positions * size);
    for (let t = 0; t < positions; t++) {
      const token = tokens.data[b * positions + t]!;
      products.set(transitions.data.subarray(token * size, (token + 1) * size), t * size);
    }
    for (let reach = 1; reach < positions; reach *= 2) {
      const longer = products.slice();
      for (let t = reach; t < positions; t++) scaledProduct(products, t - reach, t, longer, n);
      products = longer;
    }
    for (let t = 0; t < positions; t++) {
      const row = b * positions + t;
      const state = states.subarray(row * n, (row + 1) * n);
      for (let from = 0; from < n; from++) {
        for (let to = 0; to < n; to++) state[to]! += start[from]! * products[t * size + from * n + to]!;
      }
      if (!normalize(state, model.normalizer)) throw impossibleToken("scanSelective", b, t, tokens.data[row]!);
    }
  }
  return readOut(model, { shape: [batch, positions, n], data: states });
}

/** target[right] = matrices[left] matrices[right], scaled so that its largest entry is 1 in size. */
function scaledProduct(matrices: Float64Array, left: number, right: number, target: Float64Array, n: number): void {
  const product = target.subarray(right * n * n, (right + 1) * n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += matrices[(left * n + i) * n + k]! * matrices[(right * n + k) * n + j]!;
      product[i * n + j] = sum;
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  if (largest > 0) for (let i = 0; i < n * n; i++) product[i]! /= largest;
}

/** Divides a state by its inner product with the normaliser; false if that is not positive. */
function normalize(state: Float64Array, normalizer: Float64Array): boolean {
  let total = 0;
  let size = 0;
  for (let i = 0; i < state.length; i++) {
    total += state[i]! * normalizer[i]!;
    size = Math.max(size, Math.abs(state[i]! * normalizer[i]!));
  }
  if (!(total > TINY && total > 1e-12 * size)) return false; // signed sums that should vanish do so up to rounding
  for (let i = 0; i < state.length; i++) state[i]! /= total;
  return true;
}

function readOut({ law, numTokens }: SelectiveRecurrence, states: Tensor): SelectiveRun {
  const [batch, positions, n] = states.shape as [number, number, number];
  const data = new Float64Array(batch * positions * numTokens);
  for (let row = 0; row < batch * positions; row++) {
    for (let state = 0; state < n; state++) {
      const share = states.data[row * n + state]!;
      for (let x = 0; x < numTokens; x++) data[row * numTokens + x]! += share * law.data[state * numTokens + x]!;
    }
  }
  return { states, predictions: { shape: [batch, positions, numTokens], data } };
}

/** Checks that weights are finite and of the shapes that a selective recurrence has. */
export function checkSelective(
  caller: string,
  { numTokens, numStates, transitions, start, normalizer, law }: SelectiveRecurrence,
): void {
  checkTensor(caller, "transitions", transitions, [numTokens, numStates, numStates]);
  checkTensor(caller, "start", { shape: [start.length], data: start }, [numStates]);
  checkTensor(caller, "normalizer", { shape: [normalizer.length], data: normalizer }, [numStates]);
  checkTensor(caller, "law", law, [numStates, numTokens]);
}
