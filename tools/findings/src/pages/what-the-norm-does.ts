import { type WordEnsemble, wordEnsemble } from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import {
  type AttentionFamily,
  type AttentionModel,
  predictionTask,
  runAttention,
  trainAttention,
} from "@beliefscope/models-attention";
import { ladder } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { dotChart, type Figure, lineChart, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { once } from "../once.ts";
import { type NamedProcess, processes } from "../processes.ts";

const length = 8;
const { mess, slow, circle, trap, rareTrap, z1r, rrxor } = processes;
const all: readonly NamedProcess[] = [mess, slow, circle, trap, rareTrap, z1r, rrxor];

/** What the norm after a fixed attention matrix does. */
export const whatTheNormDoes: Finding = {
  page: "what-the-norm-does",
  tables: {
    regrets: { quick: false, make: regretTable },
    erased: { quick: false, make: erasedTable },
    kernels: { quick: false, make: kernelTable },
    runs: { quick: false, make: runTable },
    geometry: { quick: false, make: geometryTable },
  },
  figures: { regret: regretFigure, erasing: erasingFigure },
};

const rungs = ["free", "softmax", "norm", "normres", "kgram2", "kgram3"] as const;
const ladders = once(() =>
  all.map(({ hmm }) => {
    const measured = ladder(hmm, { length, rungs, random: createRandom(1) }).rungs;
    return measured.map((rung) => {
      if ("skipped" in rung) throw new Error(`${rung.id}: ${rung.skipped}`);
      return rung;
    });
  }),
);

function regretTable(): string {
  const rows = all.map(({ name }, k) => {
    const [free, softmax, norm, normres] = ladders()[k]!;
    const cells = [free, softmax, norm, normres].map((rung) => rung!.regret.toFixed(6));
    return [
      name,
      ...cells,
      (softmax!.regret / norm!.regret).toFixed(1),
      (softmax!.regret / normres!.regret).toFixed(1),
    ];
  });
  return markdownTable(
    ["process", "`free`", "`softmax`", "`norm`", "`normres`", "norm gains ×", "with residual ×"],
    rows,
  );
}

function geometryTable(): string {
  const rows = [mess, slow, circle, trap].map(({ name }) => {
    const [, softmax, norm, , last, lastTwo] = ladders()[all.findIndex((process) => process.name === name)]!;
    const cells = [softmax, norm, last, lastTwo].flatMap((rung) => [rung!.r2!.toFixed(3), rung!.r2HeldOut!.toFixed(3)]);
    return [name, ...cells];
  });
  return markdownTable(
    [
      "process",
      "no norm: R²",
      "held out",
      "norm: R²",
      "held out",
      "last token: R²",
      "held out",
      "last two: R²",
      "held out",
    ],
    rows,
  );
}

function regretFigure(): Figure {
  return dotChart(
    {
      axis: { label: "regret as a share of what there is to learn", scale: "log" },
      series: ["softmax rows", "with norm", "norm and residual"],
      rows: all.map(({ name }, k) => {
        const [, softmax, norm, normres] = ladders()[k]!;
        return { label: name, dots: [softmax, norm, normres].map((rung) => ({ value: rung!.frac! })) };
      }),
    },
    {
      theme: themes.dark,
      title: "What a norm after the sum is worth",
      subtitle:
        "One fixed attention matrix with softmax rows. Exact over all words of up to 7 tokens, best of several starts.",
      alt: "Share of what there is to learn that one fixed matrix loses, without norm, with norm, with norm and residual: a factor of 2 to 3 on messN, of 13 and more on the traps, none on circle3 and z1r.",
    },
  );
}

/** A model and what it makes of all words at their last position. */
type Trained = {
  readonly name: string;
  readonly model: AttentionModel;
  readonly norms: Float64Array;
  readonly laws: Float64Array;
};

const families: readonly (readonly [name: string, family: AttentionFamily])[] = [
  ["softmax rows", { pattern: "softmax" }],
  ["with norm", { pattern: "softmax", norm: "rms" }],
  ["norm, residual", { pattern: "softmax", norm: "rms", residual: true }],
];

const trainedOn = (hmm: Hmm): (() => { ensemble: WordEnsemble; models: readonly Trained[] }) =>
  once(() => {
    const ensemble = wordEnsemble(hmm, length - 1);
    const task = predictionTask(hmm, ensemble);
    const models = families.map(([name, family]) => {
      const { model } = trainAttention(task, family, { random: createRandom(1) });
      const { streams, predictions } = runAttention(model, ensemble.words);
      const width = streams.at(-1)!.shape[2]!;
      return {
        name,
        model,
        norms: lastRows(streams.at(-1)!.data, width).map((_, word, rows) =>
          Math.hypot(...rows.subarray(word * width, (word + 1) * width)),
        ),
        laws: lastRows(predictions.data, hmm.numTokens),
      };
    });
    return { ensemble, models };
  });

const trapModels = trainedOn(trap.hmm);
const messModels = trainedOn(mess.hmm);

/** The rows of each word's last position. */
function lastRows(data: Float64Array, width: number): Float64Array {
  const step = (length - 1) * width;
  return data.filter((_, i) => i % step >= step - width);
}

/** Groups of words with equal keys, and their probabilities. */
function groupWords(
  { words, prefixes }: WordEnsemble,
  keyOf: (word: Int32Array) => string,
): Map<string, [word: number, probability: number][]> {
  const groups = new Map<string, [number, number][]>();
  const first = prefixes.levelStart[length - 1]!;
  for (let word = 0; word < words.shape[0]!; word++) {
    const key = keyOf(words.data.subarray(word * (length - 1), (word + 1) * (length - 1)));
    groups.set(key, [...(groups.get(key) ?? []), [word, prefixes.probability[first + word]!]]);
  }
  return groups;
}

/** How long ago the last informative token was read, and which it was. */
function lastInformative(word: Int32Array): string {
  const at = word.findLastIndex((token) => token < 2);
  return at < 0 ? "none" : `${word.length - 1 - at} ${word[at]!}`;
}

const logOdds = (laws: Float64Array, word: number): number => Math.log(laws[3 * word]! / laws[3 * word + 1]!);

const mean = (group: readonly (readonly [number, number])[], of: (word: number) => number): number =>
  group.reduce((sum, [word, p]) => sum + p * of(word), 0) / group.reduce((sum, [, p]) => sum + p, 0);

const spread = (group: readonly (readonly [number, number])[], of: (word: number) => number): number => {
  const centre = mean(group, of);
  return Math.sqrt(mean(group, (word) => (of(word) - centre) ** 2));
};

/** What the last informative token, 0, read `age` steps ago, leaves of the log-odds. */
function optimalLogOdds(age: number): number {
  const kept = 0.5 * (1 + 0.8 ** (age + 1)); // the belief in the state that it told; 0.8 is the eigenvalue of T
  return Math.log(kept / (1 - kept));
}

/** By age of the last informative token 0: what is made of it, and what older tokens, which tell nothing more, still change. */
function erasedTable(): string {
  const { ensemble, models } = trapModels();
  const groups = groupWords(ensemble, lastInformative);
  const rows = [0, 1, 2, 3, 4, 5].map((age) => {
    const group = groups.get(`${age} 0`)!;
    const law = optimalLaw(age);
    return [
      String(age),
      (2 * group.reduce((sum, [, p]) => sum + p, 0)).toFixed(3),
      optimalLogOdds(age).toFixed(3),
      ...models.slice(0, 2).flatMap(({ laws }) => {
        const of = (word: number): number => logOdds(laws, word);
        const kl = (word: number): number => law.reduce((sum, p, x) => sum + p * Math.log(p / laws[3 * word + x]!), 0);
        return [mean(group, of).toFixed(3), spread(group, of).toFixed(3), mean(group, kl).toFixed(5)];
      }),
      mean(group, (word) => models[1]!.norms[word]!).toFixed(3),
    ];
  });
  return markdownTable(
    [
      "age",
      "probability",
      "optimal log-odds",
      "no norm: mean",
      "left over",
      "regret",
      "norm: mean",
      "left over",
      "regret",
      "length of the sum",
    ],
    rows,
  );
}

/** P(next token) after informative token 0 of this age. */
function optimalLaw(age: number): number[] {
  const kept = 0.5 * (1 + 0.8 ** (age + 1));
  return [0.25 * kept, 0.25 * (1 - kept), 0.75];
}

function kernelTable(): string {
  const rows = [
    [trap.name, trapModels().models],
    [mess.name, messModels().models],
  ] as const;
  return markdownTable(
    ["process", "model", ...[0, 1, 2, 3, 4, 5, 6].map((lag) => `lag ${lag}`)],
    rows.flatMap(([name, models]) =>
      models.slice(0, 2).map(({ name: family, model }) => {
        const { attention } = model.layers[0]!.heads[0]!;
        if (attention.kind !== "fixed") throw new Error("a fixed pattern was trained");
        const row = Array.from(attention.pattern.data.slice(-(length - 1))).toReversed();
        return [name, family, ...row.map((weight) => weight.toFixed(3))];
      }),
    ),
  );
}

/** By how many of the last tokens are equal: evidence that agrees. */
function runTable(): string {
  const { ensemble, models } = messModels();
  const groups = groupWords(ensemble, (word) =>
    String(word.length - 1 - word.findLastIndex((token) => token !== word.at(-1))),
  );
  const { prefixes, words } = ensemble;
  const first = prefixes.levelStart[length - 1]!;
  const lastToken = (word: number): number => words.data[(word + 1) * (length - 1) - 1]!;
  const optimal = (word: number): number => {
    const belief = prefixes.beliefs.data.subarray(3 * (first + word), 3 * (first + word) + 3);
    return 0.075 + 0.775 * belief[lastToken(word)]!; // P(the same token again)
  };
  const rows = [1, 2, 3, 4, 5, 6].map((run) => {
    const group = groups.get(String(run))!;
    return [
      String(run),
      mean(group, optimal).toFixed(3),
      ...models.slice(0, 2).flatMap(({ laws, norms }) => {
        const claimed = (word: number): number => laws[3 * word + lastToken(word)]!;
        const error = Math.sqrt(mean(group, (word) => (claimed(word) - optimal(word)) ** 2));
        return [mean(group, claimed).toFixed(3), error.toFixed(3), mean(group, (word) => norms[word]!).toFixed(2)];
      }),
    ];
  });
  return markdownTable(
    [
      "equal tokens at the end",
      "optimal",
      "softmax rows",
      "error",
      "length of the sum",
      "with norm",
      "error",
      "length of the sum",
    ],
    rows,
  );
}

function erasingFigure(): Figure {
  const { ensemble, models } = trapModels();
  const groups = groupWords(ensemble, lastInformative);
  const ages = [0, 1, 2, 3, 4, 5];
  return lineChart(
    {
      x: { label: "tokens since the last informative one" },
      y: { label: "mean log-odds of the state that it told, nats", scale: "log" },
      lines: [
        ...models.slice(0, 2).map(({ name, laws }) => ({
          label: name,
          points: ages.map((age) => [age, mean(groups.get(`${age} 0`)!, (word) => logOdds(laws, word))] as const),
        })),
        { label: "optimal", points: ages.map((age) => [age, optimalLogOdds(age)] as const), dashed: true },
      ],
    },
    {
      theme: themes.dark,
      title: "How an informative token fades, trap2(.1)",
      subtitle:
        "One fixed matrix with softmax rows, trained on the exact risk with and without a norm. All words of 7 tokens.",
      alt: "Mean log-odds by age of the last informative token: without a norm they fall faster than the optimum, with a norm they follow it for four tokens.",
    },
  );
}
