import "@beliefscope/testkit";
import { kalmanFilter } from "@beliefscope/belief";
import { circle3, messN, randomHmm } from "@beliefscope/hmm-core";
import { type Complex, complexPower } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CausalConvolution,
  convolutionFromDiagonal,
  convolutionFromFilter,
  convolutionFromHeads,
  diagonalFromConvolution,
  diagonalFromFilter,
  fitPoles,
  headsFromConvolution,
  runConvolution,
  runDiagonalRecurrence,
} from "./index.ts";

const random = createRandom(1);
const tokens = { shape: [10, 9], data: Int32Array.from({ length: 90 }, () => random.integer(3)) };
const filters = [
  ["messN", kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }), 1],
  ["circle3, complex", kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" }), 2],
  ["a random process", kalmanFilter(randomHmm({ n: 3, v: 3, seed: 4 }), { readout: "linear" }), 2],
] as const;

/** kernel[lag] = sum_j Re(pole_j^lag (1 + token - i output)), shape [lag, 2, 2]. */
function kernelOf(poles: readonly Complex[], lags: number) {
  const data = Float64Array.from({ length: lags * 4 }, (_, k) => {
    const [lag, token, output] = [Math.floor(k / 4), Math.floor(k / 2) % 2, k % 2];
    return poles.reduce((sum, pole, j) => {
      const [re, im] = complexPower(pole, lag);
      return sum + (1 + token + 0.3 * j) * re + (output + 0.5) * im;
    }, 0);
  });
  return { shape: [lags, 2, 2], data };
}

describe("convolution, recurrence and attention heads", () => {
  it.each(filters)("are one model of the Kalman filter of %s, there and back, to 1e-12", (_, filter, order) => {
    const convolution = convolutionFromFilter(filter, { taps: 9 });
    const expected = runConvolution(convolution, tokens).data;
    const { model, residual } = diagonalFromConvolution(convolution, { order });
    expect(residual).toBeLessThan(1e-12);
    expect(runDiagonalRecurrence(model, tokens).data).toBeCloseToArray(expected, { atol: 1e-12 });

    const back = convolutionFromDiagonal(diagonalFromFilter(filter), { taps: 9 });
    expect(back.kernel.data).toBeCloseToArray(convolution.kernel.data, { atol: 1e-12 });

    const heads = convolutionFromHeads(headsFromConvolution(convolution, { length: 9 }));
    expect(heads.residual).toBeLessThan(1e-15);
    expect(heads.model.kernel.data).toBeCloseToArray(convolution.kernel.data, { atol: 1e-15 });
  });

  it("say what is lost: a pattern's distance from its diagonal means", () => {
    const pattern = { shape: [2, 2], data: Float64Array.of(1, 0, 2, 3) };
    const values = { shape: [2, 1], data: Float64Array.of(-1, 1) };
    const { model, residual } = convolutionFromHeads([{ pattern, values }]);
    expect([...model.kernel.data]).toEqual([-2, 2, -2, 2]);
    expect(residual).toBeCloseTo(Math.sqrt(2 / 14), 15); // (1-2)² + (3-2)² of 1 + 4 + 9
  });

  it("say what is lost: a long kernel in one pole", () => {
    const kernel = kernelOf([[0.9, 0], [-0.5, 0]], 12); // prettier-ignore
    const convolution: CausalConvolution = { numTokens: 2, numOutputs: 2, kernel, bias: Float64Array.of(0, 0) };
    const { model, residual } = diagonalFromConvolution(convolution, { order: 1 });
    const fitted = convolutionFromDiagonal(model, { taps: 12 }).kernel.data;
    const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
    const difference = kernel.data.map((value, i) => value - fitted[i]!);
    expect(residual).toBeCloseTo(Math.sqrt(squares(difference) / squares(kernel.data)), 12);
    expect(residual).toBeGreaterThan(0.1);
  });

  it("name what is out of range", () => {
    const [, filter] = filters[0];
    const convolution = convolutionFromFilter(filter, { taps: 5 });
    expect(() => diagonalFromConvolution(convolution, { order: 3 })).toThrow(
      new RangeError("fitPoles: order must be an integer from 1 to 2, got 3"),
    );
    expect(() => convolutionFromDiagonal(diagonalFromFilter(filter), { taps: 0 })).toThrow(
      new RangeError("convolutionFromDiagonal: taps must be a positive integer, got 0"),
    );
    expect(() => headsFromConvolution(convolution, { length: 0 })).toThrow(
      new RangeError("headsFromConvolution: length must be a positive integer, got 0"),
    );
    expect(() => convolutionFromHeads([])).toThrow(
      new RangeError("convolutionFromHeads: heads must be one or more, got none"),
    );
  });
});

