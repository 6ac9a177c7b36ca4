import "@beliefscope/testkit";
import { createRandom, type Random } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import type { AttentionModel } from "./attention-model.ts";
import { attentionSource } from "./attention-source.ts";
import { runAttention } from "./run-attention.ts";

const matrix = (shape: number[], ...values: number[]) => ({ shape, data: Float64Array.from(values) });
const identity = matrix([2, 2], 1, 0, 0, 1);
const twoHeads: AttentionModel = {
  numTokens: 2,
  length: 3,
  embedding: identity,
  layers: [
    {
      heads: [
        {
          attention: { kind: "fixed", pattern: matrix([3, 3], 1, 0, 0, 2, 3, 0, 4, 5, 6) },
          values: matrix([2, 2], 1, 0, 0, 10),
        },
        {
          attention: { kind: "fixed", pattern: matrix([3, 3], 1, 0, 0, 0, 1, 0, 0, 0, 1) },
          values: matrix([2, 2], 100, 100, -100, 0),
        },
      ],
      skip: null,
      bias: Float64Array.of(0.5, 0),
    },
  ],
  norm: "none",
  unembedding: identity,
  bias: Float64Array.of(0, 0),
  readout: { kind: "logits" },
};

/** Two layers of two content heads and one fixed one, with everything random. */
function randomModel(random: Random, norm: AttentionModel["norm"]): AttentionModel {
  const [numTokens, length, width] = [3, 4, 5];
  const normals = (...shape: number[]) => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => 0.5 * random.normal()),
  });
  const layer = (sink: boolean) => ({
    heads: [
      { attention: { kind: "content" as const, queryKey: normals(width, width), sink }, values: normals(width, width) },
      { attention: { kind: "fixed" as const, pattern: normals(length, length) }, values: normals(width, width) },
      { attention: { kind: "content" as const, queryKey: normals(width, width), sink }, values: normals(width, width) },
    ],
    skip: normals(width, width),
    bias: normals(width).data,
  });
  return {
    numTokens,
    length,
    embedding: normals(length, numTokens, width),
    layers: [layer(true), layer(false)],
    norm,
    unembedding: normals(width, 4),
    bias: normals(4).data,
    readout: { kind: "states", law: matrix([4, 3], 0.2, 0.3, 0.5, 1, 0, 0, 0, 0.9, 0.1, 0.3, 0.3, 0.4) },
  };
}

/** The model by its definition, for one word, position by position. */
function byDefinition(model: AttentionModel, word: readonly number[]): number[] {
  const rows = ({ shape, data }: { shape: readonly number[]; data: Float64Array }): number[][] =>
    Array.from({ length: shape[0]! }, (_, i) => Array.from(data.subarray(i * shape[1]!, (i + 1) * shape[1]!)));
  const times = (x: number[], A: number[][]): number[] =>
    A[0]!.map((_, j) => x.reduce((sum, value, i) => sum + value * A[i]![j]!, 0));
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const width = model.embedding.shape[2]!;
  let stream = word.map((token, t) =>
    Array.from(
      model.embedding.data.subarray((t * model.numTokens + token) * width, (t * model.numTokens + token + 1) * width),
    ),
  );
  for (const { heads, skip, bias } of model.layers) {
    stream = stream.map((x, t) => {
      const sum = times(x, rows(skip!)).map((value, i) => value + bias[i]!);
      for (const { attention, values } of heads) {
        const scores = stream
          .slice(0, t + 1)
          .map((y) => (attention.kind === "content" ? Math.exp(dot(times(x, rows(attention.queryKey)), y)) : 0));
        stream.slice(0, t + 1).forEach((y, s) => {
          const total = scores.reduce((a, b) => a + b, attention.kind === "content" && attention.sink ? 1 : 0);
          const weight = attention.kind === "fixed" ? rows(attention.pattern)[t]![s]! : scores[s]! / total;
          times(y, rows(values)).forEach((value, i) => (sum[i]! += weight * value));
        });
      }
      return sum;
    });
  }
  return stream.flatMap((x) => {
    const scale = { none: 1, rms: Math.sqrt(dot(x, x) / width), l2: Math.sqrt(dot(x, x)) }[model.norm];
    const output = times(x.map((value) => value / scale), rows(model.unembedding)).map((z, i) => z + model.bias[i]!); // prettier-ignore
    const shares = output.map((z) => Math.exp(z));
    const total = shares.reduce((a, b) => a + b);
    if (model.readout.kind !== "states") throw new Error("the models here read out states");
    return times(shares.map((share) => share / total), rows(model.readout.law)); // prettier-ignore
  });
}

