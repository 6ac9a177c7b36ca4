import { checkKind } from "./check-kind.ts";
import type { Hmm } from "./hmm.ts";
import { type CubeInput, readNested } from "./nested-array.ts";
import { stationaryLaw } from "./stationary-law.ts";

/** How far sums of given probabilities may be from 1. */
const TOLERANCE = 1e-9;

/** What `createHmm` takes. */
export type HmmInput = {
  /** Default "hmm". */
  readonly name?: string;
  /** P(token, to | from), indexed [token][from][to]. */
  readonly labeledTransitions: CubeInput;
  /** Default: the stationary law. */
  readonly initialBelief?: ArrayLike<number>;
  /** |1>, for a generalized HMM only. */
  readonly rightVector?: ArrayLike<number>;
  readonly tokenNames?: readonly string[];
  readonly stateNames?: readonly string[];
};

/**
 * Creates a hidden Markov process from its labelled transitions, checked.
 *
 *   proper:       T[token, from, to] >= 0,  sum_{token, to} T[token, from, to] = 1
 *   generalized:  T may be signed,  sum_token T[token] |1> = |1>  with |1> the given `rightVector`
 *
 * @param input.labeledTransitions Shape [token, from, to].
 * @param input.initialBelief Shape [state], sums to 1 (generalized: times |1>). Without it the process starts stationary;
 *   a process with several recurrent classes has no one stationary law and must be given its start.
 * @returns The process, sharing no memory with the input.
 * @throws RangeError if a shape or a sum is wrong (tolerance 1e-9), or a probability negative; TypeError if an entry is not a number.
 * @example
 * createHmm({ labeledTransitions: [[[0.5, 0], [0, 0.2]], [[0, 0.5], [0.8, 0]]] }).initialBelief;
 * // ≈ [0.6153846, 0.3846154]
 */
export function createHmm(input: HmmInput): Hmm {
  checkKind("createHmm", "input", "an object", input);
  const { name = "hmm", tokenNames, stateNames } = input;
  checkKind("createHmm", "name", "a string", name);
  const { shape, data } = readNested("createHmm", "labeledTransitions", input.labeledTransitions, 3);
  const [numTokens, numStates] = shape as [number, number, number];
  if (shape[2] !== numStates) {
    throw new RangeError(
      `createHmm: labeledTransitions must have shape [token, state, state], got [${shape.join(", ")}]`,
    );
  }
  checkNames("tokenNames", tokenNames, numTokens);
  checkNames("stateNames", stateNames, numStates);
  const rightVector = input.rightVector && readVector("rightVector", input.rightVector, numStates);
  if (rightVector?.every((entry) => entry === 0)) {
    throw new RangeError(`createHmm: rightVector must not be all zeros, got [${rightVector.join(", ")}]`);
  }
  checkTransitions(data, numTokens, numStates, rightVector);

  const initialBelief = input.initialBelief && readVector("initialBelief", input.initialBelief, numStates);
  if (initialBelief) checkInitialBelief(initialBelief, rightVector);

  const process = {
    name,
    numTokens,
    numStates,
    labeledTransitions: data,
    ...(rightVector && { rightVector }),
    ...(tokenNames && { tokenNames: [...tokenNames] }),
    ...(stateNames && { stateNames: [...stateNames] }),
  };
  return { ...process, initialBelief: initialBelief ?? onlyStationaryLaw(process) };
}

function onlyStationaryLaw(process: Parameters<typeof stationaryLaw>[0]): Float64Array {
  try {
    return stationaryLaw(process);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const rule = `initialBelief of ${process.name} must be given, as there are several stationary laws`;
    throw new RangeError(`createHmm: ${rule}, got none`, { cause: error });
  }
}

function checkTransitions(T: Float64Array, numTokens: number, numStates: number, rightVector?: Float64Array): void {
  for (let from = 0; from < numStates; from++) {
    let sum = 0;
    for (let token = 0; token < numTokens; token++) {
      for (let to = 0; to < numStates; to++) {
        const entry = T[(token * numStates + from) * numStates + to]!;
        if (!rightVector && entry < 0) {
          throw new RangeError(
            `createHmm: labeledTransitions[${token}][${from}][${to}] must not be negative, got ${entry}`,
          );
        }
        sum += rightVector ? entry * rightVector[to]! : entry;
      }
    }
    const wanted = rightVector ? rightVector[from]! : 1;
    if (Math.abs(sum - wanted) > TOLERANCE * Math.max(1, Math.abs(wanted))) {
      const what = rightVector ? `transitions from state ${from} times rightVector` : `transitions from state ${from}`;
      throw new RangeError(`createHmm: ${what} must sum to ${wanted}, got ${sum}`);
    }
  }
}

function checkInitialBelief(belief: Float64Array, rightVector?: Float64Array): void {
  const state = belief.findIndex((entry) => entry < 0);
  if (!rightVector && state >= 0) {
    throw new RangeError(`createHmm: initialBelief[${state}] must not be negative, got ${belief[state]!}`);
  }
  const sum = belief.reduce((total, entry, i) => total + entry * (rightVector ? rightVector[i]! : 1), 0);
  if (Math.abs(sum - 1) > TOLERANCE) {
    throw new RangeError(`createHmm: initialBelief must sum to 1${rightVector ? " with rightVector" : ""}, got ${sum}`);
  }
}

function readVector(argument: string, value: ArrayLike<number>, numStates: number): Float64Array {
  checkKind("createHmm", argument, "a list of numbers", value);
  const vector = readNested("createHmm", argument, Array.from(value), 1).data;
  if (vector.length !== numStates) {
    throw new RangeError(`createHmm: ${argument} must have shape [${numStates}], got [${vector.length}]`);
  }
  return vector;
}

function checkNames(argument: string, names: readonly string[] | undefined, count: number): void {
  if (names === undefined) return;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw new TypeError(`createHmm: ${argument} must be an array of strings, got ${JSON.stringify(names)}`);
  }
  if (names.length !== count || new Set(names).size !== count) {
    throw new RangeError(`createHmm: ${argument} must be ${count} different names, got ${JSON.stringify(names)}`);
  }
  const unprintable = names.find((name) => /\p{Cc}/u.test(name));
  if (unprintable !== undefined) {
    throw new RangeError(`createHmm: ${argument} must have no control characters, got ${JSON.stringify(unprintable)}`);
  }
}
