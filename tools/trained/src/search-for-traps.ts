// Where does remembering the last token that said something beat every fixed filter? A search over random processes whose
// third token is common and says little. Usage: npm run example tools/trained/src/search-for-traps.ts [processes] [length] [--json]
import { wordEnsemble } from "@beliefscope/belief";
import { factorTransitionEmission, fromTransitionEmission, type Hmm, tokenLaw, trapN } from "@beliefscope/hmm-core";
import { ladder } from "@beliefscope/studies";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom, type Random } from "@beliefscope/tensor/random";

const SILENT = 2;
const numbers = process.argv.slice(2).filter((argument) => argument !== "--json");
const [count, length] = [Number(numbers[0] ?? 200), Number(numbers[1] ?? 7)];

/** Between two bounds, uniform in the logarithm. */
const between = (random: Random, low: number, high: number): number => low * (high / low) ** random.uniform();

/** 2 or 3 states that switch rarely; tokens 0 and 1 are rare and tell states 0 and 1 (with some leak), token 2 is common. */
function randomTrap(random: Random): Hmm {
  const n = 2 + random.integer(2);
  const transition = Array.from({ length: n }, (_, from) => {
    const leave = between(random, 0.005, 0.3);
    const shares = Array.from({ length: n }, (_, to) => (to === from ? 0 : random.uniform()));
    const total = shares.reduce((a, b) => a + b);
    return shares.map((share, to) => (to === from ? 1 - leave : (leave * share) / total));
  });
  const emission = Array.from({ length: n }, (_, state) => {
    const own = between(random, 0.05, 0.5);
    const leak = between(random, 0.001, 0.05);
    const law = [0, 1].map((token) => (token === state ? own : leak));
    return [...law, 1 - law[0]! - law[1]!];
  });
  return fromTransitionEmission(transition, emission, { emitOn: "departure" });
}

/** Regret of the best predictor that knows only the last token other than SILENT, and its age; k = 0, …, length - 1. */
function mostRecentRegret(hmm: Hmm): number {
  const { prefixes } = wordEnsemble(hmm, length - 1);
  const { numStates, numTokens } = hmm;
  const readout = tokenLaw(hmm).data;
  const law = (node: number): number[] =>
    Array.from({ length: numTokens }, (_, token) => {
      let sum = 0;
      for (let s = 0; s < numStates; s++) {
        sum += prefixes.beliefs.data[node * numStates + s]! * readout[s * numTokens + token]!;
      }
      return sum;
    });
  const groups = new Map<string, { mass: number; law: number[]; nodes: number[] }>();
  const keys: { token: number; age: number }[] = [];
  for (let node = 0; node < prefixes.length.length; node++) {
    const token = prefixes.lastToken[node]!;
    const before = keys[prefixes.parent[node]!] ?? { token: -1, age: -1 };
    const key = token === SILENT || node === 0 ? { token: before.token, age: before.age + 1 } : { token, age: 0 };
    keys.push(key);
    const name = `${key.token} ${key.age}`;
    const group = groups.get(name) ?? { mass: 0, law: Array.from({ length: numTokens }, () => 0), nodes: [] };
    group.mass += prefixes.probability[node]!;
    law(node).forEach((value, i) => (group.law[i]! += prefixes.probability[node]! * value));
    group.nodes.push(node);
    groups.set(name, group);
  }
  let regret = 0;
  for (const { mass, law: sum, nodes } of groups.values()) {
    for (const node of nodes) {
      law(node).forEach((p, i) => {
        if (p > 0) regret += prefixes.probability[node]! * p * Math.log((p * mass) / sum[i]!);
      });
    }
  }
  return regret / length;
}

function regrets(hmm: Hmm, rungs: ("full" | "norm" | "normres")[]): (number | null)[] {
  const measured = ladder(hmm, { length, rungs, random: createRandom(1) });
  return measured.rungs.map((rung) => ("skipped" in rung ? null : rung.regret));
}

function rows({ shape, data }: Tensor): number[][] {
  const [height, width] = [shape[0]!, shape[1]!];
  return Array.from({ length: height }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
}

/** What is lost by the best linear logits and by the most recent informative token, and the gap, in nats. */
function measure(hmm: Hmm): Record<"gap" | "full" | "mostRecent" | "natsGained" | "shareGained", number> {
  const { unigramLoss, optimalLoss } = ladder(hmm, { length, rungs: [], random: createRandom(1) });
  const [full] = regrets(hmm, ["full"]);
  const [gap, mostRecent] = [unigramLoss - optimalLoss, mostRecentRegret(hmm)];
  const natsGained = full! - mostRecent;
  return { gap, full: full!, mostRecent, natsGained, shareGained: natsGained / gap };
}

/** What is lost by the best softmax attention matrix with a norm, and with a residual as well, in nats: best of a few starts. */
function withNorm(hmm: Hmm): { norm: number | null; normres: number | null } {
  const [norm, normres] = regrets(hmm, ["norm", "normres"]);
  return { norm: norm!, normres: normres! };
}

const random = createRandom(1);
const candidates: [string, Hmm][] = [
  ["trap2(.1)", trapN({ x: 0.1, a: 0.25, n: 2 })],
  ["trap2(.01)", trapN({ x: 0.01, a: 0.25, n: 2 })],
  ...Array.from({ length: count }, (_, seed): [string, Hmm] => [`random ${seed}`, randomTrap(random.split(seed))]),
];
const measured = candidates.map(([name, hmm]) => ({ name, hmm, states: hmm.numStates, ...measure(hmm) }));
const byShare = measured.toSorted((a, b) => b.shareGained - a.shareGained);
const byNats = measured.toSorted((a, b) => b.natsGained - a.natsGained);
const shown = [...new Set([...byShare.slice(0, 5), ...byNats.slice(0, 5), ...measured.slice(0, 2)])];
const closeLooks = shown.map(({ hmm, ...rest }) => {
  const { transition, emission } = factorTransitionEmission(hmm)!;
  return { ...rest, ...withNorm(hmm), transition: rows(transition), emission: rows(emission) };
});
if (process.argv.includes("--json")) {
  const command = `npm run --silent example tools/trained/src/search-for-traps.ts ${count} ${length} -- --json`;
  const processes = byShare.map(({ hmm: _, ...rest }) => rest);
  const [share, nats] = [byShare, byNats].map((order) => order[0]!.name);
  console.log(JSON.stringify({ command, length, winners: { share, nats }, closeLooks, processes }, null, 1));
} else {
  console.log(
    `regrets in nats over 0 to ${length - 1} tokens read: best linear logits, last informative token and its age,`,
  );
  console.log(
    "one softmax matrix with a norm, and a residual; the gap; by share of the gap gained, by nats, and two known ones",
  );
  for (const { name, states, full, mostRecent, norm, normres, gap } of closeLooks) {
    const cells = [full, mostRecent, norm, normres, gap].map((value) => (value?.toFixed(6) ?? "–").padStart(9));
    console.log([name.padEnd(10), `${states} states`, ...cells].join("  "));
  }
}
