// How random is a process? Exact where its beliefs are finitely many, else between bounds that anyone can check.
import {
  blockEntropies,
  conditionalEntropies,
  entropyRate,
  entropyRateBounds,
  meanOptimalLossBounds,
  synchronizationInformation,
} from "@beliefscope/belief";
import { even, type Hmm, leakyRrxor, mess3, minimalRealization } from "@beliefscope/hmm-core";

const nats = (values: Iterable<number>): string => Array.from(values, (h) => h.toFixed(5)).join("  ");

const show = (name: string, hmm: Hmm): void => {
  const { lower, upper, exact, method } = entropyRate(hmm);
  const rate = exact ? `= ${upper.toFixed(9)}` : `in [${lower?.toFixed(9) ?? "?"}, ${upper.toFixed(9)}]`;
  console.log(`${name}: entropy rate ${rate} nats (${method})`);
};
show("even", even());
show("mess3", mess3());
show("leaky_rrxor", leakyRrxor());
show("mess3 in a signed form, which has no hidden states to condition on", minimalRealization(mess3()));

const hmm = mess3({ x: 0.05, a: 0.85 });
console.log(`words of 0 ... 5 tokens     ${nats(blockEntropies(hmm, 5))}`);
const { myopic, givenStart } = conditionalEntropies(hmm, 5);
console.log(`next token, 0 ... 5 read    ${nats(myopic)}`);
console.log(`the same, the start known   ${nats(givenStart!)}`);
const wide = entropyRateBounds(hmm, { length: 5 });
console.log(`so the rate lies in         ${nats([wide.lower!, wide.upper])}`);
const long = meanOptimalLossBounds(hmm, [0, 1023]);
console.log(`best mean loss, 1024 tokens ${nats([long.lower!, long.upper])} (one by one up to ${long.exactThrough})`);

console.log(
  `until even's state is known, its uncertainty adds up to ${synchronizationInformation(even()).nats!.toFixed(5)}`,
);
console.log(`until mess3's is: ${synchronizationInformation(hmm).reason!}`);
