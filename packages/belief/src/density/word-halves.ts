import type { Hmm } from "@beliefscope/hmm-core";
import { wordTree } from "../words/word-tree.ts";

/** Words that end differently and are worked on together, at most, where there are more than one token. */
const ENDINGS = 64;

/** Prefixes that a processor's cache holds, as floats. */
const PREFIX_FLOATS = 10_000;

/** Numbers in a vector of the kernel. */
const LANES = 4;

/**
 * All words of a length, each as a prefix and an ending. What one wants to know of a word's belief is linear in it, so
 *
 *   readout of the word = prefix · (T[ending] R) / sum,   R the readouts of each state, one of them 1 (the sum's)
 *
 * and a few thousand prefixes and endings make millions of words. Floats, scaled so that neither half can underflow.
 */
export type WordHalves = {
  readonly numStates: number;
  /** Columns of R. */
  readonly numReadouts: number;
  readonly numPrefixes: number;
  /** The possible prefixes, shape [prefix, 1 + state]: P(prefix)^beta, then the belief after it. */
  readonly prefixes: Float32Array;
  /** Endings come in blocks of so many, four and four. */
  readonly numGroups: number;
  readonly numBlocks: number;
  /**
   * Writes a block of endings, shape [group, 1 + state · readout, 4]: scale^beta, then T[ending] R / scale. Where there are not
   * four, zeros.
   */
  readonly writeEndings: (block: number, target: Float32Array) => void;
};

/** A matrix divided by its largest entry, [from, to], and the logarithm of that. */
type Scaled = { readonly matrix: Float64Array; readonly log: number };

/**
 * Halves the words of a proper process. The last tokens, which move a belief most, vary fastest within a block, the first ones
 * come next: what is near in time is then spread over a small part of the picture.
 *
 * @param depth Tokens of each word.
 * @param readouts R, shape [state, readout]; column 2 is 1.
 * @param beta To weight words by P(word)^beta.
 */
export function wordHalves(hmm: Hmm, depth: number, readouts: Float64Array, beta: number): WordHalves {
  const { numTokens, numStates: n } = hmm;
  const numReadouts = readouts.length / n;
  const { prefixLength, middleLength, lastLength } = splitLength(hmm, depth);
  const middles = words(hmm, middleLength);
  const lasts = words(hmm, lastLength).map(({ matrix, log }) => ({ matrix: product(matrix, readouts, n), log }));
  const numGroups = Math.ceil(numTokens ** lastLength / LANES);
  const groupSize = LANES * (1 + readouts.length);
  const entries = new Float64Array(readouts.length);
  return {
    numStates: n,
    numReadouts,
    ...prefixRows(hmm, prefixLength, beta),
    numGroups,
    numBlocks: middles.length,
    writeEndings: (block, target) => {
      const middle = middles[block]!;
      target.fill(0);
      lasts.forEach((last, ending) => {
        multiply(middle.matrix, last.matrix, n, entries);
        let scale = 0;
        for (let from = 0; from < n; from++) scale = Math.max(scale, entries[from * numReadouts + 2]!);
        if (scale === 0) return;
        const start = Math.floor(ending / LANES) * groupSize + (ending % LANES);
        target[start] = beta === 0 ? 1 : Math.exp(beta * (middle.log + last.log + Math.log(scale)));
        for (let k = 0; k < entries.length; k++) target[start + LANES * (1 + k)] = entries[k]! / scale;
      });
    },
  };
}

function splitLength({ numTokens, numStates }: Hmm, depth: number) {
  let lastLength = Math.min(depth, 1);
  while (lastLength < depth && numTokens ** (lastLength + 1) <= ENDINGS) lastLength++;
  const rest = depth - lastLength;
  let prefixLength = Math.ceil(rest / 2);
  while (prefixLength < rest && numTokens ** (prefixLength + 1) * (1 + numStates) <= PREFIX_FLOATS) prefixLength++;
  return { prefixLength, middleLength: rest - prefixLength, lastLength };
}

function prefixRows(hmm: Hmm, length: number, beta: number): Pick<WordHalves, "prefixes" | "numPrefixes"> {
  const n = hmm.numStates;
  const { levelStart, probability, beliefs } = wordTree(hmm, length);
  const rows = new Float32Array((levelStart[length + 1]! - levelStart[length]!) * (1 + n));
  let numPrefixes = 0;
  for (let node = levelStart[length]!; node < levelStart[length + 1]!; node++) {
    if (probability[node] === 0) continue;
    const row = numPrefixes++ * (1 + n);
    rows[row] = probability[node]! ** beta;
    for (let state = 0; state < n; state++) rows[row + 1 + state] = beliefs.data[node * n + state]!;
  }
  return { prefixes: rows.subarray(0, numPrefixes * (1 + n)), numPrefixes };
}

/** T[word] for all words of a length, in order. */
function words({ numTokens, numStates: n, labeledTransitions }: Hmm, length: number): readonly Scaled[] {
  const identity = Float64Array.from({ length: n * n }, (_, k) => Number(k % (n + 1) === 0));
  let level: readonly Scaled[] = [{ matrix: identity, log: 0 }];
  for (let k = 0; k < length; k++) {
    level = level.flatMap((word) =>
      Array.from({ length: numTokens }, (_, token) => {
        const T = labeledTransitions.subarray(token * n * n, (token + 1) * n * n);
        const matrix = product(word.matrix, T, n);
        const largest = matrix.reduce((most, entry) => Math.max(most, entry), 0);
        if (largest === 0) return { matrix, log: 0 };
        return { matrix: matrix.map((entry) => entry / largest), log: word.log + Math.log(largest) };
      }),
    );
  }
  return level;
}

/** A [n, n] times B [n, columns]. */
function product(A: Float64Array, B: Float64Array, n: number): Float64Array {
  const C = new Float64Array(B.length);
  multiply(A, B, n, C);
  return C;
}

function multiply(A: Float64Array, B: Float64Array, n: number, C: Float64Array): void {
  const columns = B.length / n;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < columns; k++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += A[i * n + j]! * B[j * columns + k]!;
      C[i * columns + k] = sum;
    }
  }
}
