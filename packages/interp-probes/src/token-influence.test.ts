import "@beliefscope/testkit";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { lagWeight } from "./lag-weight.ts";
import { tokenInfluence } from "./token-influence.ts";

const numTokens = 3;
const length = 4;

/** All words of 1 to 4 tokens, newest token first, weighted as a chain that likes to stay writes them. */
const words = Array.from({ length }, (_, k) =>
  Array.from({ length: numTokens ** (k + 1) }, (_, word) =>
    Array.from({ length }, (_, lag) => (lag > k ? -1 : Math.floor(word / numTokens ** lag) % numTokens)),
  ),
).flat();
const weights = Float64Array.from(words, (word) =>
  word.reduce(
    (product, token, lag) =>
      token === -1 ? product : product * (lag === 0 ? 1 / 3 : token === word[lag - 1] ? 0.6 : 0.2),
    1,
  ),
);
const tokensByLag = { shape: [words.length, length], data: Int32Array.from(words.flat()) };
/** v(token), shape [token, output]. */
const vectors = [[1, -2], [0.5, 0], [-1, 3]] as const; // prettier-ignore

/** c_k + sum_d kernel(k, d) v(token at lag d) */
function outputsOf(kernel: (k: number, lag: number) => number) {
  const data = words.flatMap((word) => {
    const k = word.filter((token) => token !== -1).length;
    return [0, 1].map((output) =>
      word.slice(0, k).reduce((sum, token, lag) => sum + kernel(k, lag) * vectors[token]![output]!, k),
    );
  });
  return { shape: [words.length, 2], data: Float64Array.from(data) };
}

describe("tokenInfluence({tokensByLag, outputs, weights, numTokens})", () => {
  it("finds the kernel of sums, at each length, although tokens depend on each other", () => {
    const kernel = (k: number, lag: number): number => 0.7 ** lag / k;
    const {
      lengths,
      kernel: found,
      r2,
    } = tokenInfluence({ tokensByLag, outputs: outputsOf(kernel), weights, numTokens });
    const one = lagWeight(Float64Array.from(vectors.flat()), new Float64Array(3).fill(1 / 3)); // the chain's stationary law
    expect(lengths).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(r2).toBeCloseTo(1, 9);
    found.forEach((row, i) => {
      expect(row).toBeCloseToArray(
        Array.from(row, (_, lag) => one * Math.abs(kernel(i + 1, lag))),
        { atol: 1e-6 },
      );
    });
  });

  it("is what a least-squares fit finds in what is not a sum, and says how much that explains", () => {
    // The newest token matters only by whether it equals the one before: no sum of vectors has any part of it for
    // independent tokens.
    const uniform = weights.map((_, row) => 3 ** -words[row]!.filter((token) => token !== -1).length);
    const data = Float64Array.from(words, (word) => (word[0] === word[1] ? 1 : 0));
    const { kernel, r2 } = tokenInfluence({
      tokensByLag,
      outputs: { shape: [words.length, 1], data },
      weights: uniform,
      numTokens,
    });
    expect(r2).toBeCloseTo(0, 9);
    for (const row of kernel) expect(row).toBeCloseToArray(new Float64Array(row.length), { atol: 1e-9 });
  });

  it("has no R² of outputs that do not vary", () => {
    const outputs = { shape: [words.length, 1], data: new Float64Array(words.length).fill(3) };
    expect(tokenInfluence({ tokensByLag, outputs, weights, numTokens }).r2).toBeNull();
  });

  it("fits at most 32 lengths and lags, the first and the last length among them", () => {
    const random = createRandom(2);
    const most = 70;
    const rows = most * 40;
    const data = new Int32Array(rows * most).fill(-1);
    for (let row = 0; row < rows; row++) {
      for (let lag = 0; lag <= row % most; lag++) data[row * most + lag] = Math.floor(random.uniform() * 2);
    }
    const values = Float64Array.from({ length: rows }, (_, row) => data[row * most]!);
    const { lengths, kernel } = tokenInfluence({
      tokensByLag: { shape: [rows, most], data },
      outputs: { shape: [rows, 1], data: values },
      weights: new Float64Array(rows).fill(1),
      numTokens: 2,
    });
    expect([lengths.length, lengths[0], lengths.at(-1), kernel.at(-1)!.length]).toEqual([32, 1, 70, 32]);
  });

  it("throws a RangeError for shapes that do not fit and tokens out of range", () => {
    const outputs = outputsOf(() => 1);
    expect(() => tokenInfluence({ tokensByLag, outputs, weights: weights.subarray(1), numTokens })).toThrow(
      "tokenInfluence: tokens and outputs must have a row for each weight",
    );
    expect(() => tokenInfluence({ tokensByLag, outputs, weights, numTokens: 2 })).toThrow(
      /tokens must be in \[0, 2\), got 2/,
    );
  });
});

describe("lagWeight(vectors, tokenFrequencies)", () => {
  it("does not count what all tokens add alike", () => {
    const mu = Float64Array.of(0.2, 0.3, 0.5);
    const v = Float64Array.of(1, 2, -1, 0, 4, 4);
    expect(
      lagWeight(
        v.map((value, i) => value + (i % 2 === 0 ? 5 : -7)),
        mu,
      ),
    ).toBeCloseTo(lagWeight(v, mu), 12);
    expect(
      lagWeight(
        v.map((value) => -2 * value),
        mu,
      ),
    ).toBeCloseTo(2 * lagWeight(v, mu), 12);
  });
});
