// What can one fixed attention matrix do? Nearly all that linear logits can, for a process whose tokens fade at one rate; less
// where a token should make the model forget; nothing where all pairs of tokens are independent.
import { messN, rrxor, trapN } from "@beliefscope/hmm-core";
import { ladder } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";

const processes = {
  messN: messN({ x: 0.05, a: 0.85, n: 3 }),
  trap: trapN({ x: 0.1, a: 0.25, n: 2 }),
  rrxor: rrxor({ p1: 0.5, p2: 0.5 }),
};
const rungs = ["kgram2", "kgram4", "exp1", "free", "full", "selective"] as const;

console.log("share of what there is to learn that is lost, over 0 to 5 tokens read");
console.log(["".padEnd(6), ...rungs.map((id) => id.padStart(9))].join(" "));
for (const [name, hmm] of Object.entries(processes)) {
  const { rungs: measured } = ladder(hmm, { length: 6, rungs, random: createRandom(1) });
  const cells = measured.map((rung) => ("skipped" in rung ? "–" : (rung.frac ?? 0).toFixed(4)).padStart(9));
  console.log([name.padEnd(6), ...cells].join(" "));
}
