import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { createProcess, sampleInPieces, sampleTokens, tokenSequences } from "../index.ts";

describe("sampleInPieces(hmm, { batch, length, random })", () => {
  it.each([
    ["circle3", 3, 7],
    ["circle3", 1, 150_000],
    ["circle3", 2, 70_000],
    ["circle3", 70_000, 2],
    ["fanizza", 3, 70_000],
    ["fanizza", 40_000, 3],
  ])("gives the tokens of sampleTokens: %s, %i sequences of %i", (id, batch, length) => {
    const hmm = createProcess(id);
    const all = sampleTokens(hmm, { batch, length, random: createRandom(7) }).data;
    const pieces = [...sampleInPieces(hmm, { batch, length, random: createRandom(7) })].flat();
    const sequences = tokenSequences(pieces);
    expect(sequences.map((tokens) => tokens.length)).toEqual(Array.from({ length: batch }, () => length));
    const wrong = sequences.findIndex((tokens, s) => tokens.some((token, t) => token !== all[s * length + t]));
    expect(wrong).toBe(-1);
    expect(Math.max(...pieces.map(({ tokens }) => tokens.length))).toBeLessThanOrEqual(65_536);
    expect(pieces.filter(({ ends }) => ends)).toHaveLength(batch);
  });

  it("of nothing is nothing, and refuses what is no number of sequences", () => {
    const random = createRandom(1);
    expect([...sampleInPieces(createProcess("even"), { batch: 0, length: 3, random })]).toEqual([]);
    expect([...sampleInPieces(createProcess("even"), { batch: 3, length: 0, random })]).toEqual([]);
    expect(() => [...sampleInPieces(createProcess("even"), { batch: -1, length: 1, random })]).toThrow(
      "sampleInPieces: batch must be a non-negative integer, got -1",
    );
  });
});
