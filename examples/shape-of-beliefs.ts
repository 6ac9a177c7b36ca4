// How many dimensions do beliefs fill? As a measure, which the loss sees, and as a set, which the eye sees; and how fast two
// nearby beliefs come together. An upper bound of D1 is marked by <=; a sampled number has its error.
import { beliefDimension } from "@beliefscope/belief";
import { blochWalk, cantor, mess3, sierpinski, sns, trap2, z1r } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

const show = ({ value, error }: { readonly value: number | null; readonly error: number | null }): string =>
  (value === null ? "-" : error! < 1e-9 ? value.toFixed(3) : `${value.toFixed(3)} ± ${error!.toFixed(3)}`).padEnd(15);

console.log("process          D1 (formula)       D1 (sampled)    D2 (sampled)    D0 (support)    Lyapunov exponents");
for (const [name, hmm] of [
  ["z1r", z1r()],
  ["trap2", trap2({ x: 0.1, a: 0.25 })],
  ["sns(.5, .5)", sns({ p: 0.5, q: 0.5 })], // countably many beliefs whose closure has dimension 1/2
  ["cantor(3)", cantor({ s: 3 })],
  ["sierpinski(2)", sierpinski()],
  ["mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 })],
  ["mess3(.15, .6)", mess3({ x: 0.15, a: 0.6 })],
  ["bloch_walk", blochWalk()], // pure states: a circle
] as const) {
  const { information, measuredInformation, correlation, support, lyapunov } = beliefDimension(hmm, {
    random: createRandom(1),
    points: 10_000,
  });
  const exponents = lyapunov!.map(({ nats }) => nats.toFixed(3)).join("  ");
  console.log(
    `${name.padEnd(16)} ${information.upperBoundOnly ? "<=" : "  "} ${show(information)} ${show(measuredInformation)} ${show(correlation)} ${show(support)} ${exponents}`,
  );
}
