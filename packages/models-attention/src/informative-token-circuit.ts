import { stationaryStart } from "@beliefscope/belief";
import { type Hmm, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { complexPower, type GeometricMode, geometricModes, matmul } from "@beliefscope/tensor/linalg";
import type { AttentionHead, AttentionModel } from "./attention-model.ts";

/** Scores differ by at least this much, so that a softmax leaves less than 1e-17 to all but the highest. */
const SHARPNESS = 40;

/** Streams begin with a constant 1 and the score of the token at its position. */
const CONSTANT = 0;
const SCORE = 1;
const NUM_MARKS = 2;

/**
 * The attention circuit that looks for the most recent informative token, built by hand, for processes whose tokens either
 * tell the state or tell nothing (`trapN`).
 *
 *   layer 1   a content head: score = 40 (s + 1) for an informative token at s, below the sink for others
 *   layer 2   (with age) heads with the fixed diagonal patterns M[t, t] = pole^t, one for each pole of T
 *
 * After an informative token at s and none since, b_t = pi + sum_pole pole^(t - s) U_pole(token_s). Layer 1 fetches
 * pole^(-s) U_pole(token_s), since values may know their position, and layer 2 multiplies by pole^t: together they make
 * the age t - s without ever comparing positions. Without age, layer 1 fetches the mean belief after each informative token.
 *
 * @param hmm A stationary process in which each token is possible in one state only or equally likely in all.
 * @param options.length The longest sequence to read; without age also the lengths over which beliefs are averaged.
 * @param options.age Whether to use how long ago the token was read. With age the model is exactly optimal.
 * @returns A model whose last stream is its belief, shape [batch, position, state].
 * @throws RangeError if the length is not a positive integer, the process does not start stationary, a token tells
 *   something but not all, or (with age) its transition matrix is not diagonalisable and invertible.
 * @example
 * const hmm = trapN({ x: 0.1, a: 0.25, n: 2 });
 * const circuit = informativeTokenCircuit(hmm, { length: 4, age: true });
 * const word = createTensor(Int32Array.of(2, 1, 2, 2), [1, 4]);
 * runAttention(circuit, word).streams.at(-1)!.data; // ≈ [0.5, 0.5, 0.1, 0.9, 0.18, 0.82, 0.244, 0.756]
 * filterBeliefs(hmm, word).beliefs.data; // ≈ [0.5, 0.5, 0.1, 0.9, 0.18, 0.82, 0.244, 0.756]
 */
export function informativeTokenCircuit(
  hmm: Hmm,
  { length, age }: { readonly length: number; readonly age: boolean },
): AttentionModel {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`informativeTokenCircuit: length must be a positive integer, got ${length}`);
  }
  if (stationaryStart(hmm) !== hmm.initialBelief) {
    throw new RangeError(`informativeTokenCircuit: ${hmm.name} must start stationary, got another initialBelief`);
  }
  const revealed = revealedBeliefs(hmm);
  const informative = revealed.map((belief) => belief !== null);
  const { values, width, layers } = age ? withAge(hmm, revealed, length) : withoutAge(hmm, revealed, length);
  const { numTokens, numStates } = hmm;

  const data = new Float64Array(length * numTokens * width);
  for (let s = 0; s < length; s++) {
    for (let token = 0; token < numTokens; token++) {
      const row = (s * numTokens + token) * width;
      data[row + CONSTANT] = 1;
      data[row + SCORE] = informative[token] ? SHARPNESS * (s + 1) : -SHARPNESS;
      if (informative[token]) data.set(values(s, token), row + NUM_MARKS);
    }
  }
  return {
    numTokens,
    length,
    embedding: { shape: [length, numTokens, width], data },
    layers: layers.map(({ heads, bias }) => ({ heads, skip: null, bias })),
    norm: "none",
    unembedding: { shape: [numStates, numTokens], data: tokenLaw(hmm).data },
    bias: new Float64Array(numTokens),
    readout: { kind: "probabilities", floor: 0 },
  };
}

/** What a circuit fetches, and what it does with it. */
type Plan = {
  /** The values of an informative token at a position. */
  readonly values: (s: number, token: number) => Float64Array;
  readonly width: number;
  readonly layers: readonly { readonly heads: readonly AttentionHead[]; readonly bias: Float64Array }[];
};

/** The head that fetches everything but the marks from the most recent informative token. */
function fetchingHead(width: number): AttentionHead {
  const queryKey = new Float64Array(width * width);
  queryKey[CONSTANT * width + SCORE] = 1;
  const values = new Float64Array(width * (width - NUM_MARKS));
  for (let i = NUM_MARKS; i < width; i++) values[i * (width - NUM_MARKS) + i - NUM_MARKS] = 1;
  return {
    attention: { kind: "content", queryKey: { shape: [width, width], data: queryKey }, sink: true },
    values: { shape: [width, width - NUM_MARKS], data: values },
  };
}

