import { createTensor, type Tensor } from "@beliefscope/tensor";
import { createRandom, type Random } from "@beliefscope/tensor/random";
import { arbitraryHmm, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  baumWelch,
  type BaumWelchProgress,
  circle3,
  coin,
  createHmm,
  even,
  fanizza,
  goldenMean,
  type Hmm,
  logLikelihood,
  padTokens,
  randomHmm,
  sampleTokens,
  stationaryLaw,
} from "../src/index.ts";
import { everyPath } from "./every-path.ts";

/** Labelled steps and starts expected of words, counted over every hidden path. */
function countsByPaths(hmm: Hmm, words: readonly number[][]): { steps: Float64Array; starts: Float64Array } {
  const steps = new Float64Array(hmm.labeledTransitions.length);
  const starts = new Float64Array(hmm.numStates);
  for (const word of words) {
    const total = probabilityByHiddenPaths(hmm, word);
    for (const { states, probability } of everyPath(hmm, word)) {
      starts[states[0]!]! += probability / total;
      word.forEach((token, t) => {
        steps[(token * hmm.numStates + states[t]!) * hmm.numStates + states[t + 1]!]! += probability / total;
      });
    }
  }
  return { steps, starts };
}

/** The sum of an array shaped [token, from, to] over token and to, for the row of an index. */
function rowSum(values: Float64Array, numStates: number, index: number): number {
  const row = (i: number): number => Math.floor(i / numStates) % numStates;
  return values.reduce((sum, value, i) => (row(i) === row(index) ? sum + value : sum), 0);
}

function expectRowsToBeLaws(hmm: Hmm): void {
  const rows = Array.from({ length: hmm.numStates }, (_, from) =>
    rowSum(hmm.labeledTransitions, hmm.numStates, from * hmm.numStates),
  );
  expect(rows).toBeCloseToArray(new Float64Array(hmm.numStates).fill(1), { atol: 1e-12 });
}

function sample(hmm: Hmm, batch: number, length: number, seed: number): Tensor<Int32Array> {
  return sampleTokens(hmm, { batch, length, random: createRandom(seed) });
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe("baumWelch(initial, tokens, options): one update", () => {
  it("is the expected counts over every hidden path, each row normalised", async () => {
    const cases: [Hmm, number[][]][] = [
      [circle3(), [[0, 2, 1, 1], [2, 2], []]],
      [randomHmm({ n: 2, v: 3, seed: 8 }), [[0, 1, 1, 2, 0], [1]]],
      [even({ p: 0.3 }), [[0, 1, 1, 0], [1, 0], [1, 1, 1]]],
    ]; // prettier-ignore
    for (const [hmm, words] of cases) {
      const { tokens, lengths } = padTokens(words);
      const { steps, starts } = countsByPaths(hmm, words);
      const { hmm: fitted } = await baumWelch(hmm, tokens, { lengths, maxIterations: 1 });
      const expected = steps.map((count, i) => count / rowSum(steps, hmm.numStates, i));
      expect(fitted.labeledTransitions).toBeCloseToArray(expected, { atol: 1e-13 });
      const mean = starts.map((count) => count / words.length);
      expect(fitted.initialBelief).toBeCloseToArray(mean, { atol: 1e-13 });
    }
  });

  it("adds the prior to each transition that is not 0", async () => {
    const hmm = even({ p: 0.3 });
    const words = [[0, 1, 1, 0], [1, 0]]; // prettier-ignore
    const { tokens, lengths } = padTokens(words);
    const { steps } = countsByPaths(hmm, words);
    const posterior = steps.map((count, i) => (hmm.labeledTransitions[i]! > 0 ? count + 2.5 : 0));
    const { hmm: fitted } = await baumWelch(hmm, tokens, { lengths, maxIterations: 1, prior: 2.5 });
    const expected = posterior.map((count, i) => count / rowSum(posterior, hmm.numStates, i));
    expect(fitted.labeledTransitions).toBeCloseToArray(expected, { atol: 1e-13 });
  });

  it("keeps fixed transitions and shares what they leave", async () => {
    const hmm = randomHmm({ n: 2, v: 2, seed: 8 });
    const words = [[0, 1, 1, 0, 1]];
    const fixed = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);
    const { steps } = countsByPaths(hmm, words);
    const free = steps.map((count, i) => (fixed[i] ? 0 : count));
    const { hmm: fitted } = await baumWelch(hmm, padTokens(words).tokens, { fixed, maxIterations: 1 });
    const [held] = hmm.labeledTransitions;
    const expected = free.map((count, i) => {
      const mass = i % 4 < 2 ? 1 - held! : 1;
      return i === 0 ? held! : (mass * count) / rowSum(free, 2, i);
    });
    expect(fitted.labeledTransitions).toBeCloseToArray(expected, { atol: 1e-13 });
  });
});

