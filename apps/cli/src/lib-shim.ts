// TEMPORARY: until main has these
import { forwardStep, type Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";

export class ImpossibleTokenError extends RangeError {
  readonly sequence: number;
  readonly position: number;
  readonly token: number;
  constructor(sequence: number, position: number, token: number) {
    super("impossible");
    this.sequence = sequence;
    this.position = position;
    this.token = token;
  }
}

export function tokenSampler(hmm: Hmm, random: Random): (count: number) => Int32Array {
  const { numTokens, numStates, labeledTransitions, initialBelief } = hmm;
  const cumulate = (w: Float64Array): Float64Array => {
    for (let i = 1; i < w.length; i++) w[i]! += w[i - 1]!;
    return w;
  };
  const draw = (c: Float64Array): number => {
    const threshold = random.uniform() * c[c.length - 1]!;
    let low = 0;
    let high = c.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (c[middle]! > threshold) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const start = cumulate(initialBelief.slice());
  const moves = Array.from({ length: numStates }, (_, from) =>
    cumulate(
      Float64Array.from({ length: numTokens * numStates }, (_u, move) => {
        const token = Math.floor(move / numStates);
        return labeledTransitions[(token * numStates + from) * numStates + (move % numStates)]!;
      }),
    ),
  );
  let state = -1;
  return (count) => {
    const tokens = new Int32Array(count);
    if (state < 0) state = draw(start);
    for (let position = 0; position < tokens.length; position++) {
      const move = draw(moves[state]!);
      tokens[position] = Math.floor(move / numStates);
      state = move % numStates;
    }
    return tokens;
  };
}

export function filterBeliefs(
  hmm: Hmm,
  tokens: Tensor<Int32Array>,
  { from }: { from?: Tensor | undefined } = {},
): { beliefs: Tensor; finalBeliefs: Tensor; logLikelihood: Float64Array } {
  const [batch, length] = tokens.shape as [number, number];
  const { numStates, initialBelief } = hmm;
  const data = new Float64Array(batch * length * numStates);
  const logLikelihood = new Float64Array(batch);
  for (let position = 0; position < length; position++) {
    const token = tokens.data[position]!;
    const target = position * numStates;
    const probability =
      position === 0
        ? forwardStep(hmm, from?.data ?? initialBelief, 0, token, data, target)
        : forwardStep(hmm, data, target - numStates, token, data, target);
    if (probability === 0) throw new ImpossibleTokenError(0, position, token);
    logLikelihood[0]! += Math.log(probability);
  }
  return {
    beliefs: { shape: [batch, length, numStates], data },
    finalBeliefs: { shape: [1, numStates], data: data.slice(-numStates) },
    logLikelihood,
  };
}
