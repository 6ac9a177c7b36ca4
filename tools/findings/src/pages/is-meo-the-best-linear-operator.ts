import { wordEnsemble } from "@beliefscope/belief";
import { type Hmm, randomHmm, wordProbability } from "@beliefscope/hmm-core";
import {
  type AttentionFamily,
  fitLinearLogits,
  predictionTask,
  trainAttention,
  type PredictionTask,
} from "@beliefscope/models-attention";
import { ladder } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { dotChart, type Figure, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { type NamedProcess, processes } from "../processes.ts";
import { once } from "../once.ts";

const { mess, slow, circle, trap, rareTrap, rrxor, z1r } = processes;
const length = 8;
const all: readonly NamedProcess[] = [
  mess,
  slow,
  circle,
  trap,
  rareTrap,
  z1r,
  rrxor,
  {
    name: "random, 3 states",
    spec: "random:n=3,v=3,temperature=2,seed=1",
    hmm: randomHmm({ n: 3, v: 3, temperature: 2, seed: 1 }),
  },
];

/** Whether one fixed matrix between embedding and unembedding is the best that linear logits can do. */
export const isMeoTheBestLinearOperator: Finding = {
  page: "is-meo-the-best-linear-operator",
  tables: {
    certificates: { quick: true, make: certificateTable },
    pairs: { quick: true, make: pairTable },
    families: { quick: false, make: familyTable },
    heads: { quick: false, make: headTable },
  },
  figures: { cost: costFigure },
};

const taskOf = (hmm: Hmm): PredictionTask => predictionTask(hmm, wordEnsemble(hmm, length - 1));

function certificateTable(): string {
  const rows = all.map(({ name, hmm }) => {
    const { regret, lowerBound, gradientNorm, smallestEigenvalue, numParameters } = fitLinearLogits(taskOf(hmm));
    return [
      name,
      String(numParameters),
      regret.toFixed(9),
      regret - lowerBound < 1e-10 ? "< 10⁻¹⁰" : (regret - lowerBound).toExponential(1),
      gradientNorm < 1e-9 ? "< 10⁻⁹" : gradientNorm.toExponential(1),
      smallestEigenvalue < 1e-9 ? "0" : smallestEigenvalue.toFixed(4),
    ];
  });
  return markdownTable(
    ["process", "parameters", "least regret, nats", "above its lower bound", "gradient", "least curvature"],
    rows,
  );
}

/** By how much pairs of tokens are dependent, and the next token given three. */
function pairTable(): string {
  const rows = all.map(({ name, hmm }) => {
    const { numTokens } = hmm;
    const tokens = Array.from({ length: numTokens }, (_, token) => token);
    const mu = tokens.map((token) => wordProbability(hmm, [token]));
    const words = (count: number): number[][] =>
      count === 0 ? [[]] : words(count - 1).flatMap((word) => tokens.map((token) => [...word, token]));
    const dependence = (lag: number): number => {
      const between = words(lag - 1);
      return Math.max(
        ...tokens.flatMap((a) =>
          tokens.map((b) => {
            const joint = between.reduce((sum, word) => sum + wordProbability(hmm, [a, ...word, b]), 0);
            return Math.abs(joint - mu[a]! * mu[b]!);
          }),
        ),
      );
    };
    return [name, ...[1, 2, 3, 4].map((lag) => (dependence(lag) < 1e-12 ? "0" : dependence(lag).toFixed(4)))];
  });
  return markdownTable(["process", "1 apart", "2 apart", "3 apart", "4 apart"], rows);
}

const rungs = ["free", "softmax", "toeplitz", "exp1", "exp2", "full", "lsprob"] as const;
const ladders = once(() => all.map(({ hmm }) => ladder(hmm, { length, rungs, random: createRandom(1) })));

function familyTable(): string {
  const rows = all.map(({ name }, k) => [
    name,
    ...ladders()[k]!.rungs.map((rung) => ("skipped" in rung ? "–" : rung.regret.toFixed(9))),
  ]);
  return markdownTable(["process", ...rungs.map((id) => `\`${id}\``)], rows);
}

function headTable(): string {
  const chosen = [mess, circle, z1r, all.at(-1)!];
  const families = (["free", "softmax"] as const).flatMap((pattern) =>
    [1, 2, 3, 4].map((heads): AttentionFamily => ({ pattern, heads })),
  );
  const tasks = chosen.map(({ hmm }) => taskOf(hmm));
  const rows = families.map((family) => [
    `${family.heads!} ${family.pattern === "free" ? "sign-free" : "softmax"}`,
    ...tasks.map((task) => trainAttention(task, family, { random: createRandom(1) }).regret.toFixed(6)),
  ]);
  const least = tasks.map((task) => fitLinearLogits(task).regret.toFixed(6));
  return markdownTable(["fixed heads", ...chosen.map(({ name }) => name)], [...rows, ["any linear logits", ...least]]);
}

function costFigure(): Figure {
  const shown = ["toeplitz", "softmax", "free", "full"] as const;
  return dotChart(
    {
      axis: { label: "regret as a share of what there is to learn", scale: "log" },
      series: ["Toeplitz", "softmax rows", "free M", "any linear logits"],
      rows: all.map(({ name }, k) => ({
        label: name,
        dots: shown.map((id) => {
          const rung = ladders()[k]!.rungs.find((candidate) => candidate.id === id)!;
          return "skipped" in rung ? null : { value: rung.frac! };
        }),
      })),
    },
    {
      theme: themes.dark,
      title: "One fixed matrix against any linear logits",
      subtitle:
        "Exact over all words of up to 7 tokens. The last dot is certified; dots that coincide cover each other.",
      alt: "Share of what there is to learn that fixed matrices lose: free M equals the best linear logits on messN and mess3, but not on circle3 nor on random processes; on rrxor all lose everything.",
    },
  );
}
