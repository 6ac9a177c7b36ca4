import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { coin, even, expectedTransitions, type Hmm, mixture, padTokens, randomHmm, sampleTokens } from "../index.ts";
import { kernelSmooth } from "./kernel-smooth.ts";
import { type SmoothPass, smoothPlainly } from "./smooth-recursion.ts";

/** A pass over sampled sequences of the given lengths that wants everything. */
function passOver(hmm: Hmm, lengthsOf: readonly number[], seed: number): SmoothPass {
  const random = createRandom(seed);
  const words = lengthsOf.map((length) => sampleTokens(hmm, { batch: 1, length, random }).data);
  const { tokens, lengths } = padTokens(words);
  return {
    caller: "test",
    hmm,
    tokens,
    lengths,
    beliefs: new Float64Array(tokens.data.length * hmm.numStates),
    initialBeliefs: new Float64Array(lengths.length * hmm.numStates),
    transitions: new Float64Array(hmm.labeledTransitions.length),
  };
}

function expectPlain(pass: SmoothPass): void {
  const logLikelihood = kernelSmooth(pass);
  const plain = {
    ...pass,
    beliefs: new Float64Array(pass.beliefs!.length),
    initialBeliefs: new Float64Array(pass.initialBeliefs.length),
    transitions: new Float64Array(pass.transitions!.length),
  };
  const expected = smoothPlainly(plain);
  expect(logLikelihood).toBeCloseToArray(expected, { rtol: 1e-12, atol: 1e-11 });
  expect(pass.beliefs!).toBeCloseToArray(plain.beliefs, { atol: 1e-11 });
  expect(pass.initialBeliefs).toBeCloseToArray(plain.initialBeliefs, { atol: 1e-11 });
  expect(pass.transitions!).toBeCloseToArray(plain.transitions, { rtol: 1e-11, atol: 1e-10 });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("kernelSmooth(pass)", () => {
  it("equals the plain steps at every size, ragged, in one piece or several", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 35]) {
      const hmm = randomHmm({ n, v: 3, temperature: 2, seed: n });
      expectPlain(passOver(hmm, [1200, 0, 1, 3000, 17], n));
    }
    expectPlain(passOver(randomHmm({ n: 3, v: 2, seed: 1 }), [70_000], 1)); // four pieces of at most 21 845 tokens
  });

  it("equals them for processes with zeros", () => {
    const arbitrary = arbitraryHmm({ zeros: true });
    fc.assert(
      fc.property(arbitrary, (hmm) => {
        const pass = passOver(hmm, [2500, 40], 1);
        expectPlain(pass);
      }),
      { seed: 3, numRuns: 20 },
    );
    expectPlain(passOver(even({ p: 0.3 }), [5000], 4));
  });

  it("gives up where numbers leave its range, and then all is done plainly", () => {
    // The last 300 tokens are unlikely under the only state that is left by then; the other would explain them 10^900 times better.
    const coins = mixture([coin({ p: 1e-3 }), coin({ p: 0.999 })], [0.5, 0.5]);
    const hmm = { ...coins, initialBelief: Float64Array.of(1, 1e-310) };
    const tokens = createTensor(
      new Int32Array(1000).map((_, t) => Number(t >= 700)),
      [1, 1000],
    );
    const pass: SmoothPass = {
      ...passOver(hmm, [1000], 1),
      tokens,
    };
    expect(kernelSmooth(pass)).toBeNull();
    const { transitions } = expectedTransitions(hmm, tokens);
    expect(transitions.data.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1000, 9);
  });

  it("leaves the work where WebAssembly is refused", async () => {
    const hmm = randomHmm({ n: 4, v: 3, seed: 5 });
    const tokens = sampleTokens(hmm, { batch: 3, length: 500, random: createRandom(2) });
    const { transitions } = expectedTransitions(hmm, tokens);
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
    const plain = await import("../index.ts");
    expect(plain.expectedTransitions(hmm, tokens).transitions.data).toBeCloseToArray(transitions.data, { rtol: 1e-11 });
  });
});
