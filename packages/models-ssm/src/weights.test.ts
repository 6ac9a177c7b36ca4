import { kalmanFilter } from "@beliefscope/belief";
import { circle3 } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import { convolutionFromFilter, runConvolution } from "./causal-convolution.ts";
import { diagonalFromFilter, runDiagonalRecurrence } from "./diagonal-recurrence.ts";
import { recurrenceFromFilter, runRecurrence } from "./linear-recurrence.ts";
import { encodeConvolution, encodeDiagonal, encodeRecurrence, encodeSelective } from "./onnx/index.ts";
import { runSelective, scanSelective, selectiveFromHmm } from "./selective-recurrence.ts";

const hmm = circle3({ x: 0.05, a: 0.85 });
const filter = kalmanFilter(hmm, { readout: "linear" });
const word = { shape: [1, 2], data: Int32Array.of(0, 2) };

/** The same tensor with one entry that is not finite. */
const spoilt = ({ shape, data }: Tensor, at: number, value: number): Tensor => ({ shape, data: data.with(at, value) });
const one: Tensor = { shape: [1, 1], data: Float64Array.of(1) };

const recurrence = recurrenceFromFilter(filter);
const convolution = convolutionFromFilter(filter, { taps: 3 });
const diagonal = diagonalFromFilter(filter);
const mode = diagonal.modes[0]!;
const selective = selectiveFromHmm(hmm);

const wrong = {
  Recurrence: [
    [{ transition: spoilt(recurrence.transition, 4, NaN) }, "transition must be finite, got NaN at [1, 1]"],
    [{ input: one }, "input must have shape [3, 3], got [1, 1]"],
    [{ bias: Float64Array.of(1) }, "bias must have shape [3], got [1]"],
  ],
  Convolution: [
    [{ kernel: spoilt(convolution.kernel, 10, Infinity) }, "kernel must be finite, got Infinity at [1, 0, 1]"],
    [{ kernel: one }, "kernel must have shape [1, 3, 3], got [1, 1]"],
  ],
  DiagonalRecurrence: [
    [{ modes: [{ ...mode, pole: [NaN, 0] }] }, "pole of modes[0] must be finite, got NaN at [0]"],
    [{ modes: [mode, { ...mode, imaginary: one }] }, "imaginary of modes[1] must have shape [3, 3], got [1, 1]"],
  ],
  Selective: [
    [{ transitions: spoilt(selective.transitions, 26, NaN) }, "transitions must be finite, got NaN at [2, 2, 2]"],
    [{ start: Float64Array.of(1) }, "start must have shape [3], got [1]"],
    [{ law: one }, "law must have shape [3, 3], got [1, 1]"],
  ],
} as const;

describe("weights that are not finite or do not fit", () => {
  it.each(wrong.Recurrence)("of a recurrence are named: %#", (part, message) => {
    const model = { ...recurrence, ...part };
    expect(() => runRecurrence(model, word)).toThrow(new RangeError(`runRecurrence: ${message}`));
    expect(() => encodeRecurrence(model)).toThrow(new RangeError(`encodeRecurrence: ${message}`));
  });

  it.each(wrong.Convolution)("of a convolution are named: %#", (part, message) => {
    const model = { ...convolution, ...part };
    expect(() => runConvolution(model, word)).toThrow(new RangeError(`runConvolution: ${message}`));
    expect(() => encodeConvolution(model)).toThrow(new RangeError(`encodeConvolution: ${message}`));
  });

  it.each(wrong.DiagonalRecurrence)("of a diagonal recurrence are named: %#", (part, message) => {
    const model = { ...diagonal, ...part };
    expect(() => runDiagonalRecurrence(model, word)).toThrow(new RangeError(`runDiagonalRecurrence: ${message}`));
    expect(() => encodeDiagonal(model)).toThrow(new RangeError(`encodeDiagonal: ${message}`));
  });

  it.each(wrong.Selective)("of a selective recurrence are named: %#", (part, message) => {
    const model = { ...selective, ...part };
    expect(() => runSelective(model, word)).toThrow(new RangeError(`runSelective: ${message}`));
    expect(() => scanSelective(model, word)).toThrow(new RangeError(`scanSelective: ${message}`));
    expect(() => encodeSelective(model)).toThrow(new RangeError(`encodeSelective: ${message}`));
  });
});
