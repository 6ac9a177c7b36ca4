import { filterPredictions, kalmanFilter, runFilter } from "@beliefscope/belief";
import { circle3 } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { attentionFromFilter } from "./attention-from-filter.ts";
import { fixedAttentionSource } from "./fixed-attention-source.ts";

const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
const model = attentionFromFilter(filter, { length: 5 });
const source = fixedAttentionSource(model, (claims) => filterPredictions(filter, claims));
const tokens = { shape: [2, 3], data: Int32Array.of(0, 1, 1, 2, 0, 1) };

describe("fixedAttentionSource(model, predict)", () => {
  it("shows the filter's claims as its residual stream and log-probabilities as its logits", async () => {
    const { logits, hooks } = await source.run(tokens, ["blocks.0.hook_resid_post"]);
    const claims = runFilter(filter, tokens);
    const laws = filterPredictions(filter, claims);
    const residual = hooks.get("blocks.0.hook_resid_post")!;
    expect(residual.shape).toEqual([2, 3, 3]);
    residual.data.forEach((value, i) => {
      expect(value).toBeCloseTo(claims.data[i]!, 6);
    });
    logits.data.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.log(laws.data[i]!), 5);
    });
  });

  it("shows every head's pattern, the same for each sequence", async () => {
    const { hooks } = await source.run(tokens, ["blocks.0.attn.hook_pattern"]);
    const { shape, data } = hooks.get("blocks.0.attn.hook_pattern")!;
    expect(shape).toEqual([2, 2, 3, 3]);
    expect(data.subarray(0, 18)).toEqual(data.subarray(18));
    expect(data[9 + 2 * 3]).toBe(Math.fround(model.heads[1]!.pattern.data[2 * 5]!)); // second head, query 2, key 0
  });

  it("names a hook that does not exist", async () => {
    await expect(source.run(tokens, ["blocks.1.hook_resid_post"])).rejects.toThrow(
      new RangeError(
        "fixedAttentionSource: hook must be blocks.0.attn.hook_pattern or blocks.0.hook_resid_post, got blocks.1.hook_resid_post",
      ),
    );
  });
});
