import {
  approximationCost,
  type FixedFilter,
  kalmanFilter,
  runFilterOnEnsemble,
  sampledEnsemble,
  wordEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import { type Hmm, messN } from "@beliefscope/hmm-core";
import { ladder } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { type Figure, lineChart, shortNumber, themes } from "@beliefscope/viz";
import type { Finding } from "../finding.ts";
import { markdownTable } from "../markdown-table.ts";
import { processes } from "../processes.ts";

const { mess, slow, circle } = processes;
const length = 8;

/** Building it from scratch: closed forms with no training. */
export const buildingItFromScratch: Finding = {
  page: "building-it-from-scratch",
  tables: {
    readouts: { quick: true, make: readoutTable },
    poles: { quick: true, make: poleTable },
    long: { quick: false, make: longTable },
    ladder: { quick: false, make: ladderTable },
  },
  figures: { regret: regretFigure },
};

/** What a filter costs over predictions after 0 … length - 1 tokens. */
function costOf(hmm: Hmm, filter: FixedFilter): ReturnType<typeof approximationCost>["mean"] {
  const ensemble = wordEnsemble(hmm, length - 1);
  const floor = filter.readout.kind === "linear" ? filter.readout.floor : 0;
  return approximationCost(hmm, ensemble, runFilterOnEnsemble(filter, ensemble), { floor }).mean;
}

function readoutTable(): string {
  const filters = [
    ["Kalman", kalmanFilter],
    ["ζ", zetaFilter],
  ] as const;
  const rows = [mess, slow, circle].flatMap(({ name, hmm }) =>
    filters.flatMap(([law, make]) =>
      (["log", "linear"] as const).map((readout) => {
        const filter = make(hmm, { readout });
        const { kl, r2, invalidMass } = costOf(hmm, filter);
        const [re, im] = filter.poles[0]!;
        const pole = Math.hypot(re, im).toFixed(4);
        return [name, law, pole, readout, kl.toFixed(9), r2!.toFixed(4), `${(100 * invalidMass!).toFixed(1)} %`];
      }),
    ),
  );
  return markdownTable(["process", "law", "modulus of its poles", "readout", "regret, nats", "R²", "no belief"], rows);
}

/** The filter of the log readout with its poles moved to another modulus. */
function logFilterAt(hmm: Hmm, modulus: number): FixedFilter {
  const filter = kalmanFilter(hmm, { readout: "log" });
  const scale = modulus / Math.hypot(...filter.poles[0]!);
  return {
    ...filter,
    transition: filter.transition.map((value) => scale * value),
    poles: filter.poles.map(([re, im]) => [scale * re, scale * im]),
  };
}

/** The pole at which the log readout loses least, by golden section on an interval with one minimum. */
function bestPole(hmm: Hmm): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0.05, 0.98];
  while (high - low > 1e-4) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (costOf(hmm, logFilterAt(hmm, left)).kl < costOf(hmm, logFilterAt(hmm, right)).kl) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

function poleTable(): string {
  const others = [
    [0.05, 0.95],
    [0.1, 0.95],
  ].map(([x, a]) => ({ name: `messN(${shortNumber(x!)}, ${shortNumber(a!)})`, hmm: messN({ x: x!, a: a!, n: 3 }) }));
  const rows = [mess, slow, ...others].map(({ name, hmm }) => {
    const poles = [kalmanFilter(hmm, { readout: "log" }), zetaFilter(hmm, { readout: "log" })].map(
      (filter) => filter.poles[0]![0],
    );
    const all = [...poles, bestPole(hmm)];
    return [name, ...all.flatMap((pole) => [pole.toFixed(3), costOf(hmm, logFilterAt(hmm, pole)).kl.toFixed(6)])];
  });
  return markdownTable(["process", "θ", "regret", "ζ", "regret", "best pole", "regret"], rows);
}

/** The same over 10 … 64 tokens read, on sampled words. */
function longTable(): string {
  const between = [0.52, 0.54, 0.56, 0.58, 0.6];
  const rows = [mess, slow].map(({ name, hmm }) => {
    const ensemble = sampledEnsemble(hmm, { length: 64, numWords: 3000, random: createRandom(1) });
    const poles = [kalmanFilter(hmm, { readout: "log" }), zetaFilter(hmm, { readout: "log" })].map(
      (filter) => filter.poles[0]![0],
    );
    const cells = [poles[0]!, ...between, poles[1]!].map((pole) => {
      const claims = runFilterOnEnsemble(logFilterAt(hmm, pole), ensemble);
      const { kl, klSe } = approximationCost(hmm, ensemble, claims, { floor: 0, positions: [10, 64] }).mean;
      return `${kl.toFixed(6)} ± ${klSe.toFixed(6)}`;
    });
    return [name, ...cells];
  });
  return markdownTable(["process", "θ", ...between.map((pole) => `pole ${pole.toFixed(2)}`), "ζ"], rows);
}

function ladderTable(): string {
  const rungs = ["kgram3", "kgram4", "kgram5", "lin-prob", "lin-logit", "zeta", "kalman", "exp1", "full"] as const;
  const ladders = [mess, slow].map(({ hmm }) => ladder(hmm, { length, rungs, random: createRandom(1) }));
  const what: Record<(typeof rungs)[number], string> = {
    kgram3: "table of the last 2 tokens",
    kgram4: "table of the last 3 tokens",
    kgram5: "table of the last 4 tokens",
    "lin-prob": "linearised update, linear readout",
    "lin-logit": "linearised update, logits",
    zeta: "log domain, pole ζ",
    kalman: "log domain, pole θ",
    exp1: "one decay, trained, linear logits",
    full: "any linear logits, trained",
  };
  const rows = rungs.map((id, k) => {
    const measured = ladders.map(({ rungs: of }) => of[k]!);
    return [
      what[id],
      `\`${id}\``,
      ...measured.flatMap((rung) =>
        "skipped" in rung ? ["–", "–", "–"] : [String(rung.params), rung.regret.toFixed(6), rung.frac!.toFixed(4)],
      ),
    ].toSpliced(5, 1); // parameters are the same for both
  });
  return markdownTable(
    ["predictor", "rung", "parameters", `${mess.name}: regret`, "frac", `${slow.name}: regret`, "frac"],
    rows,
  );
}

function regretFigure(): Figure {
  const poles = Array.from({ length: 60 }, (_, k) => 0.05 + (0.93 * k) / 59);
  const curve = ({ name, hmm }: (typeof processes)["mess" | "slow"]) => ({
    label: name,
    points: poles.map((pole) => [pole, costOf(hmm, logFilterAt(hmm, pole)).kl] as const),
  });
  const lines = [curve(mess), curve(slow)];
  const guides = [mess, slow].flatMap(({ hmm }, k) => [
    { label: `θ${"₁₂"[k]!}`, x: kalmanFilter(hmm, { readout: "log" }).poles[0]![0] },
    { label: `ζ${"₁₂"[k]!}`, x: zetaFilter(hmm, { readout: "log" }).poles[0]![0] },
  ]);
  return lineChart(
    { x: { label: "pole" }, y: { label: "regret, nats", scale: "log" }, lines, guides },
    {
      theme: themes.dark,
      title: "What the pole of the log-domain predictor costs",
      subtitle:
        "No training. Exact over all words, mean over 0 … 7 tokens read. ₁: messN(.05, .85), ₂: mess3(.15, .6).",
      alt: "Regret of the log-domain predictor by its pole: both minima lie between the Kalman pole and the eigenvalue.",
    },
  );
}
