import { kalmanFilter, messPole, wordEnsemble, zetaFilter } from "@beliefscope/belief";
import { circle3, type Hmm, messN, randomHmm, rrxor, tokenLaw } from "@beliefscope/hmm-core";
import { createOnnxSource } from "@beliefscope/interp-probes";
import { type AttentionModel, attentionFromFilter, attentionSource, runAttention } from "@beliefscope/models-attention";
import { encodeAttention } from "@beliefscope/models-attention/onnx";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import { newton } from "@beliefscope/tensor/optimize";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { attentionLaw, type AttentionLawOptions } from "./attention-law.ts";

const length = 5;
const circle = circle3({ x: 0.05, a: 0.85 }); // asymmetric
const options = { context: length, random: createRandom(1) } satisfies AttentionLawOptions;

function normals(seed: number, scale: number, ...shape: number[]): Tensor {
  const random = createRandom(seed);
  const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal());
  return { shape, data: data.map(Math.fround) };
}

/** Two layers of two heads that attend by content, and one that doesn't: nothing of it was trained. */
const contentModel: AttentionModel = {
  numTokens: 3,
  length,
  embedding: normals(1, 1, 3, 4),
  layers: [2, 3].map((seed) => ({
    heads: [
      {
        attention: { kind: "content", queryKey: normals(10 * seed, 0.8, 4, 4), sink: false },
        values: normals(seed, 0.6, 4, 4),
      },
      {
        attention: { kind: "content", queryKey: normals(20 * seed, 0.3, 4, 4), sink: true },
        values: normals(seed + 7, 0.6, 4, 4),
      },
    ],
    skip: normals(30 * seed, 0.5, 4, 4),
    bias: new Float64Array(4),
  })),
  norm: "rms",
  unembedding: normals(4, 1, 4, 3),
  bias: new Float64Array(3),
  readout: { kind: "logits" },
};

/** Softmax of kernel pole^d, on tokens past which there is no other way: the pattern divides each row by another sum. */
function geometricModel(hmm: Hmm, pole: number): AttentionModel {
  const data = new Float64Array(length * length);
  for (let t = 0; t < length; t++) {
    const sum = Array.from({ length: t + 1 }, (_, d) => pole ** d).reduce((a, b) => a + b);
    for (let s = 0; s <= t; s++) data[t * length + s] = pole ** (t - s) / sum;
  }
  const { numTokens } = hmm;
  return {
    numTokens,
    length,
    embedding: normals(5, 1, numTokens, 4),
    layers: [
      {
        heads: [
          { attention: { kind: "fixed", pattern: { shape: [length, length], data } }, values: normals(6, 1, 4, 4) },
        ],
        skip: null,
        bias: new Float64Array(4),
      },
    ],
    norm: "none",
    unembedding: normals(7, 1, 4, numTokens),
    bias: new Float64Array(numTokens),
    readout: { kind: "logits" },
  };
}

/** Mean over 1 … n tokens read of the loss, prefix by prefix. */
function lossOf(hmm: Hmm, model: AttentionModel): number {
  const { words, prefixes } = wordEnsemble(hmm, length);
  const { predictions } = runAttention(model, words);
  const laws = matmul(prefixes.beliefs, tokenLaw(hmm));
  let loss = 0;
  for (let prefix = 1; prefix < prefixes.length.length; prefix++) {
    const row = prefixes.wordIndex[prefix]! * length + prefixes.length[prefix]! - 1;
    for (let x = 0; x < 3; x++) {
      loss -= prefixes.probability[prefix]! * laws.data[prefix * 3 + x]! * Math.log(predictions.data[row * 3 + x]!);
    }
  }
  return loss / length;
}

/** The mean pattern of each head, shape [query, key], by summing over all words. */
function meanPatterns(hmm: Hmm, model: AttentionModel): Tensor[][] {
  const { words, prefixes } = wordEnsemble(hmm, length);
  const probability = prefixes.probability.subarray(prefixes.levelStart[length]);
  return runAttention(model, words).patterns.map(({ shape, data }) =>
    Array.from({ length: shape[1]! }, (_, head) => {
      const mean = new Float64Array(length * length);
      probability.forEach((p, word) => {
        for (let i = 0; i < length ** 2; i++) mean[i]! += p * data[(word * shape[1]! + head) * length ** 2 + i]!;
      });
      return { shape: [length, length], data: mean };
    }),
  );
}

