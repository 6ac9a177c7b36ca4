import type { Tensor } from "@beliefscope/tensor";
import { checkProper } from "../check-proper.ts";
import { checkTokens, impossibleToken, type SequenceOptions } from "../check-tokens.ts";
import type { Hmm } from "../hmm.ts";

/** What `viterbiPath` finds. */
export type ViterbiPath = {
  /** State after token t, shape [batch, position]; -1 beyond a sequence's length. */
  readonly states: Tensor<Int32Array>;
  /** State before the first token, shape [batch]. */
  readonly initialStates: Int32Array;
  /** log P(path, tokens) in nats, shape [batch]. */
  readonly logProbability: Float64Array;
};

/**
 * The most probable path of hidden states, its start included, by Viterbi's recursion over logarithms.
 *
 *   score_t[to] = max over from of score_{t-1}[from] + log T[w_t, from, to],  score_{-1} = log initialBelief
 *
 * The path is read from its end: the last state is the one of highest score, each state before it the one that scored
 * highest on the way there, and of equal ones that of the lowest index. Scores are rounded sums: of paths that are
 * equally probable by a different order of factors, rounding chooses.
 *
 * @param hmm A proper HMM.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @throws RangeError if the process is generalized (its states have no probabilities), a length or token is out of range,
 *   or a token impossible after those before it (an ImpossibleTokenError, with sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(1, 1, 0, 1), [1, 4]);
 * const path = viterbiPath(even({ p: 0.5 }), words);
 * path.initialStates; // => [0]
 * path.states.data; // => [1, 0, 0, 1]
 * path.logProbability.map(Math.exp); // ≈ [0.0833333]
 * @see Viterbi 1967, "Error bounds for convolutional codes and an asymptotically optimum decoding algorithm"
 */
export function viterbiPath(hmm: Hmm, tokens: Tensor<Int32Array>, options: SequenceOptions = {}): ViterbiPath {
  checkProper("viterbiPath", "hmm", hmm);
  const [batch, length, lengths] = checkTokens("viterbiPath", hmm, tokens, options.lengths);
  const { numStates } = hmm;
  const logTransitions = hmm.labeledTransitions.map((probability) => Math.log(probability));
  const logInitial = hmm.initialBelief.map((probability) => Math.log(probability));
  const states = new Int32Array(batch * length).fill(-1);
  const initialStates = new Int32Array(batch);
  const logProbability = new Float64Array(batch);
  const predecessors = new Int32Array(length * numStates); // [position, to]
  let scores = new Float64Array(numStates); // relative to the best
  let next = new Float64Array(numStates);

  for (let sequence = 0; sequence < batch; sequence++) {
    const count = lengths[sequence]!;
    const start = sequence * length;
    scores.set(logInitial);
    logProbability[sequence] = subtractMaximum(scores);
    for (let t = 0; t < count; t++) {
      const token = tokens.data[start + t]!;
      for (let to = 0; to < numStates; to++) {
        let best = -Infinity;
        let predecessor = 0;
        for (let from = 0; from < numStates; from++) {
          const score = scores[from]! + logTransitions[(token * numStates + from) * numStates + to]!;
          if (score > best) {
            best = score;
            predecessor = from;
          }
        }
        next[to] = best;
        predecessors[t * numStates + to] = predecessor;
      }
      const step = subtractMaximum(next);
      if (step === -Infinity) throw impossibleToken("viterbiPath", sequence, t, token);
      logProbability[sequence]! += step;
      [scores, next] = [next, scores];
    }
    let state = scores.indexOf(0);
    for (let t = count - 1; t >= 0; t--) {
      states[start + t] = state;
      state = predecessors[t * numStates + state]!;
    }
    initialStates[sequence] = state;
  }
  return { states: { shape: [batch, length], data: states }, initialStates, logProbability };
}

/** Subtracts the highest score from all, so that the highest is 0, and returns it; scores that are all -Infinity stay. */
function subtractMaximum(scores: Float64Array): number {
  let maximum = -Infinity;
  for (let state = 0; state < scores.length; state++) maximum = Math.max(maximum, scores[state]!);
  if (maximum === -Infinity) return maximum;
  for (let state = 0; state < scores.length; state++) scores[state]! -= maximum;
  return maximum;
}
