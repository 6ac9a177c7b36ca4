import {
  beliefDimension,
  entropyRate,
  mixedStatePresentation,
  optimalLossByTokensRead,
  wordEnsemble,
} from "@beliefscope/belief";
import {
  createHmm,
  even,
  equivalentProcesses,
  factorTransitionEmission,
  goldenMean,
  type Hmm,
  mess3,
  minimalRealization,
  messN,
  processChecks,
  rrxor,
  sns,
  tokenLaw,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { affineR2 } from "@beliefscope/interp-probes";
import { createRandom } from "@beliefscope/tensor/random";
import { beliefCloudPanels, type Figure, layoutPanels, lineChart, simplexProjection, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";

const length = 11;

/** What is necessary for optimal prediction, and what is only sufficient. */
export const whatAnOptimalPredictorMustRepresent: Finding = {
  page: "what-an-optimal-predictor-must-represent",
  tables: {
    kinds: { quick: false, make: kindTable },
    losses: { quick: true, make: lossTable },
    presentations: { quick: true, make: presentationTable },
    another: { quick: true, make: anotherTable },
  },
  figures: { synchronisation: synchronisationFigure, clouds: cloudFigure },
};

const chosen: readonly (readonly [name: string, hmm: Hmm])[] = [
  ["golden mean(.5)", goldenMean({ p: 0.5 })],
  ["even(.5)", even({ p: 0.5 })],
  ["z1r(.5)", z1r({ p: 0.5 })],
  ["rrxor(.5, .5)", rrxor({ p1: 0.5, p2: 0.5 })],
  ["trap2(.1)", trap2({ x: 0.1, a: 0.25 })],
  ["sns(.5, .5)", sns({ p: 0.5, q: 0.5 })],
  ["mess3(.15, .6)", mess3({ x: 0.15, a: 0.6 })],
  ["mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 })],
];

function kindTable(): string {
  const rows = chosen.map(([name, hmm]) => {
    const { beliefs, recurrentClass, closed } = mixedStatePresentation(hmm);
    const recurrent = recurrentClass?.reduce((count, part) => count + (part >= 0 ? 1 : 0), 0);
    const { support } = beliefDimension(hmm, { random: createRandom(1) });
    const dimension =
      support.value === null ? "–" : support.error! < 1e-9 ? String(support.value) : support.value.toFixed(2);
    return [
      name,
      processChecks(hmm, { depth: 2 }).unifilar === true ? "yes" : "no",
      closed && recurrent !== undefined
        ? String(beliefs.shape[0])
        : closed
          ? `${beliefs.shape[0]!} to 10⁻¹²`
          : "over 1000",
      recurrent === undefined ? "endless" : String(recurrent),
      dimension,
    ];
  });
  return markdownTable(["process", "unifilar", "beliefs", "of which recur", "dimension of their set"], rows);
}

/** What is still lost to not knowing the state: optimal loss after k tokens, minus the entropy rate. */
const excessLosses = (hmm: Hmm): number[] => {
  const { nats } = entropyRate(hmm);
  return Array.from(optimalLossByTokensRead(hmm, length - 1), (loss) => loss - nats);
};

function lossTable(): string {
  const tokensRead = [0, 1, 2, 3, 5, 7, 10];
  const rows = chosen.map(([name, hmm]) => {
    const excess = excessLosses(hmm);
    const cells = tokensRead.map((k) => (excess[k]! < 5e-7 ? "0" : excess[k]!.toFixed(6)));
    const told = lossWhenToldTheState(hmm) - entropyRate(hmm).nats;
    const toldCell = Math.abs(told) < 5e-7 ? "0" : told.toFixed(6);
    return [name, entropyRate(hmm).nats.toFixed(5), ...cells, toldCell];
  });
  return markdownTable(["process", "entropy rate h", ...tokensRead.map((k) => `k = ${k}`), "told the state"], rows);
}

/** Loss of a predictor that is told the hidden state before each token: E[H(token | state)], in nats. */
function lossWhenToldTheState(hmm: Hmm): number {
  const law = tokenLaw(hmm);
  const V = hmm.numTokens;
  return law.data.reduce(
    (loss, p, i) => (p > 0 ? loss - hmm.initialBelief[Math.floor(i / V)]! * p * Math.log(p) : loss),
    0,
  );
}

function synchronisationFigure(): Figure {
  const shown = ["golden mean(.5)", "z1r(.5)", "rrxor(.5, .5)", "trap2(.1)", "mess3(.15, .6)", "mess3(.05, .85)"];
  const lines = chosen
    .filter(([name]) => shown.includes(name))
    .map(([label, hmm]) => ({
      label,
      points: excessLosses(hmm).flatMap((excess, k) => (excess < 1e-6 ? [] : [[k, excess] as const])),
    }));
  return lineChart(
    { x: { label: "tokens read" }, y: { label: "optimal loss − entropy rate, nats", scale: "log" }, lines },
    {
      theme: themes.dark,
      title: "How fast the best predictor synchronises",
      subtitle:
        "Exact. A line that ends has reached the entropy rate: from there on nothing is lost to not knowing the state.",
      alt: "Excess of the optimal loss over the entropy rate by tokens read: the golden mean process is synchronised after one token; rrxor takes longest; mess3 never is, but what it loses falls geometrically.",
    },
  );
}

const arrival = mess3({ x: 0.05, a: 0.85 });
const departure = messN({ x: 0.05, a: 0.85, n: 3 });

/**
 * Another presentation of three states, T^x -> Q T^x Q^-1: its state i is the old belief Q_i = (1 - q) e_i + q e_(i+1). After
 * departure every belief lies in the image of the simplex under T; a triangle Q between that image and the simplex holds
 * all beliefs and their updates, so the new transitions are not negative. Rows of Q sum to one, so no word changes its law.
 */
function changedBasis(hmm: Hmm, q: number): Hmm {
  const n = 3;
  const circulant = (row: readonly number[]): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => row[(j - i + n) % n]!));
  const p = 1 - q;
  const norm = p ** 3 + q ** 3;
  const Q = circulant([p, q, 0]);
  const inverse = circulant([(p * p) / norm, (-p * q) / norm, (q * q) / norm]);
  const times = (A: readonly number[][], B: readonly number[][]): number[][] =>
    A.map((row) => B[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * B[k]![j]!, 0)));
  const labeledTransitions = Array.from({ length: hmm.numTokens }, (_, x) => {
    const T = Array.from({ length: n }, (_, i) =>
      Array.from(hmm.labeledTransitions.subarray((x * n + i) * n, (x * n + i + 1) * n)),
    );
    return times(times(Q, T), inverse);
  });
  return createHmm({ name: "another basis", labeledTransitions });
}