function withFixedHeads(
  model: AttentionModel,
  means: Tensor[][],
  isFixed: (layer: number, head: number) => boolean,
): AttentionModel {
  return {
    ...model,
    layers: model.layers.map((layer, n) => ({
      ...layer,
      heads: layer.heads.map((head, h) =>
        isFixed(n, h) ? { ...head, attention: { kind: "fixed", pattern: means[n]![h]! } } : head,
      ),
    })),
  };
}

/** The least regret with logits that are linear in the sums of pole^(t-s) over each token, and one from the start: a convex fit. */
function onePoleRegret(hmm: Hmm, pole: number): number {
  const { prefixes, words } = wordEnsemble(hmm, length);
  const V = hmm.numTokens;
  const width = V + 2; // tokens, start, bias
  const laws = matmul(prefixes.beliefs, tokenLaw(hmm)).data;
  const features = Array.from(prefixes.length, (read, prefix) => {
    const row = new Float64Array(width).fill(1, width - 1);
    row[V] = pole ** read;
    for (let s = 0; s < read; s++) {
      row[words.data[prefixes.wordIndex[prefix]! * length + s]!]! += pole ** (read - 1 - s);
    }
    return row;
  });
  const { value } = newton(
    (x, gradient, hessian) => {
      gradient.fill(0);
      hessian.fill(0);
      let regret = 0;
      for (let prefix = 1; prefix < features.length; prefix++) {
        const row = features[prefix]!;
        const weight = prefixes.probability[prefix]! / length;
        const logits = Array.from({ length: V }, (_, y) => row.reduce((sum, f, i) => sum + f * x[i * V + y]!, 0));
        const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        const q = logits.map((logit) => Math.exp(logit - total));
        for (let y = 0; y < V; y++) {
          const p = laws[prefix * V + y]!;
          if (p > 0) regret += weight * p * (Math.log(p) - logits[y]! + total);
          for (let i = 0; i < width; i++) {
            gradient[i * V + y]! += weight * (q[y]! - p) * row[i]!;
            for (let j = 0; j < width; j++) {
              for (let z = 0; z < V; z++) {
                const curvature = q[y]! * ((y === z ? 1 : 0) - q[z]!);
                hessian[(i * V + y) * width * V + j * V + z]! += weight * curvature * row[i]! * row[j]!;
              }
            }
          }
        }
      }
      return regret;
    },
    new Float64Array(width * V),
  );
  return value;
}

