import { kalmanFilter, zetaFilter } from "@beliefscope/belief";
import { circle3, type Hmm, messN, z1r } from "@beliefscope/hmm-core";
import { attentionFromFilter, attentionSource } from "@beliefscope/models-attention";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { attentionLaw } from "./attention-law.ts";
import { type ComparedNetwork, compareModels } from "./compare-models.ts";
import { fitControl } from "./fit-control.ts";
import type { DecayBesideLaws } from "./forgetting-laws.ts";
import { reportStudy } from "./report.ts";

const setting = { context: 4, seed: 3 };

function network(hmm: Hmm, create: typeof kalmanFilter, hooks?: readonly string[]): ComparedNetwork {
  const filter = create(hmm, { readout: "linear" });
  const own = attentionSource(attentionFromFilter(filter, { length: setting.context }));
  const source = { ...own, hookNames: hooks ?? own.hookNames };
  const forgetful = { ...filter, transition: filter.transition.map(() => 0) };
  const control = attentionSource(attentionFromFilter(forgetful, { length: setting.context }));
  return {
    id: create.name,
    process: { hmm, id: hmm.name, params: {} },
    model: { file: create.name, sha256: "" },
    control: { file: null, kind: "permuted" },
    params: 7,
    source,
    fitControl: (shared) => fitControl({ hmm, source: { ...control, hookNames: source.hookNames }, ...shared }),
  };
}

describe("compareModels(networks, {context, seed})", () => {
  it("says of each network what its report and its attention law say (asymmetric: circle3)", async () => {
    const hmm = circle3({ x: 0.05, a: 0.85 });
    const networks = [network(hmm, kalmanFilter), network(hmm, zetaFilter)];
    const { models, positions, context } = await compareModels(networks, setting);
    expect({ positions, context }).toEqual({ positions: [1, 4], context: 4 });
    expect(models.map(({ id }) => id)).toEqual(["kalmanFilter", "zetaFilter"]);
    for (const [i, { id, params, fitControl: control, ...rest }] of networks.entries()) {
      const shared = { ...setting, sites: null, onProgress: () => undefined };
      const { results } = await reportStudy({ ...rest, ...shared, controlFits: control(shared) });
      const law = await attentionLaw(rest.source, hmm, { context: 4, random: createRandom(9) });
      const { linearLogits: _, ...laws } = law.laws; // needs training: `attentionLaw` alone has it
      const besideTwo = (decay: DecayBesideLaws | null) =>
        decay && { ...decay, agreesWith: decay.agreesWith.filter((name) => name !== "linearLogits") };
      const shown = results.sites.find(({ name }) => name === results.shownSite)!;
      const gap = results.optimal.unigramLossMean - results.optimal.lossMean;
      expect(models[i]).toMatchObject({
        id,
        params,
        loss: results.network.lossMean,
        regret: results.network.regret,
        regretSe: 0,
        frac: results.network.regret / gap,
        site: shown.name,
        r2: shown.r2InSample,
        r2HeldOut: shown.r2HeldOut,
        gain: shown.gainOverBestBaseline,
        fixedness: 1,
        laws,
        heads: law.heads.map(({ head, hook, fixedness, decay }) => ({
          head,
          hook,
          fixedness,
          decay: besideTwo(decay),
        })),
        influence: besideTwo(law.influence.decay),
        pole: law.influence.decay!.pole,
      });
      expect(models[i]!.sites.map(({ name }) => name)).toEqual(results.sites.map(({ name }) => name));
      const last = results.network.lossByTokensRead[4]! - results.optimal.lossByTokensRead[4]!;
      expect(models[i]!.regretLast).toBeCloseTo(last, 12);
    }
    expect(models[0]!.regret).toBeLessThan(models[1]!.regret);
  });

  it("measures the gain on random words where beliefs are held out whole, and has no frac of no gap", async () => {
    const one = network(z1r({ p: 0.5 }), zetaFilter);
    const { fitControl: control, ...rest } = one;
    const [model] = (await compareModels([one], setting)).models;
    const shared = { ...setting, sites: null, onProgress: () => undefined };
    const { results } = await reportStudy({ ...rest, ...shared, controlFits: control(shared) });
    const { lastToken, last3, history, untrained } = results.baselines;
    const rival = Math.max(...[lastToken, last3, history, untrained].map((fit) => fit.r2WordsHeldOut!));
    const shown = results.sites.find(({ name }) => name === results.shownSite)!;
    expect(model!.r2WordsHeldOut).toBe(shown.r2WordsHeldOut);
    expect(model!.gain).toBeCloseTo(shown.r2WordsHeldOut! - rival, 12);
    expect(model!.gain).not.toBeCloseTo(shown.gainOverBestBaseline!, 3);
    const coin = messN({ x: 1 / 3, a: 0.85, n: 3 }); // states forget at once: nothing to gain
    const [nothing] = (await compareModels([network(coin, kalmanFilter)], setting)).models;
    expect(nothing!.frac).toBeNull();
  });

  it("compares networks without attention, whose tokens have influence all the same", async () => {
    const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
    const networks = [network(hmm, kalmanFilter, ["blocks.0.hook_resid_post"])];
    const [model] = (await compareModels(networks, setting)).models;
    expect(model).toMatchObject({ fixedness: null, heads: [] });
    expect(model!.pole).toBeGreaterThan(0);
  });

  it("throws a RangeError for no networks and for a context without lags", async () => {
    await expect(compareModels([], setting)).rejects.toThrow("compareModels: networks must be one or more, got none");
    const networks = [network(messN({ x: 0.05, a: 0.85, n: 3 }), kalmanFilter)];
    await expect(compareModels(networks, { ...setting, context: 1 })).rejects.toThrow(
      "compareModels: context must be an integer from 2 up, got 1",
    );
  });
});