/** The states doubled by a bystander that no token depends on: a noisy memory of whether the last token was 0. */
function withBystander(hmm: Hmm): Hmm {
  const { numStates: n, numTokens } = hmm;
  const remembers = (x: number, to: number): number => ((x === 0) === (to === 0) ? 0.9 : 0.1);
  const labeledTransitions = Array.from({ length: numTokens }, (_, x) =>
    Array.from({ length: 2 * n }, (_, from) =>
      Array.from({ length: 2 * n }, (_, to) => {
        const move = hmm.labeledTransitions[(x * n + (from % n)) * n + (to % n)]!;
        return move * remembers(x, Math.floor(to / n));
      }),
    ),
  );
  return createHmm({ name: "with a bystander", labeledTransitions });
}

const presentations: readonly (readonly [name: string, hmm: Hmm])[] = [
  ["arrival (the papers' mess3)", arrival],
  ["departure (messN)", departure],
  ["another basis", changedBasis(departure, 0.05)],
  ["6 states, with a bystander", withBystander(arrival)],
];

function presentationTable(): string {
  const words = 7;
  const reference = wordEnsemble(arrival, words).prefixes;
  const rows = presentations.map(([name, hmm]) => {
    const { prefixes } = wordEnsemble(hmm, words);
    const from = affineR2(prefixes.beliefs, reference.beliefs, prefixes.probability)!;
    const to = affineR2(reference.beliefs, prefixes.beliefs, prefixes.probability)!;
    return [
      name,
      String(hmm.numStates),
      equivalentProcesses(arrival, hmm).equivalent ? "same" : "another",
      String(minimalRealization(hmm).numStates),
      factorTransitionEmission(hmm) === null ? "no" : "yes",
      from.toFixed(4),
      to.toFixed(4),
    ];
  });
  return markdownTable(
    [
      "presentation",
      "states",
      "law of all words",
      "minimal dimension",
      "has a T and an E",
      "R²: its beliefs from mess3's",
      "R²: mess3's from its beliefs",
    ],
    rows,
  );
}

function anotherTable(): string {
  const other = presentations[2]![1];
  const row = (hmm: Hmm, token: number): string[] =>
    Array.from({ length: 3 }, (_, from) =>
      Array.from(hmm.labeledTransitions.subarray((token * 3 + from) * 3, (token * 3 + from) * 3 + 3), (p) =>
        p.toFixed(4),
      ).join("  "),
    );
  const rows = [0, 1, 2].map((from) => [
    `S${from}`,
    row(arrival, 0)[from]!,
    row(other, 0)[from]!,
    row(other, 1)[from]!,
  ]);
  return markdownTable(
    ["from", "mess3: P(token 0, to)", "another basis: P(token 0, to)", "another basis: P(token 1, to)"],
    rows,
  );
}

function cloudFigure(): Figure {
  const depth = 9;
  const cloud = (hmm: Hmm): { shape: number[]; data: Float64Array } => {
    const { levelStart, beliefs } = wordEnsemble(hmm, depth).prefixes;
    const data = beliefs.data.subarray(levelStart[depth]! * 3);
    return { shape: [data.length / 3, 3], data };
  };
  const truth = cloud(arrival);
  const panels = beliefCloudPanels({
    truth,
    weights: new Float64Array(truth.shape[0]!).fill(1 / truth.shape[0]!),
    projection: simplexProjection(3),
    clouds: presentations.slice(0, 3).map(([title, hmm]) => ({ title, claims: cloud(hmm) })),
  });
  return layoutPanels(panels, {
    theme: themes.dark,
    width: 820,
    alt: "Belief clouds of three presentations of one process: the same law of tokens, three different triangles of states.",
    subtitle: "One law of tokens, three belief clouds. All words of 9 tokens alike; colour is the belief of the first.",
  });
}
