// The filter as one would write it with a matrix library, on the first tokens only.
import { Matrix } from "ml-matrix";
import { readInput, serve } from "./program.mjs";

const { hmm, tokens } = readInput();
const { numStates, numTokens, labeledTransitions, initialBelief } = hmm;
const count = Number(process.argv[3]);

const transitions = Array.from({ length: numTokens }, (_, token) => {
  const start = token * numStates ** 2;
  return Matrix.from1DArray(numStates, numStates, [...labeledTransitions.subarray(start, start + numStates ** 2)]);
});

await serve(() => {
  const beliefs = new Float64Array(count * numStates);
  let belief = Matrix.rowVector([...initialBelief]);
  for (let position = 0; position < count; position++) {
    const joint = belief.mmul(transitions[tokens.data[position]]);
    belief = joint.div(joint.sum());
    beliefs.set(belief.to1DArray(), position * numStates);
  }
  return [beliefs];
});
