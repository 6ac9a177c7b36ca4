// Three ways from one mess3 to another: by its matrices, by their logarithms, and by its parameters.
import { entropyRateBounds } from "@beliefscope/belief";
import { interpolateHmm, interpolateProcess, mess3 } from "@beliefscope/hmm-core";

const [from, to] = [
  { x: 0.05, a: 0.85 },
  { x: 0.15, a: 0.6 },
];
const entropy = (hmm: ReturnType<typeof mess3>): string => entropyRateBounds(hmm, { length: 8 }).upper.toFixed(5);

console.log("   t   entropy rate (upper bound, nats a token): linear, logit, parameters");
for (const t of [0, 0.25, 0.5, 0.75, 1]) {
  const linear = interpolateHmm(mess3(from), mess3(to), t, { path: "linear" });
  const logit = interpolateHmm(mess3(from), mess3(to), t, { path: "logit" });
  const { hmm } = interpolateProcess("mess3", from, to, t);
  console.log(`${t.toFixed(2)}   ${[linear, logit, hmm].map(entropy).join("   ")}`);
}
