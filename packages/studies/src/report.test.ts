import { filterBeliefs, nextTokenDistribution } from "@beliefscope/belief";
import { circleN, coin, type Hmm, mess3, mixture, rrxor, z1r } from "@beliefscope/hmm-core";
import type { ActivationSource } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import { fitControl } from "./fit-control.ts";
import { reportStudy } from "./report.ts";
import type { ReportInput } from "./report.ts";

/** A network that knows the process: it predicts optimally, and holds an affine image of the belief among its activations. */
function knowingNetwork(hmm: Hmm): ActivationSource {
  return {
    hookNames: ["blocks.0.hook_resid_post", "ln_final.hook_normalized"],
    async run(tokens, capture) {
      const [batch, length] = tokens.shape as [number, number];
      const { beliefs } = filterBeliefs(hmm, tokens);
      const logits = new Float32Array(batch * length * hmm.numTokens);
      const residual = new Float32Array(batch * length * (hmm.numStates + 1));
      for (let row = 0; row < batch * length; row++) {
        const belief = beliefs.data.slice(row * hmm.numStates, (row + 1) * hmm.numStates);
        logits.set(nextTokenDistribution(hmm, belief).map(Math.log), row * hmm.numTokens);
        residual.set([...belief.map((b) => 3 * b - 1), Math.sin(row)], row * (hmm.numStates + 1));
      }
      const site: Tensor<Float32Array> = { shape: [batch, length, hmm.numStates + 1], data: residual };
      return {
        logits: { shape: [batch, length, hmm.numTokens], data: logits },
        hooks: new Map(capture.map((name) => [name, site])),
      };
    },
    dispose: () => Promise.resolve(),
  };
}

/** A network that knows nothing: constant logits, activations that don't depend on the tokens. */
function ignorantNetwork(hmm: Hmm): ActivationSource {
  return {
    hookNames: ["blocks.0.hook_resid_post", "ln_final.hook_normalized"],
    run(tokens, capture) {
      const [batch, length] = tokens.shape as [number, number];
      const width = hmm.numStates + 1;
      const site = { shape: [batch, length, width], data: new Float32Array(batch * length * width) };
      const logits = { shape: [batch, length, hmm.numTokens], data: new Float32Array(batch * length * hmm.numTokens) };
      return Promise.resolve({ logits, hooks: new Map(capture.map((name) => [name, site])) });
    },
    dispose: () => Promise.resolve(),
  };
}

function study(hmm: Hmm, context: number, source: ActivationSource, extra: Partial<ReportInput> = {}) {
  const setting = { context, sites: null, seed: 1 };
  return reportStudy({
    process: { hmm, id: hmm.name, params: {} },
    model: { file: "model.onnx", sha256: "" },
    control: { file: null, kind: "permuted" },
    source: { ...source, maxOutputDelta: () => Promise.resolve(0) },
    controlFits: fitControl({ hmm, source: ignorantNetwork(hmm), ...setting }),
    ...setting,
    onProgress: () => undefined,
    ...extra,
  });
}

