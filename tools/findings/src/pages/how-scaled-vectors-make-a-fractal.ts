import {
  beliefDimension,
  chaosGame,
  cloudDimensions,
  type DimensionEstimate,
  entropyRate,
  messPole,
  runFilterOnEnsemble,
  kalmanFilter,
  wordEnsemble,
} from "@beliefscope/belief";
import { mess3, messN, sampleTokens } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { beliefCloudPanels, type Figure, layoutPanels, lineChart, simplexProjection, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";

const points = [
  { name: "(.05, .85)", at: { x: 0.05, a: 0.85 } },
  { name: "(.15, .6)", at: { x: 0.15, a: 0.6 } },
] as const;
type Point = (typeof points)[number];

const burnIn = 1000;
const numTokens = 3;

/** How scaled vectors make a fractal: contractions, addresses, overlap, dimension. */
export const howScaledVectorsMakeAFractal: Finding = {
  page: "how-scaled-vectors-make-a-fractal",
  tables: {
    addresses: { quick: true, make: addressTable },
    overlap: { quick: true, make: overlapTable },
    dimensions: { quick: false, make: dimensionTable },
  },
  figures: { poles: polesFigure, weights: weightsFigure, dimension: dimensionFigure },
};

const theta = ({ at }: Point): number => messPole({ ...at, n: numTokens });
const zeta = ({ at }: Point): number => 1 - numTokens * at.x;

/** What the Kalman filter and Bayes make of all words that end alike. */
function addressTable(): string {
  const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
  const filter = kalmanFilter(hmm, { readout: "linear" });
  const length = 9;
  const ensemble = wordEnsemble(hmm, length);
  const claims = runFilterOnEnsemble(filter, ensemble);
  const pole = filter.poles[0]![0];
  const rows = [0, 1, 2, 3, 4, 5, 6].map((depth) => {
    const group = ensemble.words.data.length / length;
    const endings = Int32Array.from({ length: group }, (_, word) => {
      let ending = 0;
      for (let d = 1; d <= depth; d++) ending = ending * numTokens + ensemble.words.data[(word + 1) * length - d]!;
      return ending;
    });
    const first = ensemble.prefixes.levelStart[length]!;
    const spread = (beliefs: Tensor): number[] => spreads(beliefs.data.subarray(first * 3), endings);
    const filtered = spread(claims);
    const optimal = spread(ensemble.prefixes.beliefs);
    return [
      String(depth),
      String(numTokens ** depth),
      (pole ** depth).toFixed(4),
      Math.max(...filtered).toFixed(4),
      Math.max(...optimal).toFixed(4),
      Math.min(...optimal).toFixed(4),
    ];
  });
  return markdownTable(
    ["last tokens known, d", "endings", "θ^d", "filter, each cell", "Bayes, widest cell", "Bayes, narrowest cell"],
    rows,
  );
}

/** How far apart the first coordinates within each group are at most, for each group. */
function spreads(beliefs: Float64Array, groups: Int32Array): number[] {
  const low = new Map<number, number[]>();
  const high = new Map<number, number[]>();
  groups.forEach((group, word) => {
    const at = Array.from(beliefs.subarray(3 * word, 3 * word + 3));
    low.set(
      group,
      at.map((value, i) => Math.min(value, low.get(group)?.[i] ?? Infinity)),
    );
    high.set(
      group,
      at.map((value, i) => Math.max(value, high.get(group)?.[i] ?? -Infinity)),
    );
  });
  return [...low].map(([group, from]) => Math.max(...from.map((value, i) => high.get(group)![i]! - value)));
}

function overlapTable(): string {
  const rows = points.flatMap((point) => {
    const { nats } = entropyRate(mess3(point.at));
    return [[`θ of ${point.name}`, theta(point)] as const, [`ζ of ${point.name}`, zeta(point)] as const].map(
      ([name, z]) => [
        name,
        z.toFixed(4),
        (3 * z * z).toFixed(3),
        z <= 1 / 2 ? "apart" : 3 * z * z > 1 ? "overlap, by area" : "overlap",
        similarity(z).toFixed(3) + (z > 1 / 2 ? " (bound)" : ""),
        Math.min(2, nats / -Math.log(z)).toFixed(3) + (z > 1 / 2 ? " (bound)" : ""),
      ],
    );
  });
  return markdownTable(["pole z", "value", "3z²", "copies", "support: ln 3 / ln(1/z)", "measure: h / ln(1/z)"], rows);
}

/** The dimension of the set of all claims of a filter with this pole, if its copies do not overlap; else a bound. */
const similarity = (z: number): number => Math.min(2, Math.log(numTokens) / -Math.log(z));

function dimensionTable(): string {
  const rows = points.flatMap((point) => {
    const optimal = beliefDimension(mess3(point.at), { random: createRandom(1) });
    const theory = entropyRate(mess3(point.at)).nats / -Math.log(theta(point));
    return [
      [
        `${point.name}: optimal`,
        estimate(optimal.support),
        `${optimal.information.upperBoundOnly ? "≤ " : ""}${estimate(optimal.information)}`,
        estimate(optimal.measuredInformation),
        estimate(optimal.correlation),
      ],
      ...([theta(point), zeta(point)] as const).map((z, k) => {
        const measured = cloudDimensions(naturalCloud(point, z));
        return [
          `${point.name}: pole ${"θζ"[k]!} = ${z.toFixed(3)}`,
          (k === 0 ? "" : "≤ ") + similarity(z).toFixed(3),
          k === 0 ? theory.toFixed(3) : "–",
          estimate(measured.information),
          estimate(measured.correlation),
        ];
      }),
    ];
  });
  return markdownTable(["beliefs of", "support D0", "D1, formula", "D1, measured", "D2, measured"], rows);
}

const estimate = ({ value, error }: DimensionEstimate): string =>
  value === null ? "–" : `${value.toFixed(2)} ± ${error!.toFixed(2)}`;

/** Claims with this pole along one long sequence of the process. */
function naturalCloud(point: Point, z: number): { beliefs: Tensor; weights: Float64Array } {
  const count = 100_000;
  const { data } = sampleTokens(messN({ ...point.at, n: 3 }), {
    batch: 1,
    length: count + burnIn,
    random: createRandom(1),
  });
  return { beliefs: scaledVectors(data, z), weights: new Float64Array(count).fill(1 / count) };
}

/** (1 - z) sum_d z^d e(token d steps back), a point of the simplex, after each token past the burn-in. */
function scaledVectors(tokens: Int32Array, z: number): Tensor {
  const claim = new Float64Array(numTokens).fill(1 / numTokens);
  const data = new Float64Array((tokens.length - burnIn) * numTokens);
  tokens.forEach((token, t) => {
    claim.forEach((value, i) => (claim[i] = z * value + (i === token ? 1 - z : 0)));
    if (t >= burnIn) data.set(claim, (t - burnIn) * numTokens);
  });
  return { shape: [tokens.length - burnIn, numTokens], data };
}

function polesFigure(): Figure {
  const panels = points.flatMap((point) => {
    const { beliefs, weights, tokens } = chaosGame(messN({ ...point.at, n: 3 }), {
      points: 250_000,
      burnIn,
      tokens: "uniform",
      beta: 0,
      random: createRandom(1),
    });
    return beliefCloudPanels({
      truth: beliefs,
      weights,
      projection: simplexProjection(3),
      clouds: [
        { title: `Optimal, ${point.name}`, claims: beliefs },
        ...(
          [
            ["θ", theta(point)],
            ["ζ", zeta(point)],
          ] as const
        ).map(([name, z]) => ({
          title: `Scaled vectors, ${name} = ${z.toFixed(2)}`,
          claims: scaledVectors(tokens, z),
        })),
      ],
    });
  });
  return layoutPanels(panels, {
    theme: themes.dark,
    width: 820,
    columns: 3,
    alt: `Optimal beliefs of mess3 at two parameters, and sums of scaled token vectors with the Kalman pole and the eigenvalue. The Kalman pole gives gaskets of separate copies, ${zeta(points[0])} fills the triangle.`,
    subtitle:
      "Every word weighs the same (support). Colour is the true belief; the vectors are scaled to stay in the triangle.",
  });
}

function weightsFigure(): Figure {
  const point = points[0];
  const [support, natural] = ([0, 1] as const).map((beta) => {
    const { beliefs, weights, tokens } = chaosGame(messN({ ...point.at, n: 3 }), {
      points: 250_000,
      burnIn,
      random: createRandom(1),
      ...(beta === 0 ? { tokens: "uniform", beta } : { tokens: "process" }),
    });
    const words = beta === 0 ? "support" : "measure";
    return beliefCloudPanels({
      truth: beliefs,
      weights,
      projection: simplexProjection(3),
      clouds: [
        { title: `Optimal, ${words}`, claims: beliefs },
        { title: `θ = ${theta(point).toFixed(2)}, ${words}`, claims: scaledVectors(tokens, theta(point)) },
      ],
    });
  });
  return layoutPanels([...support!, ...natural!], {
    theme: themes.dark,
    width: 1000,
    alt: "The same two sets of beliefs of mess3(.05, .85), with every word alike and with each word as often as the process writes it: then nearly all lies at the corners.",
    subtitle:
      "Support: every word weighs the same. Measure: every word weighs its probability, which is what the loss sees.",
  });
}

function dimensionFigure(): Figure {
  const point = points[0];
  const { nats } = entropyRate(mess3(point.at));
  const range = (from: number, to: number): number[] =>
    Array.from({ length: 61 }, (_, k) => from + ((to - from) * k) / 60);
  const capped = (slope: number) => (z: number) => [z, Math.min(2, slope / -Math.log(z))] as const;
  const measured = [0.3, 0.4, theta(point), 0.55, 0.6, 0.7, 0.78, zeta(point)].map(
    (z) => [z, cloudDimensions(naturalCloud(point, z)).information.value!] as const,
  );
  return lineChart(
    {
      x: { label: "pole z", domain: [0.25, 0.9] },
      y: { label: "dimension", domain: [0, 2.1] },
      lines: [
        { label: "support, formula", points: range(0.25, 0.9).map(capped(Math.log(3))), dashed: true },
        { label: "measure, formula", points: range(0.25, 0.9).map(capped(nats)), dashed: true },
        { label: "measure, measured", points: measured },
      ],
      guides: [
        { label: "θ", x: theta(point) },
        { label: "copies touch", x: 0.5 },
        { label: "3z² = 1", x: Math.sqrt(1 / 3) },
        { label: "ζ", x: zeta(point) },
      ],
    },
    {
      theme: themes.dark,
      title: "Dimension of sums of scaled vectors by their pole",
      subtitle:
        "mess3(.05, .85). Formulas are exact while copies are apart, bounds beyond; dots are measured on 100,000 tokens.",
      alt: `Dimension by pole: support and measure grow with the pole, the measured one follows its formula until copies overlap above one half and saturates below 2.`,
    },
  );
}
