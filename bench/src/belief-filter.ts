import { filterBeliefs } from "@beliefscope/belief";
import { mess3, sampleTokens } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { Matrix } from "ml-matrix";
import { type Contest } from "./measure.ts";

const hmm = mess3({ x: 0.05, a: 0.85 });
const tokens = sampleTokens(hmm, { batch: 20, length: 5000, random: createRandom(1) });

/** Filtering long sequences of mess3: ours, and the update written with a matrix library. */
export const beliefFilter: Contest = {
  title: "Beliefs of a 3-state process along 20 sequences of 5000 tokens",
  count: tokens.data.length,
  unit: "token",
  contestants: [
    { name: "@beliefscope/belief filterBeliefs", run: () => filterBeliefs(hmm, tokens).beliefs.data },
    { name: "the same update with ml-matrix", run: filterWithMatrices },
  ],
};

function filterWithMatrices(): Float64Array {
  const { numStates, numTokens, labeledTransitions, initialBelief } = hmm;
  const [batch, length] = tokens.shape as [number, number];
  const transitions = Array.from({ length: numTokens }, (_, token) => {
    const start = token * numStates * numStates;
    return Matrix.from1DArray(numStates, numStates, [
      ...labeledTransitions.subarray(start, start + numStates * numStates),
    ]);
  });
  const beliefs = new Float64Array(batch * length * numStates);
  for (let sequence = 0; sequence < batch; sequence++) {
    let belief = Matrix.rowVector([...initialBelief]);
    for (let row = sequence * length; row < (sequence + 1) * length; row++) {
      const joint = belief.mmul(transitions[tokens.data[row]!]!);
      belief = joint.div(joint.sum());
      beliefs.set(belief.to1DArray(), row * numStates);
    }
  }
  return beliefs;
}