describe("runAttention(model, tokens)", () => {
  it("adds up, over heads and earlier positions, pattern times value", () => {
    const { outputs, patterns } = runAttention(twoHeads, { shape: [1, 3], data: Int32Array.of(0, 1, 0) });
    expect(outputs.shape).toEqual([1, 3, 2]);
    expect([...outputs.data]).toEqual([1 + 100.5, 100, 2 - 99.5, 30, 10 + 100.5, 50 + 100]);
    expect(patterns[0]!.shape).toEqual([1, 2, 3, 3]);
    expect([...patterns[0]!.data.subarray(0, 9)]).toEqual([1, 0, 0, 2, 3, 0, 4, 5, 6]);
  });

  it("is the model's definition, for content heads, positions, norms and layers", () => {
    const random = createRandom(5);
    for (const norm of ["none", "rms", "l2"] as const) {
      const model = randomModel(random, norm);
      const words = [[0, 1, 2, 1], [2, 2, 0, 1]]; // prettier-ignore
      const { predictions } = runAttention(model, { shape: [2, 4], data: Int32Array.from(words.flat()) });
      expect(predictions.data).toBeCloseToArray(words.flatMap((word) => byDefinition(model, word)), { atol: 1e-9 }); // prettier-ignore
    }
  });

  it("makes rows that sum to 1, or less with a sink", () => {
    const { patterns } = runAttention(randomModel(createRandom(1), "rms"), {
      shape: [1, 4],
      data: Int32Array.of(0, 1, 1, 2),
    });
    const rowSum = (layer: number, head: number, t: number): number =>
      patterns[layer]!.data.subarray((head * 4 + t) * 4, (head * 4 + t + 1) * 4).reduce((a, b) => a + b);
    for (let t = 0; t < 4; t++) {
      expect(rowSum(0, 0, t)).toBeLessThan(1);
      expect(rowSum(1, 2, t)).toBeCloseTo(1, 14);
    }
  });

  it("reads each sequence of a batch as if alone, and a prefix as the word that it begins", () => {
    const model = randomModel(createRandom(2), "l2");
    const word = Int32Array.of(1, 1, 0, 2);
    const alone = runAttention(model, { shape: [1, 4], data: word }).predictions.data;
    const together = runAttention(model, { shape: [2, 4], data: Int32Array.of(0, 0, 0, 0, ...word) }).predictions.data;
    expect(together.subarray(12)).toEqual(alone);
    const prefix = runAttention(model, { shape: [1, 2], data: word.subarray(0, 2) }).predictions.data;
    expect(prefix).toBeCloseToArray(alone.subarray(0, 6), { atol: 1e-14 });
  });

  it("raises probabilities to the floor and renormalises them", () => {
    const model: AttentionModel = { ...twoHeads, readout: { kind: "probabilities", floor: 1 } };
    const { predictions } = runAttention(model, { shape: [1, 2], data: Int32Array.of(0, 1) });
    expect(predictions.data).toBeCloseToArray([101.5 / 201.5, 100 / 201.5, 1 / 31, 30 / 31], { atol: 1e-15 });
  });

  it("survives scores and logits of any size", () => {
    const model = randomModel(createRandom(3), "none");
    const large = { ...model, unembedding: { ...model.unembedding, data: model.unembedding.data.map((w) => 1e4 * w) } };
    const { predictions } = runAttention(large, { shape: [1, 4], data: Int32Array.of(0, 1, 2, 0) });
    expect(predictions.data.every(Number.isFinite)).toBe(true);
  });

  it.each<[Partial<AttentionModel>, string]>([
    [{ embedding: matrix([2, 2], 1, 0, NaN, 1) }, "embedding must be finite, got NaN at [1, 0]"],
    [{ embedding: matrix([1, 2], 1, 0) }, "embedding must have shape [2, 2], got [1, 2]"],
    [{ unembedding: matrix([1, 2], 1, 0) }, "unembedding must have shape [2, 2], got [1, 2]"],
    [{ bias: Float64Array.of(0, 0, 0) }, "bias must have shape [2], got [3]"],
    [{ norm: "layer" as "rms" }, "norm must be none, rms or l2, got layer"],
    [{ readout: { kind: "probabilities", floor: NaN } }, "floor must be finite and at least 0, got NaN"],
    [{ readout: { kind: "states", law: matrix([2, 1], 1, 1) } }, "law of readout must have shape [2, 2], got [2, 1]"],
    [
      { layers: [{ ...twoHeads.layers[0]!, skip: matrix([2, 1], 1, 0) }] },
      "skip of layers[0] must have shape [2, 2], got [2, 1]",
    ],
    [
      {
        layers: [{ ...twoHeads.layers[0]!, heads: [{ ...twoHeads.layers[0]!.heads[0]!, values: matrix([1, 1], 1) }] }],
      },
      "values of layers[0].heads[0] must have shape [2, 2], got [1, 1]",
    ],
  ])("names weights that are not finite or do not fit: %j", (wrong, message) => {
    const tokens = { shape: [1, 1], data: Int32Array.of(0) };
    const model = { ...twoHeads, ...wrong };
    expect(() => runAttention(model, tokens)).toThrow(new RangeError(`runAttention: ${message}`));
    expect(() => attentionSource(model)).toThrow(new RangeError(`attentionSource: ${message}`));
  });

  it("names tokens and lengths out of range", () => {
    expect(() => runAttention(twoHeads, { shape: [1, 1], data: Int32Array.of(2) })).toThrow(
      /^runAttention: tokens must be in \[0, 2\), got 2/,
    );
    expect(() => runAttention(twoHeads, { shape: [1, 4], data: new Int32Array(4) })).toThrow(
      new RangeError("runAttention: tokens must have at most 3 positions, got 4"),
    );
  });
});
