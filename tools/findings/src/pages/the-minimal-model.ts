import {
  filterPredictions,
  kalmanFilter,
  kgramLossByTokensRead,
  optimalLossByTokensRead,
  runFilterOnEnsemble,
  wordEnsemble,
} from "@beliefscope/belief";
import { createProcess, type Hmm, mess3, tokenLaw } from "@beliefscope/hmm-core";
import {
  crossValidatedProbe,
  foldMoments,
  historyFeatures,
  probeFolds,
  shuffledTargets,
} from "@beliefscope/interp-probes";
import { pooledR2, type Tensor } from "@beliefscope/tensor";
import { matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";
import { beliefCloudPanels, dotChart, type Figure, layoutPanels, simplexProjection, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { networkSource } from "../network-source.ts";
import { once } from "../once.ts";
import { measuredModels, trainedNetwork, trainedNetworks } from "../trained-networks.ts";

const context = 10;
const hmm = mess3({ x: 0.05, a: 0.85 });
const rungs = ["4l", "2l", "1l", "attn", "attn-bos", "noskip", "nonorm", "fixed", "free", "ssm"] as const;
const beside = ["selective", "rnn", "gru"] as const;

/** From four layers down to one fixed matrix, by gradient descent. */
export const theMinimalModel: Finding = {
  page: "the-minimal-model",
  tables: {
    rungs: { quick: true, make: rungTable },
    others: { quick: true, make: otherTable },
    baselines: { quick: false, make: baselineTable },
    implied: { quick: false, make: impliedTable },
    probes: { quick: false, make: probeTable },
    sites: { quick: true, make: siteTable },
  },
  figures: { loss: lossFigure, fractals: fractalFigure },
};

function rungTable(): string {
  const rows = [...rungs, ...beside].flatMap((rung) => {
    const network = trainedNetwork("mess3", rung);
    if (network === undefined) return [];
    const { metrics, config } = network;
    const last = metrics.lossByTokensRead.at(-1)! - metrics.optimalLossByTokensRead.at(-1)!;
    return [
      [
        `\`${rung}\``,
        config.parameters.toLocaleString("en"),
        metrics.regret.toFixed(6),
        metrics.frac.toFixed(4),
        last.toFixed(6),
      ],
    ];
  });
  return markdownTable(["rung", "parameters", "regret, nats", "frac", "regret at k = 10"], rows);
}

/** The processes of networks that read 10 tokens, mess3(.05, .85) left out. */
const otherProcesses = (): string[] => [
  ...new Set(
    trainedNetworks()
      .filter(({ metrics }) => metrics.optimalLossByTokensRead.length === context + 1)
      .map(({ ladderProcess }) => ladderProcess)
      .filter((process) => process !== "mess3"),
  ),
];

function otherTable(): string {
  const processes = otherProcesses();
  const rows = [...rungs, ...beside].map((rung) => [
    `\`${rung}\``,
    ...processes.map((process) => trainedNetwork(process, rung)?.metrics.frac.toFixed(4) ?? "–"),
  ]);
  return markdownTable(["frac", ...processes], rows);
}

/** Mean over 1 … context tokens read of what a table of the last tokens loses, as a share of what there is to learn. */
function tableShares(of: Hmm, { regret, frac }: { readonly regret: number; readonly frac: number }): number[] {
  const optimal = optimalLossByTokensRead(of, context);
  return [1, 2, 3, 4, 5].map((k) => {
    const losses = kgramLossByTokensRead(of, { k, length: context });
    const mean = losses.reduce((sum, loss, read) => (read === 0 ? sum : sum + loss - optimal[read]!), 0) / context;
    return (mean / regret) * frac;
  });
}

const hmmOf: Readonly<Record<string, Hmm>> = {
  mess3: hmm,
  circle3: createProcess("circleN", { x: 0.05, a: 0.85, n: 3 }),
  "trap2-x10": createProcess("trapN", { x: 0.1, a: 0.25, n: 2 }),
  "trap2-x1": createProcess("trapN", { x: 0.01, a: 0.25, n: 2 }),
  "mess3-x15-a60": mess3({ x: 0.15, a: 0.6 }),
  rrxor: createProcess("rrxor", { p1: 0.5, p2: 0.5 }),
};

function baselineTable(): string {
  const rows = ["mess3", ...otherProcesses()].flatMap((process) => {
    const any = trainedNetwork(process, "attn");
    const of = hmmOf[process];
    if (any === undefined || of === undefined) return [];
    return [[process, ...tableShares(of, any.metrics).map((share) => share.toFixed(4))]];
  });
  return markdownTable(["frac", ...[0, 1, 2, 3, 4].map((tokens) => `last ${tokens} tokens`)], rows);
}

function lossFigure(): Figure {
  const processes = ["mess3", ...otherProcesses()];
  return dotChart(
    {
      axis: { label: "regret as a share of what there is to learn", scale: "log" },
      series: processes,
      rows: [...rungs, ...beside].map((rung) => ({
        label: rung,
        dots: processes.map((process) => {
          const network = trainedNetwork(process, rung);
          return network === undefined ? null : { value: network.metrics.frac };
        }),
      })),
    },
    {
      theme: themes.dark,
      width: 820,
      title: "What each simplification costs",
      subtitle:
        "Networks trained on exact laws, one seed each, exact over all words of 10 tokens, mean over 1 … 10 tokens read.",
      alt: "Share of what there is to learn that each rung loses: on mess3 it rises from two in ten thousand with four layers to four in a thousand with attention alone, and to two in a hundred with one fixed matrix.",
    },
  );
}

/** What a predictor's laws after all words of 10 tokens imply. */
type Implied = { readonly title: string; readonly beliefs: Tensor };

/** The belief that a law of the next token implies: p = b C has one solution where C = P(token | state) is invertible. */
const impliedBeliefs = (laws: Tensor): Tensor => matmul(laws, pseudoInverse(tokenLaw(hmm)));

const shown = [
  ["2l", "Two layers"],
  ["1l", "One layer"],
  ["attn", "Attention only"],
  ["nonorm", "No skip, no norm"],
  ["free", "One free matrix"],
  ["ssm", "Diagonal SSM"],
] as const;

const clouds = once(async (): Promise<{ truth: Tensor; weights: Float64Array; implied: readonly Implied[] }> => {
  const ensemble = wordEnsemble(hmm, context);
  const { levelStart, beliefs, probability } = ensemble.prefixes;
  const first = levelStart[context]!;
  const count = ensemble.words.shape[0]!;
  const lastLevel = (tensor: Tensor): Tensor => ({ shape: [count, 3], data: tensor.data.slice(first * 3) });
  const implied: Implied[] = [];
  for (const [rung, title] of shown) {
    const source = await networkSource(trainedNetwork("mess3", rung)!.exported!.replace(/\.onnx$/, ""));
    const { logits } = await source.run(ensemble.words, []);
    await source.dispose();
    const laws = new Float64Array(count * 3);
    for (let word = 0; word < count; word++) {
      const row = Array.from(
        logits.data.subarray((word * context + context - 1) * 3, (word + 1) * context * 3),
        Math.exp,
      );
      const total = row[0]! + row[1]! + row[2]!;
      row.forEach((value, x) => (laws[word * 3 + x] = value / total));
    }
    implied.push({ title, beliefs: impliedBeliefs({ shape: [count, 3], data: laws }) });
  }
  const filter = kalmanFilter(hmm, { readout: "log" });
  const laws = filterPredictions(filter, runFilterOnEnsemble(filter, ensemble));
  implied.push({ title: "From scratch, θ", beliefs: impliedBeliefs(lastLevel(laws)) });
  return { truth: lastLevel(beliefs), weights: probability.slice(first), implied };
});

async function impliedTable(): Promise<string> {
  const { truth, weights, implied } = await clouds();
  const even = new Float64Array(weights.length).fill(1 / weights.length);
  const rows = implied.map(({ title, beliefs }) => {
    let outside = 0;
    weights.forEach((weight, word) => {
      if (beliefs.data.subarray(3 * word, 3 * word + 3).some((value) => value < 0)) outside += weight;
    });
    return [
      title,
      pooledR2(truth, beliefs, weights)!.toFixed(4),
      pooledR2(truth, beliefs, even)!.toFixed(4),
      `${(100 * outside).toFixed(1)} %`,
    ];
  });
  return markdownTable(["predictor", "R² by probability", "R², words alike", "outside the triangle"], rows);
}

/** How well beliefs are read linearly from logits, and from the tokens themselves; after 1 … 10 tokens. */
async function probeTable(): Promise<string> {
  const { words, prefixes } = wordEnsemble(hmm, context);
  const count = prefixes.length.length - 1;
  const at = (row: number): number => prefixes.wordIndex[row + 1]! * context + prefixes.length[row + 1]! - 1;
  const tokensByLag = new Int32Array(count * context).fill(-1);
  for (let row = 0; row < count; row++) {
    for (let lag = 0; lag < prefixes.length[row + 1]!; lag++)
      tokensByLag[row * context + lag] = words.data[at(row) - lag]!;
  }
  const tokens = { shape: [count, context], data: tokensByLag };
  const targets = { shape: [count, 3], data: prefixes.beliefs.data.subarray(3) };
  const weights = prefixes.probability.subarray(1);
  const { folds } = probeFolds({ tokensByLag: tokens, targets });
  const row = (name: string, features: Tensor<Float32Array>, of: Tensor = targets): string[] => {
    const { r2HeldOut, r2HeldOutSe, r2InSample } = crossValidatedProbe(
      foldMoments({ features, targets: of, weights, folds }),
      {
        ridge: 1e-3,
      },
    );
    return [name, `${r2HeldOut!.toFixed(3)} ± ${r2HeldOutSe!.toFixed(3)}`, r2InSample!.toFixed(3)];
  };
  const logitsOf = async (name: string): Promise<Tensor<Float32Array>> => {
    const source = await networkSource(name);
    const { logits } = await source.run(words, []);
    await source.dispose();
    const data = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) {
      const scores = logits.data.subarray(3 * at(i), 3 * at(i) + 3);
      const mean = (scores[0]! + scores[1]! + scores[2]!) / 3;
      scores.forEach((score, x) => (data[3 * i + x] = score - mean));
    }
    return { shape: [count, 3], data };
  };
  const rows: string[][] = [];
  for (const [rung, title] of shown) {
    rows.push(row(title, await logitsOf(trainedNetwork("mess3", rung)!.exported!.replace(/\.onnx$/, ""))));
  }
  const exact = tokenLaw(hmm);
  const optimal = Float32Array.from(matmul(targets, exact).data, (p) => Math.log(p));
  rows.push(row("optimal log-probabilities", { shape: [count, 3], data: optimal }));
  rows.push(row("four layers, untrained", await logitsOf("mess3-4l-untrained")));
  const history = (lags: number): Tensor<Float32Array> => historyFeatures(tokens, { numTokens: 3, lags });
  rows.push(
    row("last token", history(1)),
    row("last three tokens", history(3)),
    row("all tokens, by lag", history(context)),
  );
  rows.push(
    row(
      "two layers, beliefs shuffled",
      await logitsOf("mess3-2l"),
      shuffledTargets(targets, { random: createRandom(1) }),
    ),
  );
  return markdownTable(["logits of", "R² held out", "in sample"], rows);
}

/** The site of each network where the beliefs are best readable, beside baselines and controls. */
function siteTable(): string {
  const rows = [...rungs, ...beside].flatMap((rung) => {
    const model = measuredModels()[`mess3-${rung}`];
    if (model === undefined) return [];
    const best = model.sites
      .filter(({ name }) => name !== "all sites")
      .reduce((a, b) => ((b.r2HeldOut ?? -Infinity) > (a.r2HeldOut ?? -Infinity) ? b : a));
    return [
      [
        `\`${rung}\``,
        best.name,
        `${best.r2HeldOut!.toFixed(3)} ± ${best.r2HeldOutSe!.toFixed(3)}`,
        best.r2InSample!.toFixed(3),
        best.untrained.r2HeldOut!.toFixed(3),
        best.gainOverBestBaseline!.toFixed(3),
      ],
    ];
  });
  return markdownTable(
    ["network", "best site", "R² held out", "in sample", "untrained, held out", "gain over the best baseline"],
    rows,
  );
}

async function fractalFigure(): Promise<Figure> {
  const { truth, implied } = await clouds();
  const panels = beliefCloudPanels({
    truth,
    weights: new Float64Array(truth.shape[0]!).fill(1 / truth.shape[0]!),
    projection: simplexProjection(3),
    clouds: [{ title: "Optimal", claims: truth }, ...implied.map(({ title, beliefs }) => ({ title, claims: beliefs }))],
  });
  return layoutPanels(panels, {
    theme: themes.dark,
    width: 900,
    columns: 4,
    alt: "Beliefs that the predictions of trained networks imply, from two layers down to a diagonal state-space model, beside the optimal ones: the fractal loses its fine structure rung by rung, and the linear rungs leave the triangle.",
    subtitle:
      "Place: the belief that the prediction implies, p (T E)⁻¹, nothing fitted. Colour: the true belief. All words of 10 tokens alike.",
  });
}
