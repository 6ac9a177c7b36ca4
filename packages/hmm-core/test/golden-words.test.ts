import { createRandom } from "@beliefscope/tensor/random";
import { probabilityByHiddenPaths } from "@beliefscope/testkit";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createProcess, type ProcessParameters, processes, randomHmm, wordProbability } from "../src/index.ts";

type GoldenWord = {
  readonly id: string;
  readonly params: ProcessParameters;
  readonly word: readonly number[];
  readonly probability: number;
};

// Written by golden-words.py: exact fractions summed over all hidden paths, and 60-digit decimals.
const golden = JSON.parse(readFileSync(new URL("golden-words.json", import.meta.url), "utf8")) as GoldenWord[];

describe("wordProbability(createProcess(id, params), word)", () => {
  it.each(golden)("$id $params $word is $probability", ({ id, params, word, probability }) => {
    const digits = id === "moon" || id === "fanizza" ? 1e-12 : 1e-14; // the stationary law of a signed matrix
    expect(Math.abs(wordProbability(createProcess(id, params), word) / probability - 1)).toBeLessThan(digits);
  });

  it("of random is the sum over all hidden paths of softmaxes of the seed's normals", () => {
    const [n, v, temperature, seed] = [3, 2, 1.5, 7];
    const random = createRandom(seed);
    const labeledTransitions = new Float64Array(v * n * n);
    for (let from = 0; from < n; from++) {
      const weights = Array.from({ length: v * n }, () => Math.exp(temperature * random.normal()));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let move = 0; move < v * n; move++) {
        labeledTransitions[(Math.floor(move / n) * n + from) * n + (move % n)] = weights[move]! / total;
      }
    }
    let initialBelief = new Float64Array(n).fill(1 / n);
    for (let step = 0; step < 2000; step++) {
      const next = new Float64Array(n);
      labeledTransitions.forEach((p, k) => (next[k % n]! += initialBelief[Math.floor(k / n) % n]! * p));
      initialBelief = next;
    }
    const process = { numTokens: v, numStates: n, labeledTransitions, initialBelief };
    for (const word of [[0], [0, 1], [1, 0, 0, 1]]) {
      const probability = probabilityByHiddenPaths(process, word);
      expect(wordProbability(randomHmm({ n, v, temperature, seed }), word)).toBeCloseTo(probability, 14);
    }
  });

  it("has a golden word for every registered process", () => {
    expect([...new Set(golden.map(({ id }) => id)), "random"].sort()).toEqual(processes.map(({ id }) => id).sort());
  });
});
