import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import { chromiumPath, noWebAssembly, runInBrowser } from "@beliefscope/testkit/browser";
import { describe, expect, it } from "vitest";
import { circle3, expectedTransitions, filterBeliefs, sampleTokens } from "../src/index.ts";

const code = `
  import { circle3, expectedTransitions, filterBeliefs, sampleTokens } from "@beliefscope/hmm-core";
  import { createRandom } from "@beliefscope/tensor/random";
  let refused = false;
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    refused = true;
  }
  const tokens = sampleTokens(circle3(), { batch: 3, length: 2000, random: createRandom(1) });
  const { beliefs, logLikelihood } = filterBeliefs(circle3(), tokens);
  globalThis.result = {
    refused,
    tokens: [...tokens.data],
    beliefs: [...beliefs.data],
    logLikelihood: [...logLikelihood],
    transitions: [...expectedTransitions(circle3(), tokens).transitions.data],
  };
`;

describe.skipIf(chromiumPath === null)("in Chromium", () => {
  it.each([
    ["by kernels", undefined],
    ["in plain steps, where the page's policy refuses WebAssembly", noWebAssembly],
  ])("hmm-core samples the same tokens, and filters and smooths them alike, %s", async (_, contentSecurityPolicy) => {
    const found = (await runInBrowser(code, {
      folder: import.meta.dirname,
      ...(contentSecurityPolicy && { contentSecurityPolicy }),
    })) as { refused: boolean } & Record<"tokens" | "beliefs" | "logLikelihood" | "transitions", number[]>;
    const tokens = sampleTokens(circle3(), { batch: 3, length: 2000, random: createRandom(1) });
    const { beliefs, logLikelihood } = filterBeliefs(circle3(), tokens);
    expect(found.refused).toBe(contentSecurityPolicy !== undefined);
    expect(found.tokens).toEqual([...tokens.data]);
    expect(found.beliefs).toBeCloseToArray(beliefs.data, { atol: 1e-14 });
    expect(found.logLikelihood).toBeCloseToArray(logLikelihood, { rtol: 1e-13 });
    const { transitions } = expectedTransitions(circle3(), tokens);
    expect(found.transitions).toBeCloseToArray(transitions.data, { rtol: 1e-11 });
  });
});