function withAge(hmm: Hmm, revealed: readonly (Float64Array | null)[], length: number): Plan {
  const { numTokens, numStates, initialBelief: pi } = hmm;
  const shifts = new Float64Array(numTokens * numStates);
  revealed.forEach((belief, token) => belief && shifts.set(minus(belief, pi), token * numStates));
  const modes = geometricModes({ shape: [numTokens, numStates], data: shifts }, transitionMatrix(hmm));
  if (!modes?.every(({ pole }) => Math.hypot(...pole) > 1e-6)) {
    throw new RangeError(
      `informativeTokenCircuit: with age, the transition matrix must be diagonalisable and invertible, got that of ${hmm.name}`,
    );
  }
  // each mode takes 2 numStates entries of the stream: the real and the imaginary part of pole^-s U(token)
  const block = 2 * numStates;
  const stream = modes.length * block;
  const values = (s: number, token: number): Float64Array => {
    const fetched = new Float64Array(stream);
    modes.forEach(({ pole, real, imaginary }, j) => {
      const [re, im] = inverseOf(complexPower(pole, s));
      for (let i = 0; i < numStates; i++) {
        const [a, b] = [real.data[token * numStates + i]!, imaginary.data[token * numStates + i]!];
        fetched[j * block + i] = re * a - im * b;
        fetched[j * block + numStates + i] = re * b + im * a;
      }
    });
    return fetched;
  };
  const heads = modes.flatMap((mode, j) => agingHeads(mode, j * block, stream, numStates, length));
  const fetching = { heads: [fetchingHead(stream + NUM_MARKS)], bias: new Float64Array(stream) };
  return { values, width: stream + NUM_MARKS, layers: [fetching, { heads, bias: pi }] };
}

/** Re(pole^t z) = Re(pole^t) Re(z) - Im(pole^t) Im(z), each product a head that looks at its own position. */
function agingHeads(
  { pole }: GeometricMode,
  first: number,
  stream: number,
  n: number,
  length: number,
): AttentionHead[] {
  const head = (part: 0 | 1, from: number, sign: number): AttentionHead => {
    const pattern = new Float64Array(length * length);
    for (let t = 0; t < length; t++) pattern[t * length + t] = complexPower(pole, t)[part];
    const values = new Float64Array(stream * n);
    for (let i = 0; i < n; i++) values[(from + i) * n + i] = sign;
    return {
      attention: { kind: "fixed", pattern: { shape: [length, length], data: pattern } },
      values: { shape: [stream, n], data: values },
    };
  };
  const real = head(0, first, 1);
  return pole[1] === 0 ? [real] : [real, head(1, first + n, -1)];
}

function withoutAge(hmm: Hmm, revealed: readonly (Float64Array | null)[], length: number): Plan {
  const { numStates, initialBelief: pi } = hmm;
  const T = transitionMatrix(hmm);
  const E = tokenLaw(hmm).data;
  let silence = 0; // the probability of an uninformative token, the same in all states
  revealed.forEach((belief, token) => {
    if (belief === null) silence += E[token]!;
  });
  const shifts = revealed.map((belief) => {
    if (belief === null) return new Float64Array(numStates);
    let current: Tensor = { shape: [1, numStates], data: belief };
    const mean = new Float64Array(numStates);
    let total = 0;
    for (let age = 0; age < length; age++) {
      const weight = (length - age) * silence ** age; // how often the token is that old, over 1, …, length tokens read
      for (let i = 0; i < numStates; i++) mean[i]! += weight * current.data[i]!;
      total += weight;
      current = matmul(current, T);
    }
    return minus(
      mean.map((sum) => sum / total),
      pi,
    );
  });
  const heads = [fetchingHead(numStates + NUM_MARKS)];
  return { values: (_, token) => shifts[token]!, width: numStates + NUM_MARKS, layers: [{ heads, bias: pi }] };
}

/** The belief after each informative token, whatever came before; null for tokens that tell nothing. */
function revealedBeliefs(hmm: Hmm): (Float64Array | null)[] {
  const { numTokens, numStates, labeledTransitions, name } = hmm;
  const T = transitionMatrix(hmm).data;
  return Array.from({ length: numTokens }, (_, token) => {
    const labeled = labeledTransitions.subarray(token * numStates ** 2, (token + 1) * numStates ** 2);
    const rows = Array.from({ length: numStates }, (_, from) =>
      labeled.subarray(from * numStates, (from + 1) * numStates),
    );
    const sums = rows.map((row) => row.reduce((a, b) => a + b));
    const after = rows.map((row, from) => row.map((entry) => entry / sums[from]!)).filter((_, from) => sums[from]! > 0);
    const first = after[0];
    if (first && after.every((row) => close(row, first))) return first;
    const silent = labeled.every((entry, k) => Math.abs(entry - sums[0]! * T[k]!) < 1e-12);
    if (silent) return null;
    throw new RangeError(
      `informativeTokenCircuit: each token must tell the state or nothing, got token ${token} of ${name}, which tells something`,
    );
  });
}

function close(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) < 1e-12);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function inverseOf([re, im]: readonly [number, number]): readonly [number, number] {
  const square = re * re + im * im;
  return [re / square, -im / square];
}
