import "@beliefscope/testkit";
import { filterBeliefs, optimalLossByTokensRead, wordEnsemble } from "@beliefscope/belief";
import { fromTransitionEmission, type Hmm, mess3, trapN } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { informativeTokenCircuit } from "./informative-token-circuit.ts";
import { runAttention } from "./run-attention.ts";

/** Three states that move on in a circle, each with a token of its own; T has complex eigenvalues. */
const circlingTrap = fromTransitionEmission(
  [[0.2, 0.7, 0.1], [0.1, 0.2, 0.7], [0.7, 0.1, 0.2]], // prettier-ignore
  [[0.3, 0, 0, 0.7], [0, 0.3, 0, 0.7], [0, 0, 0.3, 0.7]], // prettier-ignore
  { emitOn: "departure" },
);

/** The mean over k = 1, …, length - 1 of the loss minus the optimal one. */
function regret(hmm: Hmm, length: number, age: boolean): number {
  const { words, prefixes } = wordEnsemble(hmm, length);
  const { predictions } = runAttention(informativeTokenCircuit(hmm, { length: length - 1, age }), {
    shape: [words.shape[0]!, length - 1],
    data: words.data.filter((_, i) => i % length < length - 1),
  });
  let loss = 0;
  for (let node = 1; node < prefixes.parent.length; node++) {
    const k = prefixes.length[node]! - 1; // the tokens read before the last one
    if (k < 1) continue;
    const row = prefixes.wordIndex[node]! * (length - 1) + k - 1;
    loss -= prefixes.probability[node]! * Math.log(predictions.data[row * hmm.numTokens + prefixes.lastToken[node]!]!);
  }
  const optimal = optimalLossByTokensRead(hmm, length - 1).subarray(1);
  return (loss - optimal.reduce((a, b) => a + b)) / (length - 1);
}

describe("informativeTokenCircuit(hmm, { length, age })", () => {
  it.each([
    ["trapN(.1, .25, 2)", trapN({ x: 0.1, a: 0.25, n: 2 })],
    ["trapN(.05, .4, 3)", trapN({ x: 0.05, a: 0.4, n: 3 })],
    ["a trap that circles", circlingTrap],
  ])("with age is exactly the Bayes filter of %s", (_, hmm) => {
    const { words } = wordEnsemble(hmm, 6);
    const circuit = informativeTokenCircuit(hmm, { length: 6, age: true });
    expect(circuit.layers.length).toBe(2);
    const { streams } = runAttention(circuit, words);
    expect(streams.at(-1)!.data).toBeCloseToArray(filterBeliefs(hmm, words).beliefs.data, { atol: 1e-13 });
    expect(Math.abs(regret(hmm, 6, true))).toBeLessThan(1e-13); // a sum over thousands of words
  });

  it("without age predicts by the mean law after each token, which the age would tell apart", () => {
    // by hand for length 2 of trap2(.1, .25): after "0", or "0" then silence (.75), seen from lengths 1 and 2
    const hmm = trapN({ x: 0.1, a: 0.25, n: 2 });
    const circuit = informativeTokenCircuit(hmm, { length: 2, age: false });
    expect(circuit.layers.length).toBe(1);
    const { streams } = runAttention(circuit, { shape: [1, 2], data: Int32Array.of(0, 2) });
    const mean = (2 * 0.9 + 0.75 * 0.82) / 2.75;
    expect(streams.at(-1)!.data).toBeCloseToArray([mean, 1 - mean, mean, 1 - mean], { atol: 1e-14 });
  });

  it("without age loses more the faster states switch", () => {
    const [rare, often] = [0.01, 0.1].map((x) => regret(trapN({ x, a: 0.25, n: 2 }), 8, false));
    expect(rare).toBeGreaterThan(0);
    expect(rare).toBeLessThan(often! / 5);
  });

  it("needs tokens that tell all or nothing, and a stationary start", () => {
    expect(() => informativeTokenCircuit(mess3({ x: 0.05, a: 0.85 }), { length: 3, age: true })).toThrow(
      /^informativeTokenCircuit: each token must tell the state or nothing, got token 0 of mess3/,
    );
    const hmm = { ...trapN({ x: 0.1, a: 0.25, n: 2 }), initialBelief: Float64Array.of(1, 0) };
    expect(() => informativeTokenCircuit(hmm, { length: 3, age: true })).toThrow(/must start stationary/);
    const third = 1 / 3;
    const nilpotent = fromTransitionEmission(
      [[third + 0.1, third + 0.1, third - 0.2], [third - 0.1, third - 0.1, third + 0.2], [third, third, third]], // prettier-ignore
      [[0.3, 0, 0, 0.7], [0, 0.3, 0, 0.7], [0, 0, 0.3, 0.7]], // prettier-ignore
      { emitOn: "departure" },
    );
    expect(() => informativeTokenCircuit(nilpotent, { length: 3, age: true })).toThrow(/diagonalisable and invertible/);
  });
});
