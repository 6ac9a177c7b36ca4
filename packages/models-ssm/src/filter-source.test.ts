import "@beliefscope/testkit";
import { filterPredictions, kalmanFilter, runFilter, zetaFilter } from "@beliefscope/belief";
import { circle3, randomHmm } from "@beliefscope/hmm-core";
import { activationSourceLaws } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import {
  convolutionFromFilter,
  diagonalFromFilter,
  filterSource,
  recurrenceFromFilter,
  selectiveFromHmm,
  selectiveSource,
} from "./index.ts";

const circle = circle3({ x: 0.05, a: 0.85 }); // a complex pole
const tokens = { shape: [2, 4], data: Int32Array.of(0, 1, 1, 2, 2, 0, 1, 0) };
const filters = [
  ["kalman, linear, of circle3", kalmanFilter(circle, { readout: "linear" })],
  ["kalman, log, of circle3", kalmanFilter(circle, { readout: "log" })],
  ["zeta, log, of circle3", zetaFilter(circle, { readout: "log" })],
  ["kalman, linear, of a random process", kalmanFilter(randomHmm({ n: 4, v: 3, seed: 2 }), { readout: "linear" })],
] as const;
const forms = filters.flatMap(([name, filter]) => [
  [`recurrence (${name})`, recurrenceFromFilter(filter), filter] as const,
  [`diagonal recurrence (${name})`, diagonalFromFilter(filter), filter] as const,
  [`convolution (${name})`, convolutionFromFilter(filter, { taps: 5 }), filter] as const,
]);

for (const [name, model, filter] of forms.slice(0, 3)) {
  activationSourceLaws(`filterSource, ${name}`, filterSource(model, filter), { numTokens: 3, length: 5 });
}
activationSourceLaws("selectiveSource", selectiveSource(selectiveFromHmm(circle)), { numTokens: 3, length: 5 });

describe("filterSource(model, filter)", () => {
  it.each(forms)("predicts as the filter does, from what it claims: %s", async (_, model, filter) => {
    const source = filterSource(model, filter);
    const { logits, hooks } = await source.run(tokens, source.hookNames);
    const before = runFilter({ ...filter, readout: { kind: "linear", floor: 0 } }, tokens); // h + bias
    const laws = filterPredictions(filter, runFilter(filter, tokens));
    expect(hooks.get("blocks.0.hook_resid_post")!.data).toBeCloseToArray(before.data, { atol: 1e-6 });
    expect(logits.shape).toEqual([2, 4, 3]);
    expect(logits.data.map(Math.exp)).toBeCloseToArray(laws.data, { atol: 1e-6 });
    await source.dispose();
  });

  it("names a hook that does not exist, and a filter of another size", async () => {
    const [, model, filter] = forms[0]!;
    await expect(filterSource(model, filter).run(tokens, ["hook_embed"])).rejects.toThrow(
      new RangeError("filterSource: hook must be blocks.0.hook_resid_post, got hook_embed"),
    );
    expect(() => filterSource(model, filters[3][1])).toThrow(
      new RangeError("filterSource: model must have 3 tokens and 4 outputs as the filter, got 3 and 3"),
    );
  });
});
