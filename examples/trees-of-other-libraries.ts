// Is it the same process? A mixed-state tree that another library wrote, in its own node order and its own gauge, against
// ours, word by word.
import { matchMixedStates, mixedStateTree, mixedStateTreeFromNpz, mixedStateTreeToNpz } from "@beliefscope/belief";
import { createHmm, type Hmm, moon } from "@beliefscope/hmm-core";

// For want of a file here: the same signed process in other coordinates, b' = b S with the diagonal S, written and read.
const hmm = moon();
const S = [2, -0.5, 3];
const T = hmm.labeledTransitions.map((entry, k) => (entry / S[Math.floor(k / 3) % 3]!) * S[k % 3]!);
const other: Hmm = createHmm({
  labeledTransitions: { shape: [3, 3, 3], data: T },
  initialBelief: hmm.initialBelief.map((entry, i) => entry * S[i]!),
  rightVector: hmm.rightVector!.map((entry, i) => entry / S[i]!),
});
const file = mixedStateTreeToNpz(mixedStateTree(other, { depth: 6 }));

const ours = mixedStateTree(hmm, { depth: 6 });
const theirs = mixedStateTreeFromNpz(file);
for (const gauge of ["same", "linear"] as const) {
  const { words, probability, belief, map } = matchMixedStates(ours, theirs, { gauge });
  console.log(`gauge ${gauge}: ${words.both} words in both, ${words.firstOnly + words.secondOnly} in one only`);
  console.log(`  largest difference of probabilities ${probability.difference.toExponential(1)}`);
  console.log(
    `  largest difference of beliefs ${belief.difference.toExponential(1)}, after [${belief.word.join(" ")}]`,
  );
  if (map) console.log(`  the map: ${Array.from(map.data, (entry) => entry.toFixed(3)).join(" ")}`);
}
