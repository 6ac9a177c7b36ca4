import { filterBeliefs, kalmanFilter, runFilter, wordEnsemble } from "@beliefscope/belief";
import { randomHmm } from "@beliefscope/hmm-core";
import { attentionFromFilter, predictionTask, runAttention, trainAttention } from "@beliefscope/models-attention";
import {
  convolutionFromFilter,
  convolutionFromHeads,
  diagonalFromConvolution,
  diagonalFromFilter,
  recurrenceFromFilter,
  runConvolution,
  runDiagonalRecurrence,
  runRecurrence,
  runSelective,
  scanSelective,
  selectiveFromHmm,
} from "@beliefscope/models-ssm";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { dotChart, type Figure, lineChart, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { processes } from "../processes.ts";
import { trainedNetwork } from "../trained-networks.ts";

const { mess, slow, circle, trap } = processes;
const chosen = [
  mess,
  slow,
  circle,
  trap,
  { name: "random, 4 states", hmm: randomHmm({ n: 4, v: 3, temperature: 2, seed: 2 }) },
];
const length = 8;

/** The same filters as state-space models. */
export const stateSpaceModels: Finding = {
  page: "state-space-models",
  tables: {
    equal: { quick: true, make: equalityTable },
    orders: { quick: true, make: orderTable },
    lost: { quick: false, make: lostTable },
    trained: { quick: true, make: trainedTable },
  },
  figures: { kernel: kernelFigure, networks: trainedFigure },
};

const largestDifference = (a: Tensor, b: Tensor): number =>
  a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b.data[i]!)), 0);

/** Differences of rounding are not worth their digits, which differ between machines. */
const rounding = (difference: number): string => (difference < 1e-12 ? "< 10⁻¹²" : difference.toExponential(1));

function equalityTable(): string {
  const rows = chosen.map(({ name, hmm }) => {
    const { words } = wordEnsemble(hmm, length);
    const filter = kalmanFilter(hmm, { readout: "linear" });
    const claims = runFilter(filter, words);
    const forms = [
      runAttention(attentionFromFilter(filter, { length }), words).streams.at(-1)!,
      runConvolution(convolutionFromFilter(filter, { taps: length }), words),
      runRecurrence(recurrenceFromFilter(filter), words),
      runDiagonalRecurrence(diagonalFromFilter(filter), words),
    ].map((form) => largestDifference(form, claims));
    const { beliefs } = filterBeliefs(hmm, words);
    const selective = selectiveFromHmm(hmm);
    const exact = [runSelective, scanSelective].map((run) => largestDifference(run(selective, words).states, beliefs));
    const poles = filter.poles.map(([re, im]) =>
      Math.abs(im) < 1e-9 ? re.toFixed(3) : `${re.toFixed(3)} ${im < 0 ? "−" : "+"} ${Math.abs(im).toFixed(3)}i`,
    );
    return [name, poles.join(", "), ...forms.map(rounding), ...exact.map(rounding)];
  });
  return markdownTable(
    ["process", "poles", "attention", "convolution", "recurrence", "diagonal", "selective", "… by scan"],
    rows,
  );
}

function orderTable(): string {
  const rows = chosen.map(({ name, hmm }) => {
    const convolution = convolutionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { taps: 12 });
    const cells = [1, 2, 3].map((order) => {
      const { residual } = diagonalFromConvolution(convolution, { order });
      return residual < 1e-9 ? "0" : residual.toFixed(4);
    });
    return [name, ...cells];
  });
  return markdownTable(["kernel of the best filter", "1 pole", "2 poles", "3 poles"], rows);
}

