import type { Hmm } from "../hmm.ts";

/** Which state and token of one process each state and token of another is. */
export type Relabelling = { readonly states: readonly number[]; readonly tokens: readonly number[] };

/** One process with its entries replaced by numbers of classes, and what is known of its states and tokens. */
type Side = { readonly entries: Int32Array; readonly states: Int32Array; readonly tokens: Int32Array };

/**
 * Finds numberings under which two processes have the same labelled transitions (and right vector).
 *
 *   |A[x, i, j] - B[tokens[x], states[i], states[j]]| <= tolerance
 *
 * States and tokens are coloured by their entries, and the colours by the colours of neighbours, until nothing changes;
 * what then looks alike is tried one by one.
 *
 * @returns A relabelling, or null if there is none.
 */
export function matchRelabelling(a: Hmm, b: Hmm, tolerance: number): Relabelling | null {
  const { numStates, numTokens } = a;
  if (b.numStates !== numStates || b.numTokens !== numTokens) return null;
  const sorted = b.labeledTransitions.slice().sort();
  const alike = a.labeledTransitions
    .slice()
    .sort()
    .every((entry, k) => Math.abs(entry - sorted[k]!) <= tolerance);
  if (!alike) return null; // most pairs end here
  const ones = [a, b].map((hmm) => hmm.rightVector ?? new Float64Array(numStates).fill(1));
  const [inA, inB] = classesOf([a.labeledTransitions, b.labeledTransitions], tolerance) as [Int32Array, Int32Array];
  if (!equal(inA.slice().sort(), inB.slice().sort())) return null;
  const [onesA, onesB] = classesOf(ones, tolerance) as [Int32Array, Int32Array];
  return search(
    { entries: inA, states: onesA, tokens: new Int32Array(numTokens) },
    { entries: inB, states: onesB, tokens: new Int32Array(numTokens) },
  );
}

/** The numbers of each array as numbers of classes, equal where the numbers are, up to the tolerance. */
function classesOf(arrays: readonly Float64Array[], tolerance: number): Int32Array[] {
  const values = Float64Array.from(arrays.flatMap((array) => [0, ...array])).sort();
  const starts = values.filter((value, i) => i === 0 || value - values[i - 1]! > tolerance);
  return arrays.map((array) => Int32Array.from(array, (value) => starts.findLastIndex((start) => start <= value)));
}

function search(a: Side, b: Side): Relabelling | null {
  const refined = refine(a, b);
  if (refined === null) return null;
  const [A, B] = refined;
  for (const kind of ["states", "tokens"] as const) {
    const chosen = A[kind].findIndex((colour, i) => A[kind].indexOf(colour) !== i);
    if (chosen < 0) continue;
    const fresh = A[kind].length; // colours count from 0
    for (let other = 0; other < fresh; other++) {
      if (B[kind][other] !== A[kind][chosen]) continue;
      const found = search({ ...A, [kind]: A[kind].with(chosen, fresh) }, { ...B, [kind]: B[kind].with(other, fresh) });
      if (found) return found;
    }
    return null;
  }
  const states = Array.from(A.states, (colour) => B.states.indexOf(colour));
  const tokens = Array.from(A.tokens, (colour) => B.tokens.indexOf(colour));
  const n = states.length;
  const same = A.entries.every((entry, k) => {
    const [token, from, to] = [Math.floor(k / (n * n)), Math.floor(k / n) % n, k % n];
    return entry === B.entries[(tokens[token]! * n + states[from]!) * n + states[to]!];
  });
  return same ? { states, tokens } : null;
}

/** Refines the colours of both sides alike until they settle; null if the sides come to differ. */
function refine(a: Side, b: Side): readonly [Side, Side] | null {
  let sides: readonly [Side, Side] = [a, b];
  for (let colours = 0; ;) {
    const [inA, inB] = sides.map(signatures) as [Signatures, Signatures];
    const states = recolour(inA.states, inB.states);
    const tokens = recolour(inA.tokens, inB.tokens);
    if (states === null || tokens === null) return null;
    sides = [
      { entries: a.entries, states: states.a, tokens: tokens.a },
      { entries: b.entries, states: states.b, tokens: tokens.b },
    ];
    if (states.count + tokens.count === colours) return sides;
    colours = states.count + tokens.count;
  }
}

type Signatures = { readonly states: readonly string[]; readonly tokens: readonly string[] };

/** For each state and token, its colour and, sorted, the entries that it is part of with the colours of their other parts. */
function signatures({ entries, states, tokens }: Side): Signatures {
  const n = states.length;
  const ofStates = Array.from(states, (): string[] => []);
  const ofTokens = Array.from(tokens, (): string[] => []);
  entries.forEach((entry, k) => {
    const [token, from, to] = [Math.floor(k / (n * n)), Math.floor(k / n) % n, k % n];
    const loop = from === to ? "=" : "";
    ofStates[from]!.push(`out ${entry} ${tokens[token]!} ${states[to]!}${loop}`);
    ofStates[to]!.push(`in ${entry} ${tokens[token]!} ${states[from]!}${loop}`);
    ofTokens[token]!.push(`${entry} ${states[from]!} ${states[to]!}${loop}`);
  });
  const sign = (colours: Int32Array, parts: readonly string[][]): string[] =>
    parts.map((part, i) => `${colours[i]!}: ${part.sort().join(", ")}`);
  return { states: sign(states, ofStates), tokens: sign(tokens, ofTokens) };
}

function recolour(a: readonly string[], b: readonly string[]): { a: Int32Array; b: Int32Array; count: number } | null {
  if (!equal([...a].sort(), [...b].sort())) return null;
  const colours = new Map([...new Set([...a].sort())].map((signature, i) => [signature, i]));
  const number = (all: readonly string[]): Int32Array => Int32Array.from(all, (signature) => colours.get(signature)!);
  return { a: number(a), b: number(b), count: colours.size };
}

function equal<T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean {
  return a.length === b.length && Array.from(a).every((entry, i) => entry === b[i]);
}
