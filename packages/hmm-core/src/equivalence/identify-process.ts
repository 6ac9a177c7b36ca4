import { equivalentProcesses } from "./equivalent-processes.ts";
import { factorTransitionEmission } from "../factor-transition-emission.ts";
import { forwardStep } from "../inference/forward-step.ts";
import type { Hmm } from "../hmm.ts";
import { matchRelabelling } from "./match-relabelling.ts";
import { mergeStates } from "./merge-states.ts";
import { completeParameters, type ProcessDefinition } from "../processes/define-process.ts";
import { readableFamilies, readParameters } from "./read-parameters.ts";
import { findProcess } from "../processes/registry.ts";
import { withEmissionOn } from "../with-emission-on.ts";

/**
 * What leads from a process to the registered one: states of equal futures made one, states or tokens numbered anew, the
 * other emission convention (beliefs pushed through T), another initial belief (the one step that changes the words), or
 * none of these that was found, but the same probability of every word.
 */
export type IdentificationStep =
  | "states merged"
  | "states relabelled"
  | "tokens relabelled"
  | "pushed through T"
  | "another start"
  | "another presentation";

/** Which registered process a process is, or the nearest that was found. */
export type Identification =
  | {
      readonly id: string;
      /** All parameters: `createProcess(id, params)` is the registered process. */
      readonly params: Readonly<Record<string, number>>;
      readonly relabelling: {
        /** Token of the registered process, by token. */
        readonly tokens: readonly number[];
        /** State of the registered process, by state; null for another presentation. */
        readonly states: readonly number[] | null;
      };
      /** Empty if it is the registered process as it stands. */
      readonly how: readonly IdentificationStep[];
    }
  | {
      readonly id: null;
      /** Null if no registered process can have as many tokens. */
      readonly nearest: {
        readonly id: string;
        readonly params: Readonly<Record<string, number>>;
        /** Half the sum of |P(w) - Q(w)| over all words of `length`, tokens as they are numbered: in [0, 1]. */
        readonly difference: number;
        readonly length: number;
      } | null;
    };

type Found = Extract<Identification, { id: string }>;
type Candidate = { readonly definition: ProcessDefinition; readonly params: Record<string, number>; readonly hmm: Hmm };

/** Numbers this far apart are equal: that of `createHmm` for sums. */
const TOLERANCE = 1e-9;
/** For the nearest process, numbers this far apart are read as one. */
const COARSE = 0.01;
/** So many words at most measure how near a process is. */
const WORDS = 256;

/**
 * Says which registered process this is, up to the numbering of its states and tokens and the emission convention.
 *
 * Parameters are read off the entries of T and E (generalized families: off traces and eigenvalues, which no gauge
 * changes), so every family but `random` is recognised at any parameters, also after states were split into copies; a
 * proper process given in a signed or otherwise foreign presentation only at default parameters. Of several matches the
 * one with the fewest steps is given, then the one that the registry lists first. `markov` means two states. A family of which
 * the registry lists a member by itself gives that: `circleN` of three states is "circle3", `trapN` of two "trap2", with the
 * parameters that they share. The seed of `random` cannot be read off its numbers.
 *
 * @returns The process; or, with id null, the nearest at parameters read off roughly or by default, not fitted.
 * @example
 * const { id, how } = { how: [], ...identifyProcess(withEmissionOn(mess3({ x: 0.1, a: 0.7 }), "departure")) };
 * id; // => "messN"
 * how; // => []
 * identifyProcess(createHmm({ labeledTransitions: [[[0.2]], [[0.3]], [[0.5]]] })).id; // => null
 */
export function identifyProcess(hmm: Hmm): Identification {
  const merged = hmm.rightVector ? null : mergeStates(hmm, TOLERANCE);
  const smaller = merged && merged.hmm.numStates < hmm.numStates ? merged : null;

  const own = candidates(hmm, TOLERANCE);
  const found = best(own.flatMap((candidate) => match(hmm, candidate)));
  if (found) return found;

  const others = smaller ? candidates(smaller.hmm, TOLERANCE) : [];
  const afterMerge = smaller && best(others.flatMap((candidate) => match(smaller.hmm, candidate)));
  if (smaller && afterMerge) {
    const states = smaller.mergedInto.map((state) => afterMerge.relabelling.states![state]!);
    return {
      ...afterMerge,
      relabelling: { ...afterMerge.relabelling, states },
      how: ["states merged", ...afterMerge.how],
    };
  }
  const byLaw = best([...own, ...others].flatMap((candidate) => matchLaw(hmm, candidate)));
  return byLaw ?? { id: null, nearest: nearest(hmm, [...own, ...others, ...candidates(hmm, COARSE)]) };
}

/** Every registered process that its numbers suggest, with as many tokens. */
function candidates(hmm: Hmm, grain: number): Candidate[] {
  return readableFamilies.flatMap((id) => {
    const definition = findProcess(id);
    return readParameters(id, hmm, grain).flatMap((given) => {
      try {
        const params = completeParameters(id, definition.parameters, given);
        const candidate = { definition, params, hmm: definition.create(params) };
        return candidate.hmm.numTokens === hmm.numTokens ? [candidate] : [];
      } catch (error) {
        if (error instanceof RangeError) return []; // numbers that are no parameters of this family
        throw error;
      }
    });
  });
}