function lostTable(): string {
  const rows = chosen.map(({ name, hmm }) => {
    const task = predictionTask(hmm, wordEnsemble(hmm, length - 1));
    const heads = trainAttention(task, { pattern: "free" }, { random: createRandom(1) }).model.layers[0]!.heads;
    const fixed = heads.map(({ attention, values }) => {
      if (attention.kind !== "fixed") throw new Error("a fixed pattern was trained");
      return { pattern: attention.pattern, values };
    });
    const { model, residual } = convolutionFromHeads(fixed);
    const orders = [1, 2].map((order) => diagonalFromConvolution(model, { order }).residual.toFixed(4));
    const regrets = [
      { pattern: "free" },
      { pattern: "toeplitz" },
      { pattern: "decays" },
      { pattern: "decays", heads: 2 },
    ] as const;
    return [
      name,
      residual.toFixed(4),
      ...orders,
      ...regrets.map((family) => trainAttention(task, family, { random: createRandom(1) }).regret.toFixed(6)),
    ];
  });
  return markdownTable(
    ["process", "free M → convolution", "→ 1 pole", "→ 2 poles", "regret: free M", "convolution", "1 pole", "2 poles"],
    rows,
  );
}

const trainedRungs = ["attn", "nonorm", "fixed", "free", "ssm", "selective", "rnn", "gru"] as const;
const trainedOn = ["mess3", "circle3", "trap2-x10", "rrxor"] as const;

function trainedTable(): string {
  const rows = trainedRungs.map((rung) => {
    const networks = trainedOn.map((process) => trainedNetwork(process, rung));
    const parameters = networks.find((network) => network !== undefined)!.config.parameters;
    return [
      `\`${rung}\``,
      parameters.toLocaleString("en"),
      ...networks.map((network) =>
        network ? `${network.metrics.regret.toFixed(6)} (${network.metrics.frac.toFixed(4)})` : "–",
      ),
    ];
  });
  return markdownTable(["rung", "parameters, mess3", ...trainedOn], rows);
}

function trainedFigure(): Figure {
  return dotChart(
    {
      axis: { label: "regret as a share of what there is to learn", scale: "log" },
      series: [...trainedOn],
      rows: trainedRungs.map((rung) => ({
        label: rung,
        dots: trainedOn.map((process) => {
          const network = trainedNetwork(process, rung);
          return network ? { value: network.metrics.frac } : null;
        }),
      })),
    },
    {
      theme: themes.dark,
      title: "Trained networks: attention, fixed filters, recurrences",
      subtitle: "Context 10, d 64, one seed each, exact over all words, mean over 1 … 10 tokens read.",
      alt: "Share of what there is to learn that trained networks lose: nonlinear recurrences lose least; a diagonal state-space model loses on circle3 no more than on mess3, where a fixed matrix loses eight times as much.",
    },
  );
}

function kernelFigure(): Figure {
  const kernel = ({ hmm }: (typeof chosen)[number]): (readonly [number, number])[] => {
    const { kernel: taps } = convolutionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { taps: 9 });
    const first = Array.from(taps.data.subarray(0, 3));
    const state = first.indexOf(Math.max(...first)); // the one that the token makes more probable at once
    return Array.from({ length: 9 }, (_, lag) => [lag, taps.data[lag * 9 + state]! / first[state]!] as const);
  };
  const envelope = (sign: number) => Array.from({ length: 9 }, (_, lag) => [lag, sign * 0.4942706356 ** lag] as const);
  return lineChart(
    {
      x: { label: "lag, tokens back" },
      y: { label: "what a token adds to the belief in its state, relative to lag 0" },
      lines: [
        { label: "circle3", points: kernel(chosen[2]!) },
        { label: "messN", points: kernel(chosen[0]!) },
        { label: "θ^lag", points: envelope(1), dashed: true },
      ],
    },
    {
      theme: themes.dark,
      title: "A real and a complex pole of the same modulus",
      subtitle:
        "Kernels of the best fixed filters at (.05, .85). circle3 turns by a third of a circle with each token.",
      alt: "Kernels by lag: messN decays monotonically, circle3 oscillates under the same envelope and is positive at every third lag only.",
    },
  );
}
