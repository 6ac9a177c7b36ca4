import { mess3, trapN, circle3, type Hmm } from "@beliefscope/hmm-core";
import { attentionLaw, type AttentionLaw } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { dotChart, type Figure, lineChart, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { forgettingPredictions, forgettingRuns, ownReadoutOf, slowestPole } from "../forgetting-runs.ts";
import { markdownTable } from "../markdown-table.ts";
import { networkSource } from "../network-source.ts";
import { once } from "../once.ts";

/** Is attention a fixed matrix? */
export const theFixedMatrix: Finding = {
  page: "the-fixed-matrix",
  tables: {
    models: { quick: false, make: modelTable },
    runs: { quick: true, make: runTable },
  },
  figures: { cost: costFigure, kernels: kernelFigure },
};

const mess = mess3({ x: 0.05, a: 0.85 });
const models: readonly (readonly [name: string, hmm: Hmm])[] = [
  ["mess3-2l", mess],
  ["mess3-1l", mess],
  ["mess3-attn", mess],
  ["mess3-attn-bos", mess],
  ["circle3-attn", circle3({ x: 0.05, a: 0.85 })],
  ["trap2-x10-1l", trapN({ x: 0.1, a: 0.25, n: 2 })],
  ["trap2-x10-attn", trapN({ x: 0.1, a: 0.25, n: 2 })],
];

const laws = once(async (): Promise<(readonly [name: string, law: AttentionLaw])[]> => {
  const measured: (readonly [string, AttentionLaw])[] = [];
  for (const [name, hmm] of models) {
    const source = await networkSource(name);
    measured.push([name, await attentionLaw(source, hmm, { context: 10, random: createRandom(1) })]);
    await source.dispose();
  }
  return measured;
});

async function modelTable(): Promise<string> {
  const rows = (await laws()).flatMap(([name, law]) => {
    const regret = law.network.regret.nats;
    return law.heads.map(({ hook, fixedness, costOfMean, byLag }) => [
      name,
      hook.split(".")[1]!,
      fixedness.toFixed(3),
      byLag
        .slice(0, 5)
        .map((weight) => weight.toFixed(2))
        .join(" "),
      regret.toFixed(6),
      (regret + costOfMean!.nats).toFixed(6),
      `× ${(1 + costOfMean!.nats / regret).toFixed(1)}`,
    ]);
  });
  return markdownTable(
    ["network", "block", "fixedness", "mean attention, lags 0 … 4", "regret", "with its mean", "ratio"],
    rows,
  );
}

const order = ["x10-a95", "x05-a95", "x05-a85", "x06-a60", "x15-a60", "mess4", "asymmetric", "circle3"];

const exactRuns = (): (readonly [name: string, network: string, process: string])[] =>
  Object.keys(forgettingRuns())
    .filter((name) => /^[^/]+\/[^/]+\/exact$/.test(name))
    .map((name) => {
      const [process, network] = name.split("/") as [string, string];
      return [name, network, process] as const;
    })
    .toSorted((a, b) => order.indexOf(a[2]) - order.indexOf(b[2]));

/** What a network loses, with its own attention, with its mean, and what the best fixed pattern would. */
function runTable(): string {
  const rows = exactRuns().map(([name, network, process]) => {
    const { regret, regretWithMeanAttention } = forgettingRuns()[name]!;
    const own = network === "mlp" ? null : forgettingPredictions()[process]!.ownReadout[ownReadoutOf(network)].regret;
    return [
      process,
      network,
      String(regret.values.length),
      regret.mean.toFixed(6),
      regretWithMeanAttention.mean.toFixed(6),
      `× ${(regretWithMeanAttention.mean / regret.mean).toFixed(1)}`,
      own === null ? "–" : own.toFixed(6),
      own === null ? "–" : `× ${(own / regret.mean).toFixed(1)}`,
    ];
  });
  return markdownTable(
    ["process", "network", "networks", "regret", "with mean attention", "ratio", "best fixed pattern", "ratio"],
    rows,
  );
}

function costFigure(): Figure {
  const chosen = exactRuns().filter(([, network]) => network !== "mlp");
  return dotChart(
    {
      axis: { label: "regret, nats", scale: "log" },
      series: ["trained network", "its attention replaced by its mean", "best fixed pattern, trained as such"],
      rows: chosen.map(([name, network, process]) => {
        const { regret, regretWithMeanAttention } = forgettingRuns()[name]!;
        return {
          label: `${process}, ${network}`,
          dots: [
            { value: regret.mean },
            { value: regretWithMeanAttention.mean },
            { value: forgettingPredictions()[process]!.ownReadout[ownReadoutOf(network)].regret },
          ],
        };
      }),
    },
    {
      theme: themes.dark,
      title: "What content is worth to one head",
      subtitle: "One layer, attention only, context 8 or 10; means over 6 or 8 seeds; xNN-aMM is messN(.NN, .MM).",
      alt: "Regret of trained one-layer networks, of the same with their attention replaced by its mean, and of the best fixed pattern: the mean costs far more than a fixed pattern that was trained as one.",
    },
  );
}

function kernelFigure(): Figure {
  const { attentionByLag, influenceByLag } = forgettingRuns()["x05-a85/linear/exact"]!;
  const { kalman, zeta, ownReadout } = forgettingPredictions()["x05-a85"]!;
  const lags = Array.from({ length: 9 }, (_, lag) => lag);
  const decay = (pole: number) => lags.map((lag) => [lag, pole ** lag] as const);
  const attention = attentionByLag.mean;
  const scale = influenceByLag.mean[1]! / attention[1]!; // lag 0 also comes by the skip connection
  return lineChart(
    {
      x: { label: "lag, tokens back" },
      y: { label: "weight, lag 0 = 1", scale: "log" },
      lines: [
        { label: "influence on the logits", points: lags.map((lag) => [lag, influenceByLag.mean[lag]!] as const) },
        { label: "mean attention", points: lags.slice(1).map((lag) => [lag, scale * attention[lag]!] as const) },
        { label: `θ = ${slowestPole(kalman).toFixed(2)}`, points: decay(slowestPole(kalman)), dashed: true },
        { label: `ζ = ${slowestPole(zeta).toFixed(2)}`, points: decay(slowestPole(zeta)), dashed: true },
        {
          label: "best fixed pattern",
          points: lags.map((lag) => [lag, ownReadout["positive-linear"].influenceByLag[lag]!] as const),
          dashed: true,
        },
      ],
    },
    {
      theme: themes.dark,
      title: "Kernels of trained heads, messN(.05, .85)",
      subtitle:
        "Attention only, no norm, means over 8 seeds. Attention from lag 1 on, scaled to the influence there: lag 0 also comes by the skip connection.",
      alt: "Influence and mean attention by lag fall along the Kalman law and the best fixed pattern, far from the eigenvalue's decay, and faster than either beyond lag 6.",
    },
  );
}