/** The fewest steps, of the same words if there is one; of several, the first. */
function best(found: readonly Found[]): Found | null {
  const cost = ({ how }: Found): number => how.length + (how.includes("another start") ? 10 : 0);
  return found.reduce<Found | null>((least, one) => (least && cost(least) <= cost(one) ? least : one), null);
}

function match(hmm: Hmm, { definition, params, hmm: candidate }: Candidate): Found[] {
  const factors = candidate.rightVector ? null : factorTransitionEmission(candidate);
  const pushed = factors && withEmissionOn(candidate, factors.emitOn === "arrival" ? "departure" : "arrival");
  return [candidate, ...(pushed ? [pushed] : [])].flatMap((form) => {
    const same = isSame(hmm, form);
    const relabelling = same ? identity(hmm) : matchRelabelling(hmm, form, TOLERANCE);
    if (relabelling === null) return [];
    const { states, tokens } = relabelling;
    const started = states.every(
      (state, i) => Math.abs(hmm.initialBelief[i]! - form.initialBelief[state]!) <= TOLERANCE,
    );
    const how: IdentificationStep[] = [
      ...(states.some((state, i) => state !== i) ? ["states relabelled" as const] : []),
      ...(tokens.some((token, i) => token !== i) ? ["tokens relabelled" as const] : []),
      ...(form === pushed ? ["pushed through T" as const] : []),
      ...(started ? [] : ["another start" as const]),
    ];
    return [{ id: definition.id, params, relabelling, how }];
  });
}

function identity({ numStates, numTokens }: Hmm): { states: number[]; tokens: number[] } {
  return {
    states: Array.from({ length: numStates }, (_, i) => i),
    tokens: Array.from({ length: numTokens }, (_, i) => i),
  };
}

/** Whether every number is the same, in the same place. */
function isSame(a: Hmm, b: Hmm): boolean {
  const close = (x: Float64Array | undefined, y: Float64Array | undefined): boolean =>
    x?.length === y?.length && (x?.every((entry, i) => Math.abs(entry - y![i]!) <= TOLERANCE) ?? true);
  return (
    a.numStates === b.numStates &&
    close(a.labeledTransitions, b.labeledTransitions) &&
    close(a.rightVector, b.rightVector) &&
    close(a.initialBelief, b.initialBelief)
  );
}

/** Compares words alone, under every numbering of up to four tokens, under the given one of more. */
function matchLaw(hmm: Hmm, { definition, params, hmm: candidate }: Candidate): Found[] {
  const { numTokens } = hmm;
  const given = identity(hmm).tokens;
  const orders = numTokens <= 4 ? permutations(given) : [given];
  const tokens = orders.find((order) => equivalentProcesses(hmm, reordered(candidate, order)).equivalent);
  if (tokens === undefined) return [];
  const relabelled = tokens.some((token, i) => token !== i);
  const how = ["another presentation" as const, ...(relabelled ? ["tokens relabelled" as const] : [])];
  return [{ id: definition.id, params, relabelling: { tokens, states: null }, how }];
}

/** The process whose token i is the token order[i] of the given one. */
function reordered(hmm: Hmm, order: readonly number[]): Hmm {
  const size = hmm.numStates * hmm.numStates;
  const labeledTransitions = new Float64Array(hmm.labeledTransitions.length);
  order.forEach((token, i) => {
    labeledTransitions.set(hmm.labeledTransitions.subarray(token * size, (token + 1) * size), i * size);
  });
  return { ...hmm, labeledTransitions };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

function nearest(hmm: Hmm, all: readonly Candidate[]): Extract<Identification, { id: null }>["nearest"] {
  const length = Math.max(1, Math.min(8, Math.floor(Math.log(WORDS) / Math.log(hmm.numTokens))));
  const measured = all.map(({ definition: { id }, params, hmm: candidate }) => ({
    id,
    params,
    difference: totalVariation(hmm, candidate, length),
    length,
  }));
  return measured.reduce<(typeof measured)[number] | null>(
    (least, one) => (least && least.difference <= one.difference ? least : one),
    null,
  );
}

/** 1/2 sum_w |P_a(w) - P_b(w)| over words of a length. */
function totalVariation(a: Hmm, b: Hmm, length: number): number {
  const visit = (inA: Float64Array, p: number, inB: Float64Array, q: number, left: number): number => {
    if (left === 0 || p === 0 || q === 0) return Math.abs(p - q) / 2;
    let sum = 0;
    for (let token = 0; token < a.numTokens; token++) {
      const [nextA, nextB] = [new Float64Array(a.numStates), new Float64Array(b.numStates)];
      const ofA = forwardStep(a, inA, 0, token, nextA, 0);
      const ofB = forwardStep(b, inB, 0, token, nextB, 0);
      sum += visit(nextA, p * ofA, nextB, q * ofB, left - 1);
    }
    return sum;
  };
  return visit(a.initialBelief, 1, b.initialBelief, 1, length);
}
