import { type LoadedKernel, kernelLoader, layOutMemory } from "@beliefscope/tensor/wasm";
import { checkTokens } from "../check-tokens.ts";
import { type ForwardPass, stepForward } from "./forward-recursion.ts";
import { forwardKernel } from "../gen/forward-kernel.ts";
import { kernelTransitions } from "./kernel-transitions.ts";

type ForwardExports = {
  areBelow(tokens: number, count: number, bound: number): number;
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
};

const loadKernel = kernelLoader<ForwardExports>(forwardKernel);

/** Numbers that pass through the kernel's memory at once: 3 MB, from where on copies out of it are written past the caches. */
const PIECE = 393_216;

/** Below so many multiplications setting the kernel up takes longer than the work. */
const FEW = 2_000;

/**
 * The forward recursion by the kernel: short sequences several at a time, long ones piece by piece.
 *
 * What the kernel gives back, since a token is impossible or so improbable that its sums may have lost digits, is done again
 * in plain steps, which settle the matter.
 *
 * @returns log P(tokens) of each sequence in nats, shape [batch]; or null where the kernel can't run or is not worth it.
 * @throws RangeError if a token is out of range, or impossible after those before it.
 */
export function kernelForward(pass: ForwardPass): Float64Array | null {
  const { hmm, tokens, lengths } = pass;
  const numRead = lengths.reduce((sum, count) => sum + count, 0);
  if (hmm.rightVector || numRead * hmm.numStates ** 2 < FEW) return null;
  const kernel = loadKernel();
  if (kernel === null) return null;
  const length = tokens.shape[1]!;
  const capacity = Math.max(1, Math.floor(PIECE / hmm.numStates)); // tokens
  const runPiece = pieceRunner(kernel, pass, Math.min(capacity, tokens.data.length));
  const logLikelihood = new Float64Array(lengths.length);
  const together = Math.max(1, Math.floor(capacity / length));
  for (let sequence = 0; sequence < lengths.length; sequence += together) {
    const end = Math.min(sequence + together, lengths.length);
    for (let begin = 0; begin < length; begin += capacity) {
      runPiece(sequence, end, begin, Math.min(begin + capacity, length), logLikelihood);
    }
  }
  return logLikelihood;
}

/** Reads positions [begin, end) of sequences [first, last), of one sequence or of whole ones. */
type RunPiece = (first: number, last: number, begin: number, end: number, logLikelihood: Float64Array) => void;

function pieceRunner({ exports, memory }: LoadedKernel<ForwardExports>, pass: ForwardPass, capacity: number): RunPiece {
  const { caller, hmm, tokens, lengths, finalBeliefs, beliefs } = pass;
  const { numStates } = hmm;
  const transitions = kernelTransitions(hmm);
  const length = tokens.shape[1]!;
  const arrays = layOutMemory(memory, {
    T: [Float64Array, transitions.T.length],
    tokens: [Int32Array, capacity],
    carried: [Float64Array, 2 * numStates],
    last: [Float64Array, numStates + 2], // the belief, the sum and the exponent
    out: [Float64Array, beliefs ? capacity * numStates : 0],
  });
  arrays.T.set(transitions.T);
  return (first, last, begin, end, logLikelihood) => {
    const source = first * length + begin;
    const width = end - begin;
    const numRead = (last - first) * width;
    arrays.tokens.set(tokens.data.subarray(source, source + numRead));
    if (!exports.areBelow(arrays.tokens.byteOffset, numRead, hmm.numTokens)) {
      checkTokens(caller, hmm, tokens, lengths); // does not mind what lies behind a sequence's end
    }
    for (let sequence = first; sequence < last; sequence++) {
      const count = Math.min(lengths[sequence]! - begin, width);
      if (count <= 0) continue;
      const row = (sequence - first) * width;
      const final = finalBeliefs.subarray(sequence * numStates, (sequence + 1) * numStates);
      arrays.carried.set(final);
      const { T, tokens: read, carried, out, last: after } = arrays;
      const target = beliefs ? out.byteOffset + 8 * row * numStates : 0;
      const isDone = exports.forward(
        numStates,
        T.byteOffset,
        transitions.numPaired,
        read.byteOffset + 4 * row,
        count,
        carried.byteOffset,
        target,
        after.byteOffset,
      );
      if (isDone) {
        final.set(after.subarray(0, numStates));
        logLikelihood[sequence]! += Math.log(after[numStates]!) - after[numStates + 1]! * Math.LN2;
        beliefs?.set(out.subarray(row * numStates, (row + count) * numStates), (sequence * length + begin) * numStates);
      } else logLikelihood[sequence]! += stepForward(pass, sequence, begin, begin + count);
    }
  };
}
