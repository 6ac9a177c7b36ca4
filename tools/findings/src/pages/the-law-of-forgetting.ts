import { dotChart, type Figure, lineChart, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import {
  type Estimate,
  forgettingPredictions,
  forgettingRuns,
  ownReadoutOf,
  predictionsBeforeTraining,
  slowestPole,
} from "../forgetting-runs.ts";
import { markdownTable } from "../markdown-table.ts";

const messPoints = ["x10-a95", "x05-a95", "x05-a85", "x06-a60", "x15-a60"] as const;
const newProcesses = ["circle3", "mess4", "asymmetric"] as const;

/** By which pole do trained one-layer networks forget? */
export const theLawOfForgetting: Finding = {
  page: "the-law-of-forgetting",
  tables: {
    poles: { quick: true, make: poleTable },
    tokens: { quick: true, make: tokenTable },
    excluded: { quick: true, make: excludedTable },
    predicted: { quick: true, make: predictedTable },
    capacity: { quick: true, make: capacityTable },
  },
  figures: { laws: poleFigure, kernels: kernelFigure },
};

const interval = ({ mean, low, high }: Estimate, digits = 3): string =>
  `${mean.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

const poleRow = (name: string): string[] => {
  const [process, network] = name.split("/") as [string, string];
  const { poles, regret } = forgettingRuns()[name]!;
  const { kalman, zeta, ownReadout } = forgettingPredictions()[process]!;
  const own = network === "mlp" ? null : ownReadout[ownReadoutOf(network)];
  return [
    process,
    network,
    String(regret.values.length),
    slowestPole(kalman).toFixed(3),
    slowestPole(zeta).toFixed(3),
    own === null ? "–" : own.weightPoleFromLag1.toFixed(3),
    interval(poles.attentionFromLag1),
    own === null ? "–" : own.poleFromLag1.toFixed(3),
    interval(poles.influenceFromLag1),
  ];
};

const poleColumns = [
  "process",
  "network",
  "seeds",
  "θ",
  "ζ",
  "own: weights",
  "attention, lags 1 …",
  "own: influence",
  "influence, lags 1 …",
];

const runsOf = (processes: readonly string[], teacher: string): string[] =>
  processes.flatMap((process) =>
    Object.keys(forgettingRuns()).filter((name) => {
      const parts = name.split("/");
      return parts[0] === process && parts[2] === teacher && parts.length === 3;
    }),
  );

function poleTable(): string {
  return markdownTable(poleColumns, runsOf(messPoints, "exact").map(poleRow));
}

function tokenTable(): string {
  const longer = Object.keys(forgettingRuns()).filter((name) => /^[^/]+\/[^/]+\/tokens\/\d+$/.test(name));
  const rows = [...runsOf(messPoints, "tokens"), ...longer].map((name) =>
    poleRow(name).toSpliced(2, 0, forgettingRuns()[name]!.training.steps.toLocaleString("en")),
  );
  return markdownTable(poleColumns.toSpliced(2, 0, "steps"), rows);
}

/** How far the mean pole of attention lies from each law, and what difference its interval could still show. */
function excludedTable(): string {
  const rows = runsOf(messPoints, "exact").map((name) => {
    const [process, network] = name.split("/") as [string, string];
    const { attentionFromLag1: pole } = forgettingRuns()[name]!.poles;
    const { kalman, zeta, ownReadout } = forgettingPredictions()[process]!;
    const signed = (law: number): string => {
      const distance = pole.mean - law;
      const outside = law < pole.low || law > pole.high;
      return `${distance < 0 ? "−" : "+"}${Math.abs(distance).toFixed(3)}${outside ? "" : " (inside)"}`;
    };
    return [
      process,
      network,
      signed(slowestPole(kalman)),
      network === "mlp" ? "–" : signed(ownReadout[ownReadoutOf(network)].weightPoleFromLag1),
      signed(slowestPole(zeta)),
      ((pole.high - pole.low) / 2).toFixed(4),
    ];
  });
  return markdownTable(["process", "network", "from θ", "from own readout", "from ζ", "half the interval"], rows);
}

function predictedTable(): string {
  const rows = runsOf(newProcesses, "exact").map((name) => {
    const [process, network] = name.split("/") as [string, string];
    const { poles, regret } = forgettingRuns()[name]!;
    const { kalman, zeta, ownReadout } = predictionsBeforeTraining()[process]!;
    const own = ownReadout[ownReadoutOf(network)];
    return [
      process,
      network,
      slowestPole(kalman).toFixed(3),
      slowestPole(zeta).toFixed(3),
      own.weightPoleFromLag1.toFixed(3),
      interval(poles.attentionFromLag1),
      own.regret.toFixed(4),
      `${Math.min(...regret.values).toFixed(4)} … ${Math.max(...regret.values).toFixed(4)}`,
    ];
  });
  return markdownTable(
    [
      "process",
      "network",
      "θ",
      "ζ",
      "own: weights, predicted",
      "attention, measured",
      "regret of the best fixed pattern, predicted",
      "regrets of the seeds",
    ],
    rows,
  );
}

function capacityTable(): string {
  const rows = messPoints.flatMap((process) => {
    const { kalman, zeta, limitedReadout } = forgettingPredictions()[process]!;
    if (limitedReadout === undefined) return [];
    const { polynomialDegree, noiseSd } = limitedReadout;
    return [
      [
        process,
        slowestPole(kalman).toFixed(3),
        slowestPole(zeta).toFixed(3),
        ...["1", "2", "3", "5"].map((degree) => polynomialDegree[degree]!.pole.toFixed(3)),
        ...["0.01", "0.1", "1"].map((sd) => noiseSd[sd]!.pole.toFixed(3)),
      ],
    ];
  });
  return markdownTable(
    ["process", "θ", "ζ", "degree 1", "degree 2", "degree 3", "degree 5", "noise .01", "noise .1", "noise 1"],
    rows,
  );
}

function poleFigure(): Figure {
  const names = [...runsOf(messPoints, "exact"), ...runsOf(["mess4"], "exact")];
  return dotChart(
    {
      axis: { label: "pole", domain: [0, 1] },
      series: ["attention", "influence", "own readout", "θ", "ζ"],
      rows: names.map((name) => {
        const [process, network] = name.split("/") as [string, string];
        const { attentionFromLag1, influenceFromLag1 } = forgettingRuns()[name]!.poles;
        const { kalman, zeta, ownReadout } = forgettingPredictions()[process]!;
        const dot = ({ mean, low, high }: Estimate) => ({ value: mean, interval: [low, high] as const });
        return {
          label: `${process}, ${network}`,
          dots: [
            dot(attentionFromLag1),
            dot(influenceFromLag1),
            network === "mlp" ? null : { value: ownReadout[ownReadoutOf(network)].weightPoleFromLag1 },
            { value: slowestPole(kalman) },
            { value: slowestPole(zeta) },
          ],
        };
      }),
    },
    {
      theme: themes.dark,
      width: 820,
      title: "Where trained networks forget, and where the laws say",
      subtitle:
        "Poles of one decay from lag 1 on, exact teachers; bars are 95 % intervals over seeds, often shorter than a dot.",
      alt: "Measured poles of attention and influence lie at the Kalman pole or near it on every row; the eigenvalue lies above every one of them, nearest at (.15, .6).",
    },
  );
}

function kernelFigure(): Figure {
  const lags = Array.from({ length: 7 }, (_, lag) => lag);
  const decay = (pole: number) => lags.map((lag) => [lag, pole ** lag] as const);
  const { kalman, zeta } = forgettingPredictions()["x10-a95"]!;
  const influence = (name: string) => {
    const { mean } = forgettingRuns()[name]!.influenceByLag;
    return lags.flatMap((lag) => (mean[lag]! > 1e-4 ? [[lag, mean[lag]!] as const] : []));
  };
  return lineChart(
    {
      x: { label: "lag, tokens back" },
      y: { label: "influence on the logits, lag 0 = 1", scale: "log", domain: [1e-4, 1.3] },
      lines: [
        { label: "linear", points: influence("x10-a95/linear/exact") },
        { label: "norm", points: influence("x10-a95/norm/exact") },
        { label: "mlp", points: influence("x10-a95/mlp/exact") },
        {
          label: `θ = ${slowestPole(kalman).toFixed(2)}`,
          points: decay(slowestPole(kalman)).filter(([, weight]) => weight > 1e-4),
          dashed: true,
        },
        { label: `ζ = ${slowestPole(zeta).toFixed(2)}`, points: decay(slowestPole(zeta)), dashed: true },
      ],
    },
    {
      theme: themes.dark,
      title: "Kernels where the laws are furthest apart, messN(.10, .95)",
      subtitle: "Mean influence of a token on the logits after 10 tokens; exact teachers, means over seeds.",
      alt: "Influence by lag of three kinds of networks falls by a factor of six a step, as the Kalman pole says; the eigenvalue would keep seven tenths.",
    },
  );
}
