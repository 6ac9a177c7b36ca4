import "@beliefscope/testkit";
import { filterBeliefs } from "@beliefscope/belief";
import { circle3 } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { selectiveFromHmm } from "./selective-recurrence.ts";
import { selectiveSource } from "./selective-source.ts";

const hmm = circle3({ x: 0.05, a: 0.85 });
const source = selectiveSource(selectiveFromHmm(hmm));
const tokens = { shape: [2, 2], data: Int32Array.of(0, 1, 2, 2) };

describe("selectiveSource(model)", () => {
  it("shows the exact beliefs as its residual stream, and log-probabilities as its logits", async () => {
    const { logits, hooks } = await source.run(tokens, source.hookNames);
    const { beliefs } = filterBeliefs(hmm, tokens);
    expect(hooks.get("blocks.0.hook_resid_post")!.data).toBeCloseToArray(beliefs.data, { atol: 1e-7 });
    for (let row = 0; row < 4; row++) {
      const total = logits.data.slice(3 * row, 3 * row + 3).reduce((sum, logit) => sum + Math.exp(logit), 0);
      expect(total).toBeCloseTo(1, 6);
    }
    await source.dispose();
  });

  it("names a hook that does not exist", async () => {
    await expect(source.run(tokens, ["hook_embed"])).rejects.toThrow(
      new RangeError("selectiveSource: hook must be blocks.0.hook_resid_post, got hook_embed"),
    );
  });
});
