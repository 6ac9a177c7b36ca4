// Which process is this? Two presentations may have the same words; two that look alike may not.
import {
  circle3,
  createHmm,
  equivalentProcesses,
  type Hmm,
  identifyProcess,
  mess3,
  messN,
  minimalRealization,
  processChecks,
} from "@beliefscope/hmm-core";

// Found somewhere, without a name: four states, of which two pairs have the same future.
const nameless = createHmm({
  labeledTransitions: [
    [[0.1, 0.6, 0, 0], [0.35, 0.35, 0, 0], [0.3, 0.7, 0, 0], [1, 0, 0, 0]],
    [[0, 0, 0.2, 0.1], [0, 0, 0.3, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
  ],
}); // prettier-ignore

const found = identifyProcess(nameless);
if (found.id === null) throw new Error("expected a registered process");
console.log(`the nameless one: ${found.id} ${JSON.stringify(found.params)}, by ${found.how.join(", ")}`);
console.log(`  its states are its states ${found.relabelling.states?.join(", ") ?? "of nothing"}`);
const { irreducible, period, unifilar } = processChecks(nameless);
console.log(`  irreducible: ${irreducible ?? "?"}, period ${period ?? "none"}, unifilar: ${unifilar ?? "?"}`);
console.log(`  4 states, of which its words need ${minimalRealization(nameless).numStates}`);

const compare = (what: string, a: Hmm, b: Hmm): void => {
  const verdict = equivalentProcesses(a, b);
  const why = verdict.equivalent
    ? "the same words"
    : `P(${verdict.witness.join(" ")}) is ${verdict.probabilities.map((p) => p.toFixed(4)).join(" or ")}`;
  console.log(`${what}: ${why}`);
};
compare("mess3 emits on arrival, messN on departure", mess3(), messN({ n: 3 }));
compare("circle3 is messN in a rotating frame", circle3(), messN({ n: 3 }));
