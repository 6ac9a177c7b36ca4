import { eigenvalues, matmul } from "@beliefscope/tensor/linalg";
import { lawOnArrival } from "../factor-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { linearForm } from "./linear-form.ts";
import { minimalRealization } from "./minimal-realization.ts";
import type { ProcessParameters } from "../processes/define-process.ts";
import { tokenLaw } from "../token-law.ts";
import { transitionMatrix } from "../transition-matrix.ts";

/** More different numbers than this are no member of a family of two parameters. */
const MANY = 12;

/** What parameters are read off: the different numbers of a process. */
type Numbers = {
  readonly hmm: Hmm;
  /** Of the labelled transitions. */
  readonly entries: readonly number[];
  /** Of the transition matrix. */
  readonly moves: readonly number[];
  /** Of P(token | state), departed from or arrived at. */
  readonly tokens: readonly number[];
};

/**
 * How each family shows its parameters, up to any numbering of states and tokens: a list of what they may be, right ones
 * among them if the process is of the family. Where a family has one number of tokens it is checked by who asks.
 */
const readers: Readonly<Record<string, (numbers: Numbers) => ProcessParameters[]>> = {
  coin: ({ entries }) => entries.map((p) => ({ p })),
  mess3: ({ moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a })),
  messN: ({ hmm, moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a, n: hmm.numTokens })),
  markov: ({ moves }) => pairs(moves, moves).map(([p, q]) => ({ p, q })),
  circle3: ({ moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a })),
  circleN: ({ hmm, moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a, n: hmm.numTokens })),
  trap2: ({ moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a })),
  trapN: ({ hmm, moves, tokens }) => pairs(moves, tokens).map(([x, a]) => ({ x, a, n: hmm.numTokens - 1 })),
  z1r: ({ entries }) => entries.map((p) => ({ p })),
  rrxor: ({ entries }) => pairs(entries, entries).map(([p1, p2]) => ({ p1, p2 })),
  leaky_rrxor: ({ entries }) => {
    const leak = entries[0]!; // epsilon / 10, the least of them
    const tosses = entries.map((entry) => (entry - leak) / (1 - 10 * leak)).filter(Number.isFinite);
    return pairs(tosses, tosses).map(([p1, p2]) => ({ p1, p2, epsilon: 10 * leak }));
  },
  even: ({ entries }) => entries.map((p) => ({ p })),
  golden_mean: ({ entries }) => entries.map((p) => ({ p })),
  sns: ({ entries }) => pairs(entries, entries).map(([p, q]) => ({ p, q })),
  mr_name: ({ moves }) => pairs(moves, moves).map(([p, q]) => ({ p, q })),
  matching_parens: ({ hmm, entries }) => entries.map((open) => ({ open, depth: hmm.numStates - 1 })),
  days_of_week: () => [],
  cantor: ({ entries }) => entries.map((near) => ({ s: 1 / (2 * near) })),
  sierpinski: ({ entries }) => pairs(entries, entries).map(([a, as]) => ({ a, s: as / a })),
  fanizza: readFanizza,
  bloch_walk: readBlochWalk,
  moon: readMoon,
};

/** The families that `readParameters` knows: all but `random`, whose seed no number shows. */
export const readableFamilies: readonly string[] = Object.keys(readers);

/**
 * What the parameters of a family may be if a process is a member of it. The defaults come first.
 *
 * @param id One of `readableFamilies`.
 * @param grain Numbers that are no further apart count as one: their mean.
 * @returns Parameter sets, some of them out of range.
 */
export function readParameters(id: string, hmm: Hmm, grain: number): ProcessParameters[] {
  const { numTokens } = hmm;
  const byDefault: Readonly<Record<string, ProcessParameters>> = {
    messN: { n: numTokens },
    circleN: { n: numTokens },
    trapN: { n: numTokens - 1 },
    matching_parens: { depth: hmm.numStates - 1 },
  };
  const read = readers[id]!({
    hmm,
    entries: different(hmm.labeledTransitions, grain),
    moves: different(transitionMatrix(hmm).data, grain),
    tokens: different([...tokenLaw(hmm).data, ...lawOnArrival(hmm).data], grain),
  });
  return [byDefault[id] ?? {}, ...read];
}

/** The means of numbers in one heap, heaps apart by more than `grain`, in ascending order. */
function different(numbers: ArrayLike<number>, grain: number): number[] {
  const heaps: number[][] = [];
  let last = -Infinity;
  for (const number of Float64Array.from(numbers).sort()) {
    if (number - last > grain) heaps.push([]);
    heaps.at(-1)!.push(number);
    last = number;
  }
  return heaps.map((heap) => {
    const [first] = heap; // bit by bit where all are equal
    return heap.at(-1) === first ? first! : heap.reduce((sum, number) => sum + number, 0) / heap.length;
  });
}

function pairs(first: readonly number[], second: readonly number[]): [number, number][] {
  if (first.length > MANY || second.length > MANY) return [];
  return first.flatMap((one) => second.map((two): [number, number] => [one, two]));
}

/** T[b] has the eigenvalues 0, lambda, lambda e^(+-i alpha). */
function readFanizza({ hmm }: Numbers): ProcessParameters[] {
  if (hmm.numTokens !== 2) return [];
  return linearForm(minimalRealization(hmm)).matrices.flatMap((T) =>
    eigenvalues(T)
      .filter(([, im]) => im > 0)
      .flatMap(([re, im]) => {
        const lambda = Math.hypot(re, im);
        const alpha = Math.atan2(im, re);
        return [{ alpha, lambda }, { alpha: -alpha, lambda }]; // prettier-ignore
      }),
  );
}

/** tr T[x] = 1/2 + m with m = cos(2 angle)/4 and beta/alpha = tan(angle): only the ratio counts, alpha is taken as 1. */
function readBlochWalk({ hmm }: Numbers): ProcessParameters[] {
  if (hmm.numTokens !== 4) return [];
  return linearForm(minimalRealization(hmm)).matrices.map((T) => {
    const m = trace(T.data, T.shape[0]!) - 0.5;
    const angle = Math.acos(Math.min(1, Math.max(-1, 4 * m))) / 2;
    const beta = Math.tan(angle);
    return beta <= 1000 ? { alpha: 1, beta } : { alpha: 0, beta: 1 };
  });
}

/**
 * T[b] has the eigenvalues nu alpha, nu, nu. With its traces t_1 = nu (alpha + 2) and t_2 = nu^2 (alpha^2 + 2):
 *
 *   6 nu^2 - 4 t_1 nu + t_1^2 - t_2 = 0
 */
function readMoon({ hmm }: Numbers): ProcessParameters[] {
  if (hmm.numTokens !== 3) return [];
  const growths = linearForm(minimalRealization(hmm)).matrices.flatMap((T) => {
    const n = T.shape[0]!;
    const first = trace(T.data, n);
    const second = trace(matmul(T, T).data, n);
    const root = Math.sqrt(Math.max(0, 16 * first * first - 24 * (first * first - second)));
    return [root, -root].map((signed) => {
      const nu = (4 * first + signed) / 12;
      return first / nu - 2;
    });
  });
  return growths.flatMap((alpha) => growths.map((beta) => ({ alpha, beta })));
}

function trace(data: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += data[i * (n + 1)]!;
  return sum;
}
