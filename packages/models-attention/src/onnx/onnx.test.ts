import "@beliefscope/testkit";
import { kalmanFilter, wordEnsemble } from "@beliefscope/belief";
import { circle3, messN, sampleTokens, trapN } from "@beliefscope/hmm-core";
import { buildModel, encodeModel, exposeTensors, FormatError } from "@beliefscope/onnx-graph";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { attentionFromFilter } from "../attention-from-filter.ts";
import type { AttentionModel } from "../attention-model.ts";
import { attentionSource } from "../attention-source.ts";
import { informativeTokenCircuit } from "../informative-token-circuit.ts";
import { runAttention } from "../run-attention.ts";
import { attentionObjective } from "../training/attention-objective.ts";
import { fitLinearLogits } from "../training/fit-linear-logits.ts";
import { predictionTask } from "../training/prediction-task.ts";
import { decodeAttention, encodeAttention } from "./index.ts";

const circle = circle3({ x: 0.05, a: 0.85 });
const trap = trapN({ x: 0.1, a: 0.25, n: 2 });
const length = 6;
const task = predictionTask(circle, wordEnsemble(circle, length));
const start = (family: Parameters<typeof attentionObjective>[1]): AttentionModel => {
  const { model, start: random } = attentionObjective(task, family);
  return model(random(createRandom(3)));
};

const models: readonly (readonly [string, AttentionModel])[] = [
  ["a filter that claims probabilities", attentionFromFilter(kalmanFilter(circle, { readout: "linear" }), { length })],
  ["a filter that adds log-evidence", attentionFromFilter(kalmanFilter(circle, { readout: "log" }), { length })],
  ["the best linear logits, which know positions", fitLinearLogits(task).model],
  [
    "fixed softmax heads with residual and RMS norm",
    start({ pattern: "softmax", heads: 2, residual: true, norm: "rms" }),
  ],
  ["a content head with sink, positions and L2 norm", start({ pattern: "tokens and positions", norm: "l2" })],
  ["the informative-token circuit", informativeTokenCircuit(trap, { length, age: true })],
  [
    "a content head without sink",
    {
      ...start({ pattern: "tokens", residual: true }),
      layers: start({ pattern: "tokens", residual: true }).layers.map((layer) => ({
        ...layer,
        heads: layer.heads.map(({ attention, values }) => ({
          values,
          attention: attention.kind === "content" ? { ...attention, sink: false } : attention,
        })),
      })),
    },
  ],
];

describe("encodeAttention(model)", () => {
  it.each(models)("of %s runs in onnxruntime as in runAttention, hooks too, to 1e-5", async (_, model) => {
    const source = attentionSource(model);
    const { bytes, outputs } = exposeTensors(encodeAttention(model), source.hookNames);
    const session = await runtime.InferenceSession.create(bytes, { graphOptimizationLevel: "basic" });
    for (const positions of [length, 2]) {
      const tokens = sampleTokens(trap, { batch: 4, length: positions, random: createRandom(1) });
      const { logits, hooks } = await source.run(tokens, source.hookNames);
      const ids = new runtime.Tensor("int64", BigInt64Array.from(tokens.data, BigInt), [4, positions]);
      const results = await session.run({ tokens: ids });
      const expected = runAttention(model, tokens).predictions;
      expect(results.logits!.dims).toEqual(expected.shape);
      const laws = Array.from(results.logits!.data as Float32Array, Math.exp);
      expect(laws).toBeCloseToArray(expected.data, { atol: 1e-5 });
      expect(logits.shape).toEqual(expected.shape);
      for (const name of source.hookNames) {
        const { dims, data } = results[outputs.get(name)!]!;
        expect(dims, name).toEqual(hooks.get(name)!.shape);
        expect(data as Float32Array).toBeCloseToArray(hooks.get(name)!.data, { atol: 1e-5, rtol: 1e-5 });
      }
    }
    await session.release();
  });

  it("refuses weights that are not finite", () => {
    const model = attentionFromFilter(kalmanFilter(circle, { readout: "linear" }), { length });
    expect(() => encodeAttention({ ...model, bias: Float64Array.of(0, NaN, 0) })).toThrow(
      new RangeError("encodeAttention: bias must be finite, got NaN at [1]"),
    );
  });

  it("refuses a layer of nothing", () => {
    const model = attentionFromFilter(kalmanFilter(circle, { readout: "linear" }), { length });
    const empty = { ...model, layers: [{ heads: [], skip: null, bias: new Float64Array(3) }] };
    expect(() => encodeAttention(empty)).toThrow(
      new RangeError("encodeAttention: a layer must have heads or a skip connection, got layer 0 with neither"),
    );
  });
});

describe("decodeAttention(encodeAttention(model))", () => {
  it.each(models)("gives back %s in single precision", (_, model) => {
    const back = decodeAttention(encodeAttention(model));
    const rounded = JSON.parse(
      JSON.stringify(model, (_, value: unknown) =>
        value instanceof Float64Array ? Array.from(value, Math.fround) : value,
      ),
    ) as unknown;
    const plain = JSON.parse(
      JSON.stringify(back, (_, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value)),
    ) as unknown;
    expect(plain).toEqual(rounded);
  });

  it("refuses files of others", () => {
    const other = encodeModel(
      buildModel({
        inputs: [{ name: "x", type: "float32" }],
        outputs: [{ name: "y", type: "float32" }],
        nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }],
      }),
    );
    expect(() => decodeAttention(other)).toThrow(FormatError);
    expect(() => decodeAttention(Uint8Array.of(1, 2, 3))).toThrow(FormatError);
  });

  it("of messN predicts as before", () => {
    const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
    const model = attentionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { length: 3 });
    const tokens = { shape: [1, 3], data: Int32Array.of(0, 2, 1) };
    expect(runAttention(decodeAttention(encodeAttention(model)), tokens).predictions.data).toBeCloseToArray(
      runAttention(model, tokens).predictions.data,
      { atol: 1e-6 },
    );
  });
});