describe("baumWelch(initial, tokens, options)", () => {
  it("never lowers the likelihood, nor with a prior the objective, and keeps zeros and rows", async () => {
    const word = fc.array(fc.nat({ max: 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        arbitraryHmm({ maxStates: 3, zeros: false }),
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0, 0.5),
        fc.constantFrom("learned", "given", "stationary"),
        async (hmm, words, prior, initialBelief) => {
          const { tokens, lengths } = padTokens(words.map((tokens) => tokens.map((token) => token % hmm.numTokens)));
          const options = { lengths, prior, initialBelief, tolerance: 0, maxIterations: 12 } as const;
          const fit = await baumWelch(hmm, tokens, options);
          for (let k = 1; k <= fit.iterations; k++) {
            expect(fit.objective[k]!).toBeGreaterThanOrEqual(fit.objective[k - 1]!);
          }
          if (prior === 0) expect(fit.logLikelihood).toEqual(fit.objective);
          expect(total(logLikelihood(fit.hmm, tokens, { lengths }))).toBeCloseTo(fit.logLikelihood.at(-1)!, 9);
          expectRowsToBeLaws(fit.hmm);
          const start = initialBelief === "stationary" ? stationaryLaw(fit.hmm) : null;
          if (start) expect(fit.hmm.initialBelief).toBeCloseToArray(start, { atol: 1e-12 });
          if (initialBelief === "given") expect(fit.hmm.initialBelief).toEqual(hmm.initialBelief);
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it("recovers a two-state process from 100 000 tokens, and its zeros exactly", async () => {
    const truth = createHmm({ labeledTransitions: [[[0.6, 0.1], [0, 0.2]], [[0, 0.3], [0.7, 0.1]]] }); // prettier-ignore
    const start = createHmm({ labeledTransitions: [[[0.4, 0.2], [0, 0.4]], [[0, 0.4], [0.4, 0.2]]] }); // prettier-ignore
    const tokens = sample(truth, 1, 100_000, 6);
    const fit = await baumWelch(start, tokens, { initialBelief: "stationary" });
    expect(fit.stopReason).toBe("converged");
    // Over seven such samples the entries spread by at most 0.017 (standard deviation); 0.05 is three of them.
    expect(fit.hmm.labeledTransitions).toBeCloseToArray(truth.labeledTransitions, { atol: 0.05 });
    const zeros = (hmm: Hmm): number[] => [...hmm.labeledTransitions.keys()].filter((i) => !hmm.labeledTransitions[i]);
    expect(zeros(fit.hmm)).toEqual(zeros(truth));
    // Twice the gain over the truth is a chi-square of the 5 free parameters: above 30 once in 10^5 samples.
    const gain = fit.logLikelihood.at(-1)! - logLikelihood(truth, tokens)[0]!;
    expect(gain).toBeGreaterThan(0);
    expect(gain).toBeLessThan(15);
  });

  it("converges to the counted proportions where the states are visible", async () => {
    const chain = circle3({ x: 0.2, a: 1 }); // a token names the state that it leaves
    const [batch, length] = [20, 50];
    const tokens = sample(chain, batch, length, 7);
    const counts = new Float64Array(chain.labeledTransitions.length);
    tokens.data.forEach((token, i) => {
      if ((i + 1) % length > 0) counts[(token * 3 + token) * 3 + tokens.data[i + 1]!]! += 1;
    });
    const fit = await baumWelch(chain, tokens, { tolerance: 0 });
    const expected = counts.map((count, i) => (count > 0 ? count / rowSum(counts, 3, i) : 0));
    expect(fit.hmm.labeledTransitions).toBeCloseToArray(expected, { atol: 1e-6 });
    const starts = [0, 1, 2].map(
      (state) => tokens.data.filter((token, i) => i % length === 0 && token === state).length,
    );
    expect(fit.hmm.initialBelief).toBeCloseToArray(
      starts.map((count) => count / batch),
      { atol: 1e-12 },
    );
  });

  it("gives a token that never occurs probability 0, or more with a prior", async () => {
    const tokens = createTensor(Int32Array.of(0, 1, 0, 0, 1), [1, 5]);
    const third = (hmm: Hmm): Float64Array => hmm.labeledTransitions.subarray(18);
    const bare = await baumWelch(circle3(), tokens);
    expect(third(bare.hmm)).toEqual(new Float64Array(9));
    const believed = await baumWelch(circle3(), tokens, { prior: 0.1 });
    expect(third(believed.hmm).every((probability) => probability > 0)).toBe(true);
  });

  it("leaves a row that no sequence visits, and a process of which nothing is seen", async () => {
    const transient = createHmm({ labeledTransitions: [[[1, 0], [0.25, 0.75]]], initialBelief: [1, 0] }); // prettier-ignore
    const fit = await baumWelch(transient, createTensor(new Int32Array(4), [1, 4]));
    expect(fit.hmm.labeledTransitions).toEqual(transient.labeledTransitions);
    const nothing = await baumWelch(even(), padTokens([]).tokens);
    expect(nothing.hmm).toEqual(even());
    expect(nothing.stopReason).toBe("converged");
  });

  it("takes the best of several starts, the same for the same seed", async () => {
    const tokens = sample(circle3(), 4, 100, 9);
    const flat = randomHmm({ n: 3, v: 3, temperature: 0 }); // a saddle: no update tells its states apart
    const alone = await baumWelch(flat, tokens, { maxIterations: 30 });
    const options = { maxIterations: 30, restarts: { count: 3, random: createRandom(2) } };
    const best = await baumWelch(flat, tokens, options);
    expect(best.start).toBeGreaterThan(0);
    expect(best.logLikelihood.at(-1)!).toBeGreaterThan(alone.logLikelihood.at(-1)! + 10);
    expect(await baumWelch(flat, tokens, options)).toEqual(best);
    const structured = await baumWelch(goldenMean(), sample(goldenMean(), 2, 50, 1), options);
    expect([...structured.hmm.labeledTransitions].map((p) => p > 0)).toEqual(
      [...goldenMean().labeledTransitions].map((p) => p > 0),
    );
  });

  it("reports each update, and stops where told", async () => {
    const tokens = sample(circle3(), 2, 200, 3);
    const seen: BaumWelchProgress[] = [];
    const initial = randomHmm({ seed: 4 });
    const fit = await baumWelch(initial, tokens, { maxIterations: 5, onProgress: (progress) => seen.push(progress) });
    expect([fit.stopReason, fit.iterations, fit.logLikelihood.length]).toEqual(["maxIterations", 5, 6]);
    expect(seen.map(({ start, iteration }) => [start, iteration])).toEqual([1, 2, 3, 4, 5].map((k) => [0, k]));
    expect(seen.map((progress) => progress.logLikelihood)).toEqual([...fit.logLikelihood.subarray(1)]);
    expect(fit.logLikelihood[0]).toBeCloseTo(total(logLikelihood(initial, tokens)), 9);

    const controller = new AbortController();
    const stopped = await baumWelch(initial, tokens, {
      signal: controller.signal,
      restarts: { count: 2, random: createRandom(1) },
      onProgress: ({ iteration }) => {
        if (iteration === 2) controller.abort();
      },
    });
    expect([stopped.stopReason, stopped.iterations]).toEqual(["aborted", 2]);
    expect((await baumWelch(initial, tokens, { signal: controller.signal })).hmm).toEqual(initial);
  });

  it("lets an abort arrive while it works", async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 1);
    const tokens = sample(circle3(), 1, 20_000, 3);
    const options = { signal: controller.signal, tolerance: 0, maxIterations: 1e6 };
    expect((await baumWelch(randomHmm(), tokens, options)).stopReason).toBe("aborted");
  });

  it("refuses what it cannot fit", async () => {
    const tokens = createTensor(Int32Array.of(0, 1, 0), [1, 3]);
    await expect(baumWelch(fanizza(), tokens)).rejects.toThrow(
      "baumWelch: initial must be a proper HMM, got fanizza with a rightVector",
    );
    await expect(baumWelch(even(), tokens)).rejects.toThrow(
      "baumWelch: tokens must be possible under the process, got 0 with probability 0 at sequence 0, position 2",
    );
    // Processes that no function of the library made, and callers without types.
    const noLaw = { ...coin(), labeledTransitions: Float64Array.of(NaN, NaN) };
    await expect(baumWelch(noLaw, tokens)).rejects.toThrow(
      "baumWelch: initial must hold probabilities, got log-likelihood NaN",
    );
    await expect(baumWelch(null as unknown as Hmm, tokens)).rejects.toThrow(
      "baumWelch: initial must be a process, got null",
    );
    await expect(baumWelch(coin(), tokens, null as unknown as { prior: number })).rejects.toThrow(
      "baumWelch: options must be an object, got null",
    );
    const refusals = [
      [{ prior: -1 }, "baumWelch: prior must be a non-negative number, got -1"],
      [{ tolerance: NaN }, "baumWelch: tolerance must be a non-negative number, got NaN"],
      [{ maxIterations: 1.5 }, "baumWelch: maxIterations must be a non-negative integer, got 1.5"],
      [
        { restarts: { count: -1, random: createRandom(1) } },
        "baumWelch: restarts.count must be a non-negative integer, got -1",
      ],
      [
        { restarts: 2 as unknown as { count: number; random: Random } },
        "baumWelch: restarts must be {count, random}, got 2",
      ],
      [{ fixed: new Uint8Array(3) }, "baumWelch: fixed must have 2 entries like labeledTransitions, got 3"],
      [
        { initialBelief: "uniform" as "given" },
        'baumWelch: initialBelief must be "learned", "stationary" or "given", got "uniform"',
      ],
    ] as const;
    for (const [options, message] of refusals)
      await expect(baumWelch(coin(), tokens, options)).rejects.toThrow(message);
  });
});
