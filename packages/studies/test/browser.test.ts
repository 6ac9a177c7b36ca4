import { circle3 } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { chromiumPath, runInBrowser } from "@beliefscope/testkit/browser";
import { describe, expect, it } from "vitest";
import { ladder, type LadderRung, type RungId } from "../src/index.ts";

/** Tables, the convex fits, closed forms, and one matrix of each kind. */
const rungs = [
  "kgram1",
  "kgram3",
  "free",
  "softmax",
  "toeplitz",
  "exp1",
  "full",
  "lsprob",
  "kalman",
  "selective",
] as const satisfies readonly RungId[];
const length = 5;

const code = `
  import { circle3 } from "@beliefscope/hmm-core";
  import { ladder } from "@beliefscope/studies";
  import { createRandom } from "@beliefscope/tensor/random";
  const { optimalLoss, rungs } = ladder(circle3({ x: 0.05, a: 0.85 }), {
    length: ${length},
    rungs: ${JSON.stringify(rungs)},
    random: createRandom(1),
  });
  globalThis.result = { inWorker: globalThis instanceof DedicatedWorkerGlobalScope, optimalLoss, rungs };
`;

describe.skipIf(chromiumPath === null)("in a web worker of Chromium", () => {
  it("the small rungs of the ladder have the regrets that they have in Node", async () => {
    const options = { length, rungs, random: createRandom(1) };
    const expected = ladder(circle3({ x: 0.05, a: 0.85 }), options);
    const found = (await runInBrowser(code, { folder: import.meta.dirname, worker: true })) as {
      readonly inWorker: boolean;
      readonly optimalLoss: number;
      readonly rungs: readonly LadderRung[];
    };
    expect(found.inWorker).toBe(true);
    expect(found.optimalLoss).toBeCloseTo(expected.optimalLoss, 12);
    expect(found.rungs.map(({ id }) => id)).toEqual(rungs);
    found.rungs.forEach((rung, i) => {
      const { regret, regretLast, r2, certified } = expected.rungs[i] as LadderRung;
      expect(Math.abs(rung.regret - regret), rung.id).toBeLessThan(1e-9);
      expect(Math.abs(rung.regretLast - regretLast), rung.id).toBeLessThan(1e-6); // not what is minimised
      expect(rung.r2, rung.id).toBeCloseTo(r2!, 3);
      expect(rung.certified).toBe(certified);
    });
  }, 60_000);

  it("an error in the worker is an error of the test", async () => {
    const failing = `throw new RangeError("no ladder");`;
    await expect(runInBrowser(failing, { folder: import.meta.dirname, worker: true })).rejects.toThrow("no ladder");
  }, 60_000);
});
