import type { FixedFilter } from "@beliefscope/belief";
import { checkTokens } from "@beliefscope/hmm-core";
import { checkTensor, type Tensor } from "@beliefscope/tensor";
import { type GeometricMode, geometricModes } from "@beliefscope/tensor/linalg";

/**
 * A diagonal state-space model: complex states that never mix, one for each mode and output.
 *
 *   z_mode,t = pole_mode z_mode,t-1 + input_mode[token_t],  output[t] = bias + sum_mode Re z_mode,t
 *
 * A complex pole stands for its conjugate too: its input is doubled.
 */
export type DiagonalRecurrence = {
  readonly numTokens: number;
  readonly numOutputs: number;
  /** Pole and complex input, `real + i · imaginary`, shapes [token, output]. */
  readonly modes: readonly GeometricMode[];
  /** Shape [output]. */
  readonly bias: Float64Array;
};

/**
 * A fixed filter in diagonal form, with h_t + bias (its claim before the readout) as output.
 *
 *   v(o) F^d = sum_mode Re(pole^d input_mode[o])
 *
 * @param filter A filter of any readout.
 * @returns A model equal to the filter's recurrence to rounding.
 * @throws RangeError if F is not diagonalisable on the states that the filter reaches; use `recurrenceFromFilter`.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * diagonalFromFilter(filter).modes.map(({ pole }) => pole); // ≈ [[0.4942706356, 0]]
 */
export function diagonalFromFilter(filter: FixedFilter): DiagonalRecurrence {
  const { numTokens, numStates, transition, tokenVectors, poles, bias } = filter;
  const modes = geometricModes(
    { shape: [numTokens, numStates], data: tokenVectors },
    { shape: [numStates, numStates], data: transition },
  );
  if (!modes) {
    const got = poles.map(([re, im]) => `${re}${im < 0 ? "-" : "+"}${Math.abs(im)}i`).join(", ");
    throw new RangeError(`diagonalFromFilter: the filter's transition must be diagonalisable, got poles ${got}`);
  }
  return { numTokens, numOutputs: numStates, modes, bias };
}

/**
 * Reads token sequences one token at a time: O(modes · outputs) a token.
 *
 * @param tokens Shape [batch, position].
 * @returns Shape [batch, position, output]; position t has read tokens[0..t].
 * @throws RangeError if a token is out of range, or a weight is not finite or of another shape.
 * @example
 * const real = createTensor(Float64Array.of(-1, 1), [2, 1]);
 * const imaginary = createTensor(Float64Array.of(0, 0), [2, 1]);
 * const model: DiagonalRecurrence = {
 *   numTokens: 2,
 *   numOutputs: 1,
 *   modes: [{ pole: [0.5, 0], real, imaginary }],
 *   bias: Float64Array.of(0.25),
 * };
 * runDiagonalRecurrence(model, createTensor(Int32Array.of(1, 0), [1, 2])).data; // => [1.25, -0.25]
 */
export function runDiagonalRecurrence(model: DiagonalRecurrence, tokens: Tensor<Int32Array>): Tensor {
  const { numOutputs: n, modes, bias } = model;
  checkDiagonal("runDiagonalRecurrence", model);
  const [batch, positions] = checkTokens("runDiagonalRecurrence", model, tokens);
  const data = new Float64Array(batch * positions * n);
  for (let row = 0; row < batch * positions; row++) data.set(bias, row * n);
  for (const { pole, real, imaginary } of modes) {
    const [re, im] = pole;
    for (let b = 0; b < batch; b++) {
      const x = new Float64Array(n); // z = x + iy
      const y = new Float64Array(n);
      for (let t = 0; t < positions; t++) {
        const row = b * positions + t;
        const token = tokens.data[row]!;
        for (let i = 0; i < n; i++) {
          const previous = x[i]!;
          x[i] = re * previous - im * y[i]! + real.data[token * n + i]!;
          y[i] = im * previous + re * y[i]! + imaginary.data[token * n + i]!;
          data[row * n + i]! += x[i]!;
        }
      }
    }
  }
  return { shape: [batch, positions, n], data };
}

/** Checks that weights are finite and of the shapes that a diagonal recurrence has. */
export function checkDiagonal(caller: string, { numTokens, numOutputs, modes, bias }: DiagonalRecurrence): void {
  modes.forEach(({ pole, real, imaginary }, i) => {
    checkTensor(caller, `pole of modes[${i}]`, { shape: [pole.length], data: Float64Array.from(pole) }, [2]);
    checkTensor(caller, `real of modes[${i}]`, real, [numTokens, numOutputs]);
    checkTensor(caller, `imaginary of modes[${i}]`, imaginary, [numTokens, numOutputs]);
  });
  checkTensor(caller, "bias", { shape: [bias.length], data: bias }, [numOutputs]);
}