describe("reportStudy(input)", () => {
  it("finds the belief and no regret in a network that knows the process (asymmetric: circle3)", async () => {
    const hmm = circleN({ x: 0.05, a: 0.85, n: 3 });
    const { results } = await study(hmm, 5, knowingNetwork(hmm));
    expect(results.network.regret).toBeCloseTo(0, 6); // float32 logits
    for (const site of results.sites) expect(site.r2HeldOut).toBeGreaterThan(1 - 1e-5);
    expect(results.sites.map(({ name }) => name)).toEqual([
      "blocks.0.hook_resid_post",
      "ln_final.hook_normalized",
      "all sites",
    ]);
    const { lastToken, last3, history, untrained } = results.baselines;
    const best = Math.max(...[lastToken, last3, history, untrained].map(({ r2HeldOut }) => r2HeldOut!));
    expect(results.sites[0]!.gainOverBestBaseline).toBeCloseTo(1 - best, 5);
  });

  it("finds nothing in a network that ignores its tokens, and charges it log(numTokens)", async () => {
    const hmm = mess3({ x: 0.05, a: 0.85 });
    const { results } = await study(hmm, 4, ignorantNetwork(hmm));
    expect(results.network.lossMean).toBeCloseTo(Math.log(3), 12);
    expect(results.optimal.unigramLossMean).toBeCloseTo(Math.log(3), 12);
    expect(results.sites[0]!.r2HeldOut).toBeLessThanOrEqual(0);
  });

  it("agrees with the reference floors and baselines of mess3(.05, .85) at context 10", async () => {
    // Floors and baselines computed independently (numpy): the project's reference numbers.
    const hmm = mess3({ x: 0.05, a: 0.85 });
    const { results } = await study(hmm, 10, ignorantNetwork(hmm));
    expect(results.ensemble).toEqual({ kind: "exact", words: 59049, prefixes: 88572, se: 0 });
    expect(results.optimal.lossMean).toBeCloseTo(0.802512, 6);
    const upTo9 = results.optimal.lossByTokensRead.slice(1, 10);
    expect(upTo9.reduce((sum, loss) => sum + loss, 0) / 9).toBeCloseTo(0.803518, 6);
    expect(results.optimal.lossByTokensRead[0]).toBeCloseTo(Math.log(3), 12);
    expect(results.baselines.lastToken.r2HeldOut).toBeCloseTo(0.611, 3);
    expect(results.baselines.last3.r2HeldOut).toBeCloseTo(0.939, 3);
    expect(results.baselines.history.r2HeldOut).toBeCloseTo(0.941, 3);
    // One shuffle scatters by about .08 around a mean that held-out folds push below 0; eight are averaged.
    expect(results.baselines.shuffled.r2HeldOut).toBeGreaterThan(-0.35);
    expect(results.baselines.shuffled.r2HeldOut).toBeLessThan(0.05);
    expect(results.baselines.shuffled.r2HeldOutSe).toBeGreaterThan(0);
  });

  it("gives fixed filters no gain on rrxor, whose token pairs are independent", async () => {
    const hmm = rrxor({ p1: 0.5, p2: 0.5 });
    const { results } = await study(hmm, 6, ignorantNetwork(hmm));
    const gap = results.optimal.unigramLossMean - results.optimal.lossMean;
    const kalman = results.filters.find(({ id, readout }) => id === "kalman" && readout === "linear")!;
    expect(kalman.regret).toBeCloseTo(gap, 9);
    for (const { readout, reason } of results.filters) {
      if (readout === "log") expect(reason).toMatch(/factor/);
    }
  });

  it("gives the loss before the first token for a network with BOS, null with a reason without", async () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const without = await study(hmm, 3, knowingNetwork(hmm));
    expect(without.results.network.lossByTokensRead[0]).toBeNull();
    expect(without.results.network.reason).toMatch(/BOS/);
    const source = knowingNetwork(hmm);
    const withBos: ActivationSource = {
      ...source,
      run: async (...args) => ({ ...(await source.run(...args)), priorLogits: Float32Array.of(1, 1, 1) }),
    };
    const { results } = await study(hmm, 3, withBos);
    expect(results.network.lossByTokensRead[0]).toBeCloseTo(Math.log(3), 6);
  });

  it("samples where there are too many words, and says how far off its means may be", async () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const { results } = await study(hmm, 14, ignorantNetwork(hmm)); // 3^14 = 4.8 million words
    expect(results.ensemble.kind).toBe("sampled");
    const exact = await study(hmm, 8, ignorantNetwork(hmm));
    expect(results.optimal.lossByTokensRead[8]).toBeCloseTo(exact.results.optimal.lossByTokensRead[8]!, 2);
    expect(results.network.regretSe).toBeGreaterThan(0);
  }, 60_000);

  it("leads with words held out where beliefs are too few to be held out whole (z1r has six)", async () => {
    const hmm = z1r({ p: 0.5 });
    const { results } = await study(hmm, 6, knowingNetwork(hmm));
    expect(results.probe).toMatchObject({ foldRule: "targetClass", distinctBeliefs: 6 });
    expect(results.sites[0]!.r2WordsHeldOut).toBeGreaterThan(0.999);
  });

  it("works on mixtures, whose stationary law is the one they start in", async () => {
    const hmm = mixture([coin({ p: 0.2 }), coin({ p: 0.7 })], [0.5, 0.5]);
    const { results } = await study(hmm, 5, knowingNetwork(hmm));
    expect(results.network.regret).toBeCloseTo(0, 6);
    expect(results.filters[0]).toMatchObject({
      id: "kalman",
      regret: null,
      reason: expect.stringMatching(/stationary/) as string,
    });
  });

  it("throws a RangeError for a network that looks ahead", async () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const source = {
      ...knowingNetwork(hmm),
      maxOutputDelta: () => Promise.resolve(0),
      checkCausal: () => Promise.resolve(0.2),
    };
    await expect(study(hmm, 3, source, { source })).rejects.toThrow(/must be causal.*move by 0.200/);
  });

  it("throws a RangeError for a control of another shape", async () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const narrow = ignorantNetwork(coin({ p: 0.5 })); // one state: two features, where mess3's network has four
    const controlFits = fitControl({ hmm, source: narrow, context: 3, sites: null, seed: 1 });
    await expect(study(hmm, 3, knowingNetwork(hmm), { controlFits })).rejects.toThrow(
      /control must have the sites of the network, got width 2 for 4/,
    );
  });

  it("throws a RangeError that names the hooks if none is recognised", async () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const source = { ...ignorantNetwork(hmm), hookNames: ["blocks.0.attn.hook_pattern"] };
    await expect(study(hmm, 3, source)).rejects.toThrow(/residual stream that is recognised, got hooks blocks.0.attn/);
  });
});
