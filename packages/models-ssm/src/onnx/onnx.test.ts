import "@beliefscope/testkit";
import { kalmanFilter } from "@beliefscope/belief";
import { circle3, type Hmm, randomHmm, rrxor, sampleTokens } from "@beliefscope/hmm-core";
import { exposeTensors, FormatError } from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { convolutionFromFilter, runConvolution } from "../causal-convolution.ts";
import { diagonalFromFilter, runDiagonalRecurrence } from "../diagonal-recurrence.ts";
import { recurrenceFromFilter, runRecurrence } from "../linear-recurrence.ts";
import { runSelective, selectiveFromHmm } from "../selective-recurrence.ts";
import {
  decodeConvolution,
  decodeDiagonal,
  decodeRecurrence,
  decodeSelective,
  encodeConvolution,
  encodeDiagonal,
  encodeRecurrence,
  encodeSelective,
} from "./index.ts";

const processes: readonly (readonly [string, Hmm])[] = [
  ["circle3", circle3({ x: 0.05, a: 0.85 })],
  ["a random process", randomHmm({ n: 4, v: 3, seed: 6 })],
];

async function run(bytes: Uint8Array, tokens: Tensor<Int32Array>, output: string) {
  const session = await runtime.InferenceSession.create(bytes, { graphOptimizationLevel: "basic" });
  const ids = new runtime.Tensor("int64", BigInt64Array.from(tokens.data, BigInt), tokens.shape);
  const { dims, data } = (await session.run({ tokens: ids }))[output]!;
  await session.release();
  return { shape: dims, data: data as Float32Array };
}

describe.each(processes)("files of the filters of %s", (_, hmm) => {
  const filter = kalmanFilter(hmm, { readout: "linear" });
  const tokens = sampleTokens(hmm, { batch: 3, length: 20, random: createRandom(1) });
  const forms = {
    recurrence: {
      bytes: encodeRecurrence(recurrenceFromFilter(filter)),
      expected: runRecurrence(recurrenceFromFilter(filter), tokens),
      back: (bytes: Uint8Array) => runRecurrence(decodeRecurrence(bytes), tokens),
    },
    diagonal: {
      bytes: encodeDiagonal(diagonalFromFilter(filter)),
      expected: runDiagonalRecurrence(diagonalFromFilter(filter), tokens),
      back: (bytes: Uint8Array) => runDiagonalRecurrence(decodeDiagonal(bytes), tokens),
    },
    convolution: {
      bytes: encodeConvolution(convolutionFromFilter(filter, { taps: 9 })),
      expected: runConvolution(convolutionFromFilter(filter, { taps: 9 }), tokens),
      back: (bytes: Uint8Array) => runConvolution(decodeConvolution(bytes), tokens),
    },
  };

  it.each(Object.entries(forms))("run the %s in onnxruntime, and give it back, to 1e-5", async (_, form) => {
    const { shape, data } = await run(form.bytes, tokens, "outputs");
    expect(shape).toEqual(form.expected.shape);
    expect(data).toBeCloseToArray(form.expected.data, { atol: 1e-5 });
    expect(form.back(form.bytes).data).toBeCloseToArray(form.expected.data, { atol: 1e-6 });
  });

  it("run the selective recurrence in onnxruntime, its states too, and give it back, to 1e-5", async () => {
    const model = selectiveFromHmm(hmm);
    const { states, predictions } = runSelective(model, tokens);
    const { bytes, outputs } = exposeTensors(encodeSelective(model), ["blocks.0.hook_resid_post"]);
    const logits = await run(bytes, tokens, "logits");
    expect(logits.shape).toEqual(predictions.shape);
    expect(logits.data.map(Math.exp)).toBeCloseToArray(predictions.data, { atol: 1e-5 });
    const written = await run(bytes, tokens, outputs.get("blocks.0.hook_resid_post")!);
    expect(written.data).toBeCloseToArray(states.data, { atol: 1e-5 });
    const back = decodeSelective(encodeSelective(model));
    expect(runSelective(back, tokens).states.data).toBeCloseToArray(states.data, { atol: 1e-5 });
  });
});

describe("decode…(bytes)", () => {
  it("refuses files of another kind", () => {
    const bytes = encodeSelective(selectiveFromHmm(rrxor({ p1: 0.5, p2: 0.5 })));
    expect(() => decodeRecurrence(bytes)).toThrow(
      new FormatError('decodeRecurrence: the file must have metadata of kind "recurrence", got selective'),
    );
    expect(() => decodeSelective(Uint8Array.of(8, 8))).toThrow(FormatError);
  });
});
