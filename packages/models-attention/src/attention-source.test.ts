import { filterPredictions, kalmanFilter, runFilter } from "@beliefscope/belief";
import { circle3 } from "@beliefscope/hmm-core";
import { activationSourceLaws } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { attentionFromFilter } from "./attention-from-filter.ts";
import { attentionSource } from "./attention-source.ts";
import { runAttention } from "./run-attention.ts";

const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
const model = attentionFromFilter(filter, { length: 5 });
const source = attentionSource(model);
const tokens = { shape: [2, 3], data: Int32Array.of(0, 1, 1, 2, 0, 1) };

activationSourceLaws("attentionSource", source, { numTokens: 3, length: 5 });
activationSourceLaws("attentionSource, with a norm", attentionSource({ ...model, norm: "l2" }), {
  numTokens: 3,
  length: 5,
});

describe("attentionSource(model)", () => {
  it("shows a filter's claims as its residual stream and log-probabilities as its logits", async () => {
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

  it("shows every head's pattern, the same for each sequence where it is fixed", async () => {
    const { hooks } = await source.run(tokens, ["blocks.0.attn.hook_pattern"]);
    const { shape, data } = hooks.get("blocks.0.attn.hook_pattern")!;
    expect(shape).toEqual([2, 2, 3, 3]);
    expect(data.subarray(0, 18)).toEqual(data.subarray(18));
  });

  it("shows embedding and norm under their names", async () => {
    const normed = { ...model, norm: "rms" as const };
    const withNorm = attentionSource(normed);
    expect(withNorm.hookNames).toEqual([
      "hook_embed",
      "blocks.0.attn.hook_pattern",
      "blocks.0.hook_resid_post",
      "ln_final.hook_normalized",
    ]);
    const { hooks } = await withNorm.run(tokens, ["hook_embed", "ln_final.hook_normalized"]);
    const { streams, normalized } = runAttention(normed, tokens);
    expect(hooks.get("hook_embed")!.data).toEqual(Float32Array.from(streams[0]!.data));
    expect(hooks.get("ln_final.hook_normalized")!.data).toEqual(Float32Array.from(normalized.data));
  });

  it("names a hook that does not exist", async () => {
    await expect(source.run(tokens, ["blocks.1.hook_resid_post"])).rejects.toThrow(
      new RangeError(
        "attentionSource: hook must be one of hook_embed, blocks.0.attn.hook_pattern, blocks.0.hook_resid_post, got blocks.1.hook_resid_post",
      ),
    );
  });
});