describe("attentionLaw(source, hmm, {context})", () => {
  it.each([
    [circle, 0.6],
    [messN({ x: 0.1, a: 0.6, n: 3 }), 0.85],
    [rrxor({ p1: 0.5, p2: 0.5 }), 0.3],
  ])(
    "finds in %# the pole that was built in, in attention and influence; nothing of it moves or costs",
    async (hmm, pole) => {
      const source = await createOnnxSource(encodeAttention(geometricModel(hmm, pole)), { runtime });
      const { heads, influence, costOfMeans } = await attentionLaw(source, hmm, options);
      const [head] = heads;
      expect(heads).toHaveLength(1);
      expect(head).toMatchObject({ hook: "blocks.0.attn.hook_pattern", head: 0, fixedness: 1 });
      expect(head!.decay!.pole).toBeCloseTo(pole, 6);
      expect(head!.decay!.r2).toBeCloseTo(1, 12);
      expect(head!.elsewhere).toBeLessThan(1e-6);
      expect(head!.costOfMean).toEqual({ nats: 0, se: 0, byTokensRead: [0, 0, 0, 0, 0] });
      expect(costOfMeans!.nats).toBe(0);
      expect(influence.r2).toBeCloseTo(1, 6);
      expect(influence.decay!.pole).toBeCloseTo(pole, 5); // logits in single precision, and a ridge
      await source.dispose();
    },
  );

  it("tells theta from zeta: of the filters that forget by them, as heads (messN)", async () => {
    const parameters = { x: 0.05, a: 0.85, n: 3 };
    const hmm = messN(parameters);
    const law = (create: typeof kalmanFilter) =>
      attentionLaw(attentionSource(attentionFromFilter(create(hmm, { readout: "log" }), { length })), hmm, options);
    const kalman = await law(kalmanFilter);
    const zeta = await law(zetaFilter);
    expect(kalman.laws.kalman.modulus).toBeCloseTo(messPole(parameters), 9);
    expect(kalman.laws.zeta.modulus).toBeCloseTo(0.85, 12);
    expect(kalman.heads[0]!.decay!.agreesWith).toEqual(["kalman"]);
    expect(zeta.heads[0]!.decay!.agreesWith).toEqual(["zeta"]);
    expect(kalman.heads[0]!.costOfMean).toBeNull();
    expect(kalman.reason).toBe("the patterns of this network can't be replaced");
  });

  // tools/train/results/README.md, "polynomial of degree 1": by Newton's method in Python, without a start token
  it.each([
    [messN({ x: 0.05, a: 0.85, n: 3 }), 0.505, 0.007403],
    [messN({ x: 0.1, a: 0.95, n: 3 }), 0.191, 0.000789],
  ])("sets beside them the best single pole under linear logits: published (%#)", async (hmm, pole, regret) => {
    const source = attentionSource(attentionFromFilter(kalmanFilter(hmm, { readout: "log" }), { length: 8 }));
    const { linearLogits } = (await attentionLaw(source, hmm, { context: 8, random: createRandom(1) })).laws;
    expect(Math.abs(linearLogits.modulus! - pole)).toBeLessThan(0.0025); // there is a start token too
    expect(Math.abs(linearLogits.regret.nats - regret)).toBeLessThan(1e-6);
    expect(linearLogits.poles).toHaveLength(1);
  });

  it.each([circle, randomHmm({ n: 3, v: 3, seed: 4 })])(
    "has as best pole one that no other beats, its vectors refitted by Newton's method (%#)",
    async (hmm) => {
      const source = attentionSource(attentionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { length }));
      const { linearLogits } = (await attentionLaw(source, hmm, options)).laws;
      const best = linearLogits.poles![0]![0];
      expect(linearLogits.modulus).toBeCloseTo(Math.abs(best), 12);
      expect(linearLogits.regret.nats).toBeCloseTo(onePoleRegret(hmm, best), 8);
      for (const pole of [-0.9, -0.5, best - 0.03, best + 0.03, 0, 0.5, 0.9]) {
        expect(onePoleRegret(hmm, pole)).toBeGreaterThan(linearLogits.regret.nats);
      }
    },
  );

  it("finds no such pole where no sum over tokens helps: rrxor", async () => {
    const hmm = rrxor({ p1: 0.5, p2: 0.5 });
    const { linearLogits } = (await attentionLaw(attentionSource(geometricModel(hmm, 0.3)), hmm, options)).laws;
    expect(linearLogits).toMatchObject({ poles: [], modulus: null });
    expect(linearLogits.reason).toBe("no sum over tokens predicts better than one law for all");
  });

  it("agrees with a sum over all words of a model that attends by content: means, costs and loss (circle3)", async () => {
    const source = await createOnnxSource(encodeAttention(contentModel), { runtime });
    const law = await attentionLaw(source, circle, options);
    await source.dispose();
    const means = meanPatterns(circle, contentModel);
    const own = lossOf(circle, contentModel);
    expect(law.ensemble).toEqual({ kind: "exact", words: 3 ** length, prefixes: (3 ** (length + 1) - 3) / 2 });
    expect(law.network.lossMean).toBeCloseTo(own, 6);
    expect(law.network.regret.nats).toBeCloseTo(own - law.optimalLossMean, 6);
    const costs = law.heads.map(({ costOfMean }) => costOfMean!.nats);
    for (const [i, { mean, byLag, fixedness, elsewhere }] of law.heads.entries()) {
      const [layer, head] = [Math.floor(i / 2), i % 2];
      const pattern = means[layer]![head]!.data;
      mean.forEach((row, t) => {
        row.forEach((value, d) => expect(value).toBeCloseTo(pattern[t * length + t - d]!, 6));
      });
      byLag.forEach((value, d) => {
        let sum = 0;
        for (let t = d; t < length; t++) sum += pattern[t * length + t - d]!;
        expect(value).toBeCloseTo(sum / (length - d), 6);
      });
      expect(fixedness).toBeGreaterThan(0);
      expect(fixedness).toBeLessThan(1);
      expect(elsewhere > 0.05).toBe(head === 1); // its sink
      const fixed = withFixedHeads(contentModel, means, (n, h) => n === layer && h === head);
      expect(costs[i]).toBeCloseTo(lossOf(circle, fixed) - own, 6);
      expect(Math.abs(costs[i]!)).toBeGreaterThan(1e-4);
    }
    // All heads at once by the means of the network as it is, not as it would be once other heads are replaced
    const all = withFixedHeads(contentModel, means, () => true);
    expect(law.costOfMeans!.nats).toBeCloseTo(lossOf(circle, all) - own, 6);
    const { byTokensRead, nats } = law.costOfMeans!;
    expect(byTokensRead.reduce((sum, value) => sum + value, 0) / length).toBeCloseTo(nats, 12);
  });

  it("samples where there are too many words, with standard errors by which two samples agree", async () => {
    const hmm = messN({ x: 0.05, a: 0.5, n: 12 }); // 12^6 = 3 million words
    const source = attentionSource({
      ...contentModel,
      numTokens: 12,
      length: 6,
      embedding: normals(1, 1, 12, 4),
      layers: contentModel.layers.slice(0, 1),
      unembedding: normals(4, 1, 4, 12),
      bias: new Float64Array(12),
    });
    const [a, b] = await Promise.all(
      [1, 2].map((seed) => attentionLaw(source, hmm, { context: 6, random: createRandom(seed) })),
    );
    expect(a!.ensemble).toEqual({ kind: "sampled", words: 20_000, prefixes: 120_000 });
    expect(a!.network.regret.se).toBeGreaterThan(0);
    expect(a!.network.regret.nats).not.toBe(b!.network.regret.nats);
    for (const [h, { byLag, byLagSe }] of a!.heads.entries()) {
      for (const [d, value] of byLag.entries()) {
        const se = Math.hypot(byLagSe[d]!, b!.heads[h]!.byLagSe[d]!);
        expect(se).toBeLessThan(0.005);
        expect(Math.abs(value - b!.heads[h]!.byLag[d]!)).toBeLessThan(5 * se);
      }
    }
  }, 20_000);

  it("has nothing to say of heads where there are none", async () => {
    const layers = [{ ...geometricModel(circle, 0.6).layers[0]!, heads: [], skip: normals(8, 1, 4, 4) }];
    const law = await attentionLaw(attentionSource({ ...geometricModel(circle, 0.6), layers }), circle, options);
    expect(law).toMatchObject({ heads: [], costOfMeans: null, reason: "the network has no heads" });
    expect(law.influence.byLag[0]).toBeGreaterThan(0.1);
    for (const value of law.influence.byLag.slice(1)) expect(value).toBeCloseTo(0, 6); // the skip connection alone
  });

  it("fits the window of lags that it is given, and says which", async () => {
    const source = attentionSource(attentionFromFilter(kalmanFilter(circle, { readout: "linear" }), { length }));
    expect((await attentionLaw(source, circle, options)).lags).toEqual([1, 4]);
    expect((await attentionLaw(source, circle, { ...options, lags: [0, 2] })).heads[0]!.decay!.lags).toEqual([0, 2]);
    await expect(attentionLaw(source, circle, { ...options, lags: [1, 5] })).rejects.toThrow(
      "attentionLaw: lags must be two or more within 0 … 4, got 1 … 5",
    );
    await expect(attentionLaw(source, circle, { ...options, context: 1 })).rejects.toThrow(
      "attentionLaw: context must be an integer from 2 up, got 1",
    );
  });

  it("throws a RangeError that says what was found where no attention pattern is, or the network looks ahead", async () => {
    const source = attentionSource(attentionFromFilter(kalmanFilter(circle, { readout: "linear" }), { length }));
    const blind = { ...source, hookNames: ["hook_embed"], notes: ["blocks.0 computes attention in one operator"] };
    await expect(attentionLaw(blind, circle, options)).rejects.toThrow(
      "attentionLaw: the network must have an attention pattern that is recognised, got hooks hook_embed; blocks.0 computes attention in one operator",
    );
    const ahead = { ...source, checkCausal: () => Promise.resolve(0.2) };
    await expect(attentionLaw(ahead, circle, options)).rejects.toThrow(/attentionLaw: the network must be causal/);
  });
});
