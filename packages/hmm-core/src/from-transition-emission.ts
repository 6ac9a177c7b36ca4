import { checkKind } from "./check-kind.ts";
import { createHmm } from "./create-hmm.ts";
import type { Hmm } from "./hmm.ts";
import { type MatrixInput, readNested } from "./nested-array.ts";

/**
 * When a state emits: "departure": the current state emits, then the process moves; "arrival": the process moves, then
 * the new state emits. Both give the same words from the stationary start, but different beliefs: those of the
 * departure form are those of the arrival form pushed once through T.
 */
export type EmitOn = "departure" | "arrival";

/** What `fromTransitionEmission` takes besides its matrices. */
export type TransitionEmissionOptions = {
  /** No default: it changes the beliefs. */
  readonly emitOn: EmitOn;
  readonly name?: string;
  readonly initialBelief?: ArrayLike<number>;
  readonly tokenNames?: readonly string[];
  readonly stateNames?: readonly string[];
};

/**
 * Creates a process from a transition and an emission matrix.
 *
 *   departure:  T[token, from, to] = E[from, token] T[from, to]
 *   arrival:    T[token, from, to] = T[from, to] E[to, token]
 *
 * @param transition P(to | from), shape [from, to], rows sum to 1.
 * @param emission P(token | state), shape [state, token], rows sum to 1.
 * @throws RangeError if a shape, a sum (tolerance 1e-9) or a probability is wrong; TypeError if an entry is not a number.
 * @example
 * fromTransitionEmission([[0.9, 0.1], [0.2, 0.8]], [[1, 0], [0.5, 0.5]], { emitOn: "arrival" }).initialBelief;
 * // ≈ [0.6666667, 0.3333333]
 */
export function fromTransitionEmission(
  transition: MatrixInput,
  emission: MatrixInput,
  options: TransitionEmissionOptions,
): Hmm {
  checkKind("fromTransitionEmission", "options", "an object", options);
  const { emitOn, ...rest } = options;
  if ((emitOn as unknown) !== "departure" && (emitOn as unknown) !== "arrival") {
    throw new RangeError(
      `fromTransitionEmission: emitOn must be "departure" or "arrival", got ${JSON.stringify(emitOn)}`,
    );
  }
  const T = readNested("fromTransitionEmission", "transition", transition, 2);
  const E = readNested("fromTransitionEmission", "emission", emission, 2);
  const [numStates, columns] = T.shape as [number, number];
  const [rows, numTokens] = E.shape as [number, number];
  if (columns !== numStates) {
    throw new RangeError(`fromTransitionEmission: transition must be square, got [${T.shape.join(", ")}]`);
  }
  if (rows !== numStates) {
    throw new RangeError(`fromTransitionEmission: emission must have ${numStates} rows like transition, got ${rows}`);
  }
  checkRows("transition", T.data, numStates);
  checkRows("emission", E.data, numTokens);

  const data = new Float64Array(numTokens * numStates * numStates);
  for (let token = 0; token < numTokens; token++) {
    for (let from = 0; from < numStates; from++) {
      for (let to = 0; to < numStates; to++) {
        const emitter = emitOn === "departure" ? from : to;
        data[(token * numStates + from) * numStates + to] =
          T.data[from * numStates + to]! * E.data[emitter * numTokens + token]!;
      }
    }
  }
  return createHmm({ ...rest, labeledTransitions: { shape: [numTokens, numStates, numStates], data } });
}

function checkRows(argument: string, data: Float64Array, columns: number): void {
  for (let start = 0; start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    const negative = row.findIndex((entry) => entry < 0);
    if (negative >= 0) {
      const place = `[${start / columns}][${negative}]`;
      throw new RangeError(`fromTransitionEmission: ${argument}${place} must not be negative, got ${row[negative]!}`);
    }
    const sum = row.reduce((total, entry) => total + entry, 0);
    if (Math.abs(sum - 1) > 1e-9) {
      throw new RangeError(`fromTransitionEmission: row ${start / columns} of ${argument} must sum to 1, got ${sum}`);
    }
  }
}
