import { checkKind, checkTokens } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { FilterByDepth } from "./filter-by-depth.ts";
import type { FixedFilter } from "./fixed-filter.ts";
import type { WordEnsemble } from "../words/word-ensemble.ts";

/**
 * Runs a filter over sequences, each from h = 0.
 *
 * @param tokens Shape [batch, position].
 * @returns The claim after each token, shape [batch, position, state].
 * @throws RangeError if a token is out of range, or there are more positions than a filter by depth has depths.
 * @example
 * const filter = zetaFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * runFilter(filter, createTensor(Int32Array.of(0, 1), [1, 2])).data; // ≈ [0.85, 0.075, 0.075, 0.5141667, 0.6304167, -0.1445833]
 */
export function runFilter(filter: FixedFilter | FilterByDepth, tokens: Tensor<Int32Array>): Tensor {
  checkKind("runFilter", "filter", "an object", filter);
  const [batch, length] = checkTokens("runFilter", filter, tokens);
  checkDepth("runFilter", filter, length);
  const { numStates } = filter;
  const states = new Float64Array(batch * length * numStates);
  for (let row = 0; row < batch * length; row++) {
    const position = row % length;
    step(filter, position, states, position === 0 ? null : row - 1, tokens.data[row]!, row);
  }
  return { shape: [batch, length, numStates], data: readClaims(filter, states, (row) => (row % length) + 1) };
}

/**
 * Runs a filter over the prefixes of an ensemble, each from its parent: one step for each distinct prefix.
 *
 *   h[node] = h[parent] F + v(lastToken)
 *
 * @returns The claim at each node, the empty prefix included, shape [node, state].
 * @throws RangeError if the ensemble has other tokens than the filter, or longer words than a filter by depth has depths.
 * @example
 * const hmm = mess3({ x: 0.05, a: 0.85 });
 * const filter = kalmanFilter(hmm, { readout: "linear" });
 * runFilterOnEnsemble(filter, wordEnsemble(hmm, 1)).data.slice(0, 6);
 * // ≈ [0.3333333, 0.3333333, 0.3333333, 0.6933378, 0.1533311, 0.1533311]
 */
export function runFilterOnEnsemble(filter: FixedFilter | FilterByDepth, ensemble: WordEnsemble): Tensor {
  checkKind("runFilterOnEnsemble", "filter", "an object", filter);
  checkKind("runFilterOnEnsemble", "ensemble", "an object", ensemble);
  const { numTokens, numStates } = filter;
  if (ensemble.numTokens !== numTokens) {
    throw new RangeError(`runFilterOnEnsemble: ensemble must have ${numTokens} tokens, got ${ensemble.numTokens}`);
  }
  checkDepth("runFilterOnEnsemble", filter, ensemble.length);
  const { parent, lastToken, length } = ensemble.prefixes;
  const states = new Float64Array(parent.length * numStates);
  for (let node = 1; node < parent.length; node++) {
    step(filter, length[node]! - 1, states, parent[node]!, lastToken[node]!, node);
  }
  return { shape: [parent.length, numStates], data: readClaims(filter, states, (node) => length[node]!) };
}

function checkDepth(caller: string, filter: FixedFilter | FilterByDepth, length: number): void {
  if ("depth" in filter && length > filter.depth) {
    throw new RangeError(`${caller}: filter must have a depth of at least ${length} tokens, got ${filter.depth}`);
  }
}

/** states[row] = states[before] F + v(token) at a depth, rows of a matrix [row, state] that starts as zeros. */
function step(
  filter: FixedFilter | FilterByDepth,
  depth: number,
  states: Float64Array,
  before: number | null,
  token: number,
  row: number,
): void {
  const { numTokens, numStates } = filter;
  const [F, v, k] =
    "depth" in filter
      ? [filter.transitions.data, filter.tokenVectors.data, depth]
      : [filter.transition, filter.tokenVectors, 0];
  const firstF = k * numStates * numStates;
  const firstV = (k * numTokens + token) * numStates;
  for (let to = 0; to < numStates; to++) {
    let sum = v[firstV + to]!;
    if (before !== null) {
      for (let from = 0; from < numStates; from++) {
        sum += states[before * numStates + from]! * F[firstF + from * numStates + to]!;
      }
    }
    states[row * numStates + to] = sum;
  }
}

/** @param tokensRead How many tokens the filter has read at a row. */
function readClaims(
  filter: FixedFilter | FilterByDepth,
  states: Float64Array,
  tokensRead: (row: number) => number,
): Float64Array {
  const { numStates, readout } = filter;
  if ("depth" in filter) {
    const bias = filter.bias.data;
    return states.map((entry, k) => entry + bias[tokensRead(Math.floor(k / numStates)) * numStates + (k % numStates)]!);
  }
  const claims = states.map((entry, k) => entry + filter.bias[k % numStates]!);
  if (readout.kind === "linear") return claims;
  const softmax = new Float64Array(numStates);
  for (let start = 0; start < claims.length; start += numStates) {
    let top = -Infinity;
    for (let state = 0; state < numStates; state++) top = Math.max(top, claims[start + state]!);
    let total = 0;
    for (let state = 0; state < numStates; state++) {
      softmax[state] = Math.exp(claims[start + state]! - top);
      total += softmax[state]!;
    }
    for (let to = 0; to < numStates; to++) {
      let pushed = 0;
      for (let from = 0; from < numStates; from++) pushed += softmax[from]! * readout.push[from * numStates + to]!;
      claims[start + to] = pushed / total;
    }
  }
  return claims;
}
