import { closestNames } from "@beliefscope/tensor/names";
import { createHmm, type HmmInput } from "../create-hmm.ts";
import { fromTransitionEmission, type TransitionEmissionOptions } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { kindOf, type MatrixInput } from "../nested-array.ts";

/** What files of processes are, and in which version. */
export const HMM_SCHEMA = "beliefscope-hmm/1";

/** A process as plain JSON; numbers keep every bit. */
export type HmmJson = {
  readonly schema: typeof HMM_SCHEMA;
  readonly name: string;
  /** [token][from][to] */
  readonly labeledTransitions: number[][][];
  readonly initialBelief: number[];
  readonly rightVector?: number[];
  readonly tokenNames?: string[];
  readonly stateNames?: string[];
};

const shared = ["schema", "name", "initialBelief", "tokenNames", "stateNames"];
const labeledFields = ["labeledTransitions", "rightVector", ...shared];
const factoredFields = ["transition", "emission", "emitOn", ...shared];

/**
 * Turns a process into JSON that `hmmFromJson` turns back into the same process, bit by bit.
 *
 * @example
 * hmmToJson(coin({ p: 0.25 })).labeledTransitions; // => [[[0.75]], [[0.25]]]
 */
export function hmmToJson(hmm: Hmm): HmmJson {
  const { name, numTokens, numStates, labeledTransitions, initialBelief, rightVector, tokenNames, stateNames } = hmm;
  const row = (token: number, from: number): number[] => {
    const start = (token * numStates + from) * numStates;
    return Array.from(labeledTransitions.subarray(start, start + numStates));
  };
  return {
    schema: HMM_SCHEMA,
    name,
    labeledTransitions: Array.from({ length: numTokens }, (_, token) =>
      Array.from({ length: numStates }, (_unused, from) => row(token, from)),
    ),
    initialBelief: Array.from(initialBelief),
    ...(rightVector && { rightVector: Array.from(rightVector) }),
    ...(tokenNames && { tokenNames: [...tokenNames] }),
    ...(stateNames && { stateNames: [...stateNames] }),
  };
}

/**
 * Reads a process from parsed JSON of either shape:
 *
 *   { transition: number[from][to], emission: number[state][token], emitOn: "departure" | "arrival" }
 *   { labeledTransitions: number[token][from][to], rightVector? }
 *
 * both with optional schema ("beliefscope-hmm/1", the one there is), name, initialBelief, tokenNames, stateNames.
 *
 * @param value Anything, for example from JSON.parse.
 * @throws TypeError if a part is of the wrong kind; RangeError if a field is unknown or missing, a shape or number wrong, or the schema another.
 * @example
 * hmmFromJson({ labeledTransitions: [[[0.75]], [[0.25]]] }).numTokens; // => 2
 */
export function hmmFromJson(value: unknown): Hmm {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`hmmFromJson: value must be an object, got ${kindOf(value)}`);
  }
  if ("schema" in value && value.schema !== HMM_SCHEMA) {
    throw new RangeError(`hmmFromJson: schema must be "${HMM_SCHEMA}", got ${JSON.stringify(value.schema)}`);
  }
  if ("name" in value && typeof value.name !== "string") {
    throw new TypeError(`hmmFromJson: name must be a string, got ${kindOf(value.name)}`);
  }
  if ("initialBelief" in value) checkNumbers("initialBelief", value.initialBelief);
  if ("rightVector" in value) checkNumbers("rightVector", value.rightVector);

  // What is left of the types, createHmm and fromTransitionEmission check at run time.
  if ("labeledTransitions" in value) {
    checkFields(value, labeledFields);
    return createHmm(value as HmmInput);
  }
  if ("transition" in value || "emission" in value) {
    checkFields(value, factoredFields);
    const { transition, emission, ...options } = value as {
      transition: MatrixInput;
      emission: MatrixInput;
    } & TransitionEmissionOptions;
    return fromTransitionEmission(transition, emission, options);
  }
  checkFields(value, [...labeledFields, ...factoredFields]);
  throw new RangeError(
    `hmmFromJson: value must have labeledTransitions, or transition, emission and emitOn, got fields [${Object.keys(value).join(", ")}]`,
  );
}

function checkNumbers(field: string, value: unknown): void {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === "number")) {
    throw new TypeError(`hmmFromJson: ${field} must be an array of numbers, got ${JSON.stringify(value)}`);
  }
}

function checkFields(value: object, allowed: readonly string[]): void {
  const unknown = Object.keys(value).find((field) => !allowed.includes(field));
  if (unknown === undefined) return;
  const [near] = closestNames(unknown, allowed, 1);
  const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
  throw new RangeError(`hmmFromJson: fields must be among ${allowed.join(", ")}, got "${unknown}"${hint}`);
}