describe("fitPoles(kernel, { order })", () => {
  it.each([
    ["one real pole", [[0.5, 0]]],
    ["two real poles", [[0.8, 0], [0.3, 0]]],
    ["a negative pole beside a positive one", [[0.7, 0], [-0.6, 0]]],
    ["a complex pair", [[-0.3, 0.5], [-0.3, -0.5]]],
    ["a complex pair and a real pole", [[0.6, 0.4], [0.6, -0.4], [-0.5, 0]]],
    ["a pole that is not stable", [[1.1, 0], [0.4, 0]]],
  ] as [string, Complex[]][])("finds %s to 1e-10", (_, poles) => {
    const once = poles.filter(([, im]) => im >= 0);
    const fit = fitPoles(kernelOf(once, 12), { order: poles.length });
    expect(fit.poles).toBeCloseToArray(poles, { atol: 1e-10 });
    expect(fit.residual).toBeLessThan(1e-12);
  }); // prettier-ignore

  it("finds arbitrary well-separated real poles", () => {
    const pole = fc.integer({ min: 1, max: 9 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(pole, pole, (a, b) => {
        fc.pre(Math.abs(a + b) > 0.05);
        const { poles, residual } = fitPoles(kernelOf([[a, 0], [-b, 0]], 10), { order: 2 }); // prettier-ignore
        expect(residual).toBeLessThan(1e-11);
        expect(poles.map(([re]) => re).sort((x, y) => x - y)).toBeCloseToArray([-b, a], { atol: 1e-8 });
      }),
      { seed: 1 },
    );
  });

  it("is nearer in mean square than any other single pole", () => {
    const kernel = kernelOf([[0.9, 0], [0.2, 0]], 12); // prettier-ignore
    const { poles, residual } = fitPoles(kernel, { order: 1 });
    const errorAt = (pole: number): number => {
      let lost = 0;
      for (let channel = 0; channel < 4; channel++) {
        const column = Array.from({ length: 12 }, (_, lag) => kernel.data[lag * 4 + channel]!);
        const along = column.reduce((sum, value, lag) => sum + value * pole ** lag, 0);
        const length = column.reduce((sum, _, lag) => sum + pole ** (2 * lag), 0);
        lost += column.reduce((sum, value) => sum + value * value, 0) - along ** 2 / length;
      }
      return lost / kernel.data.reduce((sum, value) => sum + value * value, 0);
    };
    const best = residual ** 2;
    expect(errorAt(poles[0]![0])).toBeCloseTo(best, 12);
    for (let pole = -0.99; pole < 1; pole += 0.01) expect(errorAt(pole)).toBeGreaterThan(best - 1e-12);
  });

  it("takes a kernel of zeros, and names others that it cannot take", () => {
    expect(fitPoles({ shape: [4, 1, 1], data: new Float64Array(4) }, { order: 2 })).toMatchObject({
      modes: [],
      residual: 0,
    });
    expect(() => fitPoles({ shape: [4, 1], data: new Float64Array(4) }, { order: 1 })).toThrow(
      new RangeError("fitPoles: kernel must be finite, of shape [lag, token, output], got [4, 1]"),
    );
  });
});
