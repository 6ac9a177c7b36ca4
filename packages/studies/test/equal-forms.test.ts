import "@beliefscope/testkit";
import { type FixedFilter, kalmanFilter, runFilter, zetaFilter } from "@beliefscope/belief";
import { circle3, type Hmm, messN, randomHmm, rrxor, trap2 } from "@beliefscope/hmm-core";
import { type ActivationSource, createOnnxSource } from "@beliefscope/interp-probes";
import { attentionFromFilter, attentionSource, runAttention } from "@beliefscope/models-attention";
import { encodeAttention } from "@beliefscope/models-attention/onnx";
import {
  convolutionFromFilter,
  diagonalFromFilter,
  filterSource,
  recurrenceFromFilter,
  runConvolution,
  runDiagonalRecurrence,
  runRecurrence,
} from "@beliefscope/models-ssm";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type ComparedNetwork, compareModels, fitControl } from "../src/index.ts";

const length = 24;

function randomTokens(numTokens: number): Tensor<Int32Array> {
  const random = createRandom(1);
  return { shape: [50, length], data: Int32Array.from({ length: 50 * length }, () => random.integer(numTokens)) };
}

function largestDifference(actual: Tensor, expected: Tensor): number {
  expect(actual.shape).toEqual(expected.shape);
  return Math.max(...actual.data.map((value, i) => Math.abs(value - expected.data[i]!)));
}

const processes: [string, Hmm][] = [
  ["messN(.05, .85, 3)", messN({ x: 0.05, a: 0.85, n: 3 })],
  ["messN(.1, .6, 4)", messN({ x: 0.1, a: 0.6, n: 4 })],
  ["circle3(.05, .85)", circle3({ x: 0.05, a: 0.85 })],
  ["trap2(.1, .25)", trap2({ x: 0.1, a: 0.25 })],
  ["random(3, 3)", randomHmm({ n: 3, v: 3, seed: 1 })],
  ["random(4, 2)", randomHmm({ n: 4, v: 2, seed: 5 })],
];

const filters: [string, FixedFilter][] = [
  ...processes.map(([name, hmm]): [string, FixedFilter] => [
    `kalman, linear, of ${name}`,
    kalmanFilter(hmm, { readout: "linear" }),
  ]),
  ...processes.map(([name, hmm]): [string, FixedFilter] => [
    `zeta, linear, of ${name}`,
    zetaFilter(hmm, { readout: "linear" }),
  ]),
  ...processes
    .slice(0, 3)
    .map(([name, hmm]): [string, FixedFilter] => [`kalman, log, of ${name}`, kalmanFilter(hmm, { readout: "log" })]),
  ["kalman, linear, of rrxor(1/2, 1/2)", kalmanFilter(rrxor({ p1: 0.5, p2: 0.5 }), { readout: "linear" })],
];

describe("attention = recurrence = diagonal recurrence = convolution = the filter, to 1e-12", () => {
  it.each(filters)("%s", (_, filter) => {
    const tokens = randomTokens(filter.numTokens);
    const expected = runFilter({ ...filter, readout: { kind: "linear", floor: 0 } }, tokens); // h + bias, any readout
    const forms = {
      attention: runAttention(attentionFromFilter(filter, { length }), tokens).streams[1]!,
      recurrence: runRecurrence(recurrenceFromFilter(filter), tokens),
      diagonal: runDiagonalRecurrence(diagonalFromFilter(filter), tokens),
      convolution: runConvolution(convolutionFromFilter(filter, { taps: length }), tokens),
    };
    for (const form of Object.values(forms)) expect(largestDifference(form, expected)).toBeLessThan(1e-12);
  });
});

describe("every form of a filter as an activation source", () => {
  it("is measured alike: predictions and beliefs; attention alone has heads (asymmetric: circle3)", async () => {
    const hmm = circle3({ x: 0.05, a: 0.85 });
    const filter = kalmanFilter(hmm, { readout: "log" });
    const context = 5;
    const sources: Record<string, ActivationSource> = {
      attention: attentionSource(attentionFromFilter(filter, { length: context })),
      recurrence: filterSource(recurrenceFromFilter(filter), filter),
      diagonal: filterSource(diagonalFromFilter(filter), filter),
      convolution: filterSource(convolutionFromFilter(filter, { taps: context }), filter),
    };
    const networks = Object.entries(sources).map(([id, source]): ComparedNetwork => ({
      id,
      process: { hmm, id: "circle3", params: { x: 0.05, a: 0.85 } },
      model: { file: id, sha256: "" },
      control: { file: null, kind: "untrained" },
      params: 0,
      source,
      fitControl: (setting) => fitControl({ hmm, source, ...setting }),
    }));
    const { models } = await compareModels(networks, { context, seed: 1 });
    const [attention] = models;
    expect(attention!.heads).toHaveLength(2);
    for (const { heads, regret, sites, pole } of models.slice(1)) {
      expect(heads).toEqual([]);
      expect(regret).toBeCloseTo(attention!.regret, 7);
      expect(pole).toBeCloseTo(attention!.pole!, 5);
      const stream = (name: string) => sites.find((site) => site.name === name)!.r2HeldOut!;
      const own = attention!.sites.find(({ name }) => name === "blocks.0.hook_resid_post")!;
      expect(stream("blocks.0.hook_resid_post")).toBeCloseTo(own.r2HeldOut!, 4);
    }
  });
});

describe("a fixed-attention model as an activation source", () => {
  it("runs wherever a network does", async () => {
    const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
    const model = attentionFromFilter(filter, { length });
    const source: ActivationSource = attentionSource(model);
    const tokens = randomTokens(3);
    const { logits, hooks } = await source.run(tokens, source.hookNames);
    expect(logits.shape).toEqual([50, length, 3]);
    expect([...hooks.keys()]).toEqual(source.hookNames);
    await source.dispose();
  });

  it("is the same source once written as ONNX", async () => {
    const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
    const model = attentionFromFilter(filter, { length });
    const ours: ActivationSource = attentionSource(model);
    const hooks = Object.fromEntries(ours.hookNames.map((name) => [name, name]));
    const file = await createOnnxSource(encodeAttention(model), { runtime, hooks });
    const tokens = randomTokens(3);
    const expected = await ours.run(tokens, ours.hookNames);
    const actual = await file.run(tokens, ours.hookNames);
    for (const name of ours.hookNames) {
      expect(actual.hooks.get(name)!.data).toBeCloseToArray(expected.hooks.get(name)!.data, { atol: 1e-5 });
    }
    await file.dispose();
  });
});
