import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import {
  backwardVectors,
  baumWelch,
  even,
  expectedTransitions,
  fanizza,
  ImpossibleTokenError,
  logLikelihood,
  padTokens,
  pairwisePosteriors,
  smoothBeliefs,
  viterbiPath,
  wordProbability,
} from "../src/index.ts";

const readers = {
  logLikelihood,
  backwardVectors,
  smoothBeliefs,
  pairwisePosteriors,
  expectedTransitions,
  viterbiPath,
  baumWelch,
};

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return null;
}

describe("an impossible token", () => {
  it.each(Object.entries(readers))("is named by %s: sequence, position and token, in an ImpossibleTokenError", async (name, read) => {
    const { tokens, lengths } = padTokens([[0, 0], [], [1, 1, 0, 1, 0, 0]]);
    const error = await errorOf(() => read(even(), tokens, { lengths }));
    expect(error).toBeInstanceOf(ImpossibleTokenError);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ name: "ImpossibleTokenError", sequence: 2, position: 4, token: 0 });
    expect((error as Error).message).toBe(
      `${name}: tokens must be possible under the process, got 0 with probability 0 at sequence 2, position 4`,
    );
  }); // prettier-ignore

  it.each(Object.entries(readers))("beyond a sequence's length is not read by %s", async (_, read) => {
    const tokens = createTensor(Int32Array.of(0, 1, 0), [1, 3]);
    expect(await errorOf(() => read(even(), tokens, { lengths: Int32Array.of(2) }))).toBeNull();
  });

  it("is found at once where the initial belief excludes it, and in a generalized process", async () => {
    const second = { ...even(), initialBelief: Float64Array.of(0, 1) };
    for (const read of Object.values(readers)) {
      const error = await errorOf(() => read(second, createTensor(Int32Array.of(0), [1, 1])));
      expect(error).toMatchObject({ name: "ImpossibleTokenError", sequence: 0, position: 0, token: 0 });
    }
    const onlyA = fanizza({ alpha: 0, lambda: 0 }); // b never comes
    expect(wordProbability(onlyA, [0, 1])).toBe(0);
    for (const read of [logLikelihood, backwardVectors]) {
      const error = await errorOf(() => read(onlyA, createTensor(Int32Array.of(0, 1, 1), [1, 3])));
      expect(error).toMatchObject({ name: "ImpossibleTokenError", sequence: 0, position: 1, token: 1 });
    }
  });
});
