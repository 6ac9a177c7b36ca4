import { kgramLossByTokensRead, optimalLossByTokensRead, wordEnsemble } from "@beliefscope/belief";
import { type Hmm, trapN } from "@beliefscope/hmm-core";
import {
  type AttentionModel,
  fitLinearLogits,
  informativeTokenCircuit,
  predictionTask,
  type PredictionTask,
  runAttention,
} from "@beliefscope/models-attention";
import { type Figure, lineChart, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { trainedNetwork } from "../trained-networks.ts";
import { closeLooks, neededHead, trapRuns } from "../trap-results.ts";

const length = 8;
const rates = [0.3, 0.1, 0.03, 0.01] as const;

/** Processes in which one token should make the rest forgotten. */
export const theTrap: Finding = {
  page: "the-trap",
  tables: {
    circuits: { quick: true, make: circuitTable },
    networks: { quick: true, make: networkTable },
    seeds: { quick: true, make: seedTable },
    heads: { quick: true, make: headTable },
    search: { quick: true, make: searchTable },
  },
  figures: { regret: regretFigure },
};

const trap = (x: number): Hmm => trapN({ x, a: 0.25, n: 2 });

/** Regret by tokens read, 0 … length - 1: mean KL between the true laws and a model's. */
function regrets(hmm: Hmm, model: AttentionModel): number[] {
  const ensemble = wordEnsemble(hmm, length - 1);
  const task: PredictionTask = predictionTask(hmm, ensemble);
  const { predictions } = runAttention(model, ensemble.words);
  const { prefixes } = ensemble;
  const V = hmm.numTokens;
  const byTokensRead = new Array<number>(length).fill(0);
  for (let node = 1; node < prefixes.length.length; node++) {
    const read = prefixes.length[node]!;
    const row = prefixes.wordIndex[node]! * (length - 1) + read - 1;
    for (let x = 0; x < V; x++) {
      const p = task.laws[node * V + x]!;
      if (p > 0) byTokensRead[read]! += prefixes.probability[node]! * p * Math.log(p / predictions.data[row * V + x]!);
    }
  }
  return byTokensRead;
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

function tableRegret(hmm: Hmm, k: number): number {
  const losses = kgramLossByTokensRead(hmm, { k, length: length - 1 });
  return mean(losses) - mean(optimalLossByTokensRead(hmm, length - 1));
}

function circuitTable(): string {
  const rows = rates.map((x) => {
    const hmm = trap(x);
    const gap = tableRegret(hmm, 1);
    const linear = fitLinearLogits(predictionTask(hmm, wordEnsemble(hmm, length - 1))).regret;
    const [identity, exact] = [false, true].map((age) =>
      mean(regrets(hmm, informativeTokenCircuit(hmm, { length, age }))),
    );
    return [
      `trap2(${x})`,
      gap.toFixed(5),
      tableRegret(hmm, 4).toFixed(6),
      linear.toFixed(6),
      (linear / gap).toFixed(3),
      identity!.toFixed(6),
      (identity! / gap).toFixed(3),
      Math.abs(exact!) < 1e-14 ? "< 10⁻¹⁴" : exact!.toExponential(1),
    ];
  });
  return markdownTable(
    ["process", "to learn, nats", "last 3 tokens", "any linear logits", "frac", "identity", "frac", "identity and age"],
    rows,
  );
}

function networkTable(): string {
  const rungs = ["4l", "2l", "1l", "attn", "attn-bos", "noskip", "nonorm", "fixed", "free", "ssm", "selective", "gru"];
  const processes = ["trap2-x10", "trap2-x1"].filter((process) => rungs.some((rung) => trainedNetwork(process, rung)));
  const rows = rungs
    .filter((rung) => processes.some((process) => trainedNetwork(process, rung)))
    .map((rung) => [
      `\`${rung}\``,
      ...processes.flatMap((process) => {
        const metrics = trainedNetwork(process, rung)?.metrics;
        return metrics ? [metrics.regret.toFixed(6), metrics.frac.toFixed(4)] : ["–", "–"];
      }),
    ]);
  return markdownTable(["rung", ...processes.flatMap((process) => [process, "frac"])], rows);
}

const title: Readonly<Record<string, string>> = {
  x10: "trap2(.1)",
  x1: "trap2(.01)",
  "random-107": "random 107",
  "random-141": "random 141",
};

/** The runs with context 10: trap2, rare switching last, then processes of the search. */
const shownRuns = () =>
  Object.entries(trapRuns())
    .map(
      ([name, run]) =>
        [...name.split("/"), run] as [
          process: string,
          network: string,
          context: string,
          seed: string,
          run: ReturnType<typeof trapRuns>[string],
        ],
    )
    .filter(([process, , context]) => process in title && context === "10")
    .map(([process, network, , , run]) => ({ process: title[process]!, network, run }));

function seedTable(): string {
  const rows = shownRuns().map(({ process, network, run }) => [
    process,
    network,
    String(run.training.seed),
    run.exactRegret.toFixed(6),
    (run.exactRegret / run.gap).toFixed(4),
    run.regretInConflict.toFixed(6),
    run.explained.additiveByLag.r2.toFixed(3),
    run.explained.identity.r2.toFixed(3),
    run.explained.identityAndAge.r2.toFixed(3),
    run.explained.identityAndAge.regret.toFixed(6),
  ]);
  return markdownTable(
    [
      "process",
      "network",
      "seed",
      "regret",
      "frac",
      "in conflict",
      "R²: additive by lag",
      "identity",
      "identity and age",
      "regret of that part",
    ],
    rows,
  );
}

function headTable(): string {
  const rows = shownRuns().map(({ process, network, run }) => {
    const { layer, head, attention, costs } = neededHead(run);
    const { network: looks, meanOverInputs, uniform, untrained } = attention.several;
    return [
      process,
      `${network}, seed ${run.training.seed}`,
      `${layer + 1}.${head + 1}`,
      looks.recent.toFixed(2),
      `${meanOverInputs.recent.toFixed(2)} / ${uniform.recent.toFixed(2)} / ${untrained.recent.toFixed(2)}`,
      looks.otherInformative.toFixed(2),
      `${(100 * looks.top).toFixed(0)} %`,
      costs.mean.nats.toFixed(5),
      `${costs.gathered.nats.toFixed(5)} ± ${costs.gathered.se.toFixed(5)}`,
      costs.oldest.nats.toFixed(5),
      run.heads.length > 1 ? costs.othersMean.nats.toFixed(5) : "–",
    ];
  });
  return markdownTable(
    [
      "process",
      "network",
      "layer.head",
      "on most recent",
      "its mean / uniform / untrained",
      "on older ones",
      "most recent has most",
      "cost: its mean",
      "gathered",
      "oldest",
      "others' means",
    ],
    rows,
  );
}

function searchTable(): string {
  const rows = closeLooks().map(({ name, states, gap, full, mostRecent, norm }) => [
    name,
    String(states),
    gap.toFixed(4),
    (full / gap).toFixed(3),
    (Math.max(0, mostRecent) / gap).toFixed(3),
    norm === undefined ? "–" : (norm / gap).toFixed(4),
  ]);
  return markdownTable(
    [
      "process",
      "states",
      "to learn, nats",
      "any linear logits: frac",
      "most recent and age: frac",
      "fixed matrix and norm: frac",
    ],
    rows,
  );
}

function regretFigure(): Figure {
  const grid = Array.from({ length: 25 }, (_, k) => 0.004 * 100 ** (k / 24));
  const share = (of: (hmm: Hmm) => number) => grid.map((x) => [x, of(trap(x)) / tableRegret(trap(x), 1)] as const);
  return lineChart(
    {
      x: { label: "x, probability of a switch", scale: "log" },
      y: { label: "regret as a share of what there is to learn" },
      lines: [
        {
          label: "any linear logits",
          points: share((hmm) => fitLinearLogits(predictionTask(hmm, wordEnsemble(hmm, length - 1))).regret),
        },
        {
          label: "most recent, identity",
          points: share((hmm) => mean(regrets(hmm, informativeTokenCircuit(hmm, { length, age: false })))),
        },
        { label: "… and age: exact", points: grid.map((x) => [x, 0] as const), dashed: true },
      ],
    },
    {
      theme: themes.dark,
      title: "Which circuit for which trap",
      subtitle:
        "trap2(x), a = .25, exact over all words of up to 7 tokens. Linear logits are the certified best of their kind.",
      alt: "Share of what there is to learn that is lost, by the rate of switching: the identity of the most recent informative token wins for rare switching, linear logits for frequent switching, identity and age are exact.",
    },
  );
}
