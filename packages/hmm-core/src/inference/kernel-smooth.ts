import { kernelLoader, layOutMemory, type LoadedKernel } from "@beliefscope/tensor/wasm";
import { smoothKernel } from "../gen/smooth-kernel.ts";
import { kernelTransitions } from "./kernel-transitions.ts";
import type { SmoothPass } from "./smooth-recursion.ts";

type SmoothExports = {
  forward(
    n: number,
    T: number,
    numPaired: number,
    tokens: number,
    count: number,
    carried: number,
    out: number,
    last: number,
  ): number;
  backward(
    n: number,
    transposed: number,
    tokens: number,
    count: number,
    before: number,
    beta: number,
    pairs: number,
    smoothed: number,
  ): number;
};

const loadKernel = kernelLoader<SmoothExports>(smoothKernel);

/** Numbers of a piece's beliefs: as many as a processor's cache holds or, where filtering again costs more than memory, 32 MB. */
const PIECE = 65_536;
const LARGE_PIECE = 4_194_304;
const FEW_STATES = 4;

/** Below so many multiplications setting the kernel up takes longer than the work. */
const FEW = 2_000;

/**
 * Forward and back by the kernel. A long sequence is first filtered to the end, keeping the belief at the start of each
 * piece, then smoothed piece by piece from the last, each filtered again: memory does not grow with its length.
 *
 * @returns log P(tokens) of each sequence in nats, shape [batch]; or null where the kernel can't run, is not worth it, or
 *   leaves its range (as at an impossible token), and all is to be done in plain steps.
 */
export function kernelSmooth(pass: SmoothPass): Float64Array | null {
  const { hmm, lengths } = pass;
  const numRead = lengths.reduce((sum, count) => sum + count, 0);
  if (numRead * hmm.numStates ** 2 < FEW) return null;
  const kernel = loadKernel();
  if (kernel === null) return null;
  const { smooth, transitions } = sequenceSmoother(kernel, pass);
  const logLikelihood = new Float64Array(lengths.length);
  for (let sequence = 0; sequence < lengths.length; sequence++) {
    const nats = smooth(sequence);
    if (nats === null) return null;
    logLikelihood[sequence] = nats;
  }
  const { labeledTransitions } = hmm;
  pass.transitions?.forEach((_, move, target) => {
    target[move] = labeledTransitions[move]! * transitions[move]!;
  });
  return logLikelihood;
}

/** Smooths sequences one by one, adding up their `transitions` (still to be multiplied by T); null where it can't. */
type SequenceSmoother = { readonly smooth: (sequence: number) => number | null; readonly transitions: Float64Array };

function sequenceSmoother({ exports, memory }: LoadedKernel<SmoothExports>, pass: SmoothPass): SequenceSmoother {
  const { hmm, tokens, lengths, beliefs, initialBeliefs } = pass;
  const { numStates: n, numTokens, labeledTransitions } = hmm;
  const length = tokens.shape[1]!;
  const capacity = Math.min(Math.max(1, Math.floor((n > FEW_STATES ? LARGE_PIECE : PIECE) / n)), length); // tokens of a piece
  const size = labeledTransitions.length;
  const transitions = kernelTransitions(hmm);
  const arrays = layOutMemory(memory, {
    T: [Float64Array, transitions.T.length],
    transposed: [Float64Array, size],
    pairs: [Float64Array, pass.transitions ? size : 0],
    tokens: [Int32Array, capacity],
    carried: [Float64Array, 2 * n],
    last: [Float64Array, n + 2], // the belief, the sum and the exponent
    filtered: [Float64Array, (capacity + 1) * n], // the belief before the piece, then after each token
    beta: [Float64Array, 2 * n],
    smoothed: [Float64Array, beliefs ? capacity * n : 0],
  });
  const { last, filtered, beta, smoothed } = arrays;
  arrays.T.set(transitions.T);
  arrays.pairs.fill(0);
  for (let token = 0; token < numTokens; token++) {
    for (let from = 0; from < n; from++) {
      for (let to = 0; to < n; to++) {
        arrays.transposed[(token * n + to) * n + from] = labeledTransitions[(token * n + from) * n + to]!;
      }
    }
  }
  const at = (array: { readonly byteOffset: number; readonly length: number }): number =>
    array.length === 0 ? 0 : array.byteOffset;

  const filter = (sequence: number, begin: number, end: number, from: Float64Array, out: number): boolean => {
    const first = sequence * length;
    arrays.tokens.set(tokens.data.subarray(first + begin, first + end));
    arrays.carried.set(from);
    filtered.set(from);
    return Boolean(
      exports.forward(
        n,
        at(arrays.T),
        transitions.numPaired,
        at(arrays.tokens),
        end - begin,
        at(arrays.carried),
        out,
        at(last),
      ),
    );
  };

  const smooth = (sequence: number): number | null => {
    const count = lengths[sequence]!;
    const initial = initialBeliefs.subarray(sequence * n, (sequence + 1) * n);
    initial.set(hmm.initialBelief);
    if (count === 0) return 0;
    const numPieces = Math.ceil(count / capacity);
    const starts = [hmm.initialBelief];
    let logLikelihood = 0;
    for (let piece = 0; piece < numPieces; piece++) {
      const [begin, end] = [piece * capacity, Math.min((piece + 1) * capacity, count)];
      const out = piece === numPieces - 1 ? at(filtered) + 8 * n : 0; // the last piece is smoothed at once
      if (!filter(sequence, begin, end, starts[piece]!, out)) return null;
      starts.push(last.slice(0, n));
      logLikelihood += Math.log(last[n]!) - last[n + 1]! * Math.LN2;
    }
    beliefs?.set(starts[numPieces]!, (sequence * length + count - 1) * n);
    beta.fill(1);
    for (let piece = numPieces - 1; piece >= 0; piece--) {
      const [begin, end] = [piece * capacity, Math.min((piece + 1) * capacity, count)];
      if (piece < numPieces - 1 && !filter(sequence, begin, end, starts[piece]!, at(filtered) + 8 * n)) return null;
      const isDone = exports.backward(
        n,
        at(arrays.transposed),
        at(arrays.tokens),
        end - begin,
        at(filtered),
        at(beta),
        at(arrays.pairs),
        at(smoothed),
      );
      if (!isDone) return null;
      const skipped = begin === 0 ? 1 : 0; // the belief before the first token
      beliefs?.set(smoothed.subarray(skipped * n, (end - begin) * n), (sequence * length + begin - 1 + skipped) * n);
      rescale(beta, n, starts[piece]!);
    }
    for (let state = 0; state < n; state++) initial[state]! *= beta[state]!;
    return logLikelihood;
  };
  return { smooth, transitions: arrays.pairs };
}

/** Scales beta so that belief · beta = 1. */
function rescale(beta: Float64Array, n: number, belief: Float64Array): void {
  let sum = 0;
  for (let state = 0; state < n; state++) sum += belief[state]! * beta[state]!;
  for (let state = 0; state < n; state++) beta[state]! /= sum;
}
