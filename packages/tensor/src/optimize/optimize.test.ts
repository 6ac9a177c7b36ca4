import "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { solve } from "../linalg/index.ts";
import { createRandom } from "../random/index.ts";
import { type HessianObjective, lbfgs, newton, type Objective } from "./index.ts";

/** The chained Rosenbrock function; its only minimum in two dimensions is (1, 1). */
const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [1 - x[i]!, x[i + 1]! - x[i]! ** 2];
    value += a * a + 100 * b * b;
    gradient[i]! += -2 * a - 400 * b * x[i]!;
    gradient[i + 1]! += 200 * b;
  }
  return value;
};

/** x A x / 2 - b x for a random positive definite A. */
function quadratic(n: number, seed: number): { objective: HessianObjective; minimum: Float64Array } {
  const random = createRandom(seed);
  const root = Float64Array.from({ length: n * n }, () => random.normal());
  const A = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    let sum = i === j ? 0.1 : 0;
    for (let r = 0; r < n; r++) sum += root[i * n + r]! * root[j * n + r]!;
    return sum;
  });
  const b = Float64Array.from({ length: n }, () => random.normal());
  const objective: HessianObjective = (x, gradient, hessian) => {
    hessian.set(A);
    let value = 0;
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let j = 0; j < n; j++) product += A[i * n + j]! * x[j]!;
      gradient[i] = product - b[i]!;
      value += x[i]! * (product / 2 - b[i]!);
    }
    return value;
  };
  return { objective, minimum: solve({ shape: [n, n], data: A }, { shape: [n, 1], data: b }).data };
}

/** Logistic regression of y on (1, u): the mean over points of log(1 + e^z) - y z, z = x_0 + x_1 u. */
function logistic(points: readonly (readonly [u: number, y: number])[]): HessianObjective {
  return (x, gradient, hessian) => {
    gradient.fill(0);
    hessian.fill(0);
    let value = 0;
    for (const [u, y] of points) {
      const z = x[0]! + x[1]! * u;
      const p = 1 / (1 + Math.exp(-z));
      value += (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y * z) / points.length;
      [1, u].forEach((f, i) => {
        gradient[i]! += (f * (p - y)) / points.length;
        [1, u].forEach((g, j) => {
          hessian[2 * i + j]! += (f * g * p * (1 - p)) / points.length;
        });
      });
    }
    return value;
  };
}

const withoutHessian =
  (objective: HessianObjective): Objective =>
  (x, gradient) =>
    objective(x, gradient, new Float64Array(x.length ** 2));

describe("lbfgs(objective, start)", () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const { x, value, gradientNorm, stopReason } = lbfgs(rosenbrock, Float64Array.of(-1.2, 1));
    expect(x).toBeCloseToArray([1, 1], { atol: 1e-7 });
    expect(value).toBeLessThan(1e-15);
    expect(gradientNorm).toBeLessThanOrEqual(1e-8);
    expect(stopReason).toBe("gradient");
  });

  it("does so in fifty dimensions, and reports the gradient's largest entry", () => {
    const start = Float64Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const { x, gradientNorm } = lbfgs(rosenbrock, start, { maxIterations: 5000 });
    const gradient = new Float64Array(50);
    rosenbrock(x, gradient);
    expect(gradientNorm).toBe(Math.max(...gradient.map(Math.abs)));
    expect(gradientNorm).toBeLessThanOrEqual(1e-8);
  });

  it("solves the linear system of a quadratic function", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 1000 }), (n, seed) => {
        const { objective, minimum } = quadratic(n, seed);
        const { x } = lbfgs(withoutHessian(objective), new Float64Array(n), {
          gradientTolerance: 1e-11,
          valueTolerance: 0,
        });
        expect(x).toBeCloseToArray(minimum, { atol: 1e-7, rtol: 1e-7 });
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("turns back from where the function has no value", () => {
    const { x } = lbfgs((x, gradient) => {
      gradient[0] = 1 - 1e-3 / x[0]!; // x - 1e-3 log x: NaN for x < 0, minimum at 1e-3
      return x[0]! - 1e-3 * Math.log(x[0]!);
    }, Float64Array.of(5));
    expect(x[0]).toBeCloseTo(1e-3, 8);
  });

  it("says that it stopped early, or for want of anything to gain", () => {
    expect(lbfgs(rosenbrock, Float64Array.of(-1.2, 1), { maxIterations: 3 })).toMatchObject({
      iterations: 3,
      stopReason: "iterations",
    });
    const towardsZero: Objective = (x, gradient) => {
      gradient[0] = -Math.exp(-x[0]!);
      return 1 + Math.exp(-x[0]!);
    };
    const options = { gradientTolerance: 0 };
    expect(lbfgs(towardsZero, Float64Array.of(0), options).stopReason).toMatch(/value|lineSearch|gradient/);
    expect(lbfgs(towardsZero, Float64Array.of(0), options).value).toBeCloseTo(1, 12);
  });

  it("stops at the first point of its path that is low enough", () => {
    const start = Float64Array.of(-1.2, 1);
    const early = lbfgs(rosenbrock, start, { stopValue: 0.1 });
    expect(early).toMatchObject({ stopReason: "stopValue" });
    expect(early.value).toBeLessThanOrEqual(0.1);
    const before = lbfgs(rosenbrock, start, { maxIterations: early.iterations - 1 });
    expect(before.value).toBeGreaterThan(0.1);
    expect(lbfgs(rosenbrock, start, { maxIterations: early.iterations }).x).toEqual(early.x);
    expect(lbfgs(rosenbrock, start, { stopValue: 1e9 })).toMatchObject({ iterations: 0, stopReason: "stopValue" });
  });

  it("leaves its start alone and names one where the function has no value", () => {
    const start = Float64Array.of(-1.2, 1);
    lbfgs(rosenbrock, start);
    expect([...start]).toEqual([-1.2, 1]);
    expect(() => lbfgs(() => NaN, start)).toThrow(
      new RangeError("lbfgs: the objective must be finite at the start, got NaN"),
    );
  });
});

describe("newton(objective, start)", () => {
  it("solves a quadratic function in one step, and finds its least curvature", () => {
    const { objective, minimum } = quadratic(6, 7);
    const { x, iterations, smallestEigenvalue, decrement } = newton(objective, new Float64Array(6));
    expect(x).toBeCloseToArray(minimum, { atol: 1e-9 });
    expect(iterations).toBeLessThanOrEqual(2);
    expect(smallestEigenvalue).toBeGreaterThanOrEqual(0.1 - 1e-12); // A = root root' + 0.1 I
    expect(decrement).toBeLessThan(1e-14);
  });

  it("fits a logistic regression whose maximum likelihood is known in closed form", () => {
    // u = 0: one of four is 1; u = 1: three of five. Two parameters fit both frequencies: logits log(1/3), log(3/2).
    const counts = [[0, 1, 1], [0, 0, 3], [1, 1, 3], [1, 0, 2]] as const; // prettier-ignore
    const points = counts.flatMap(([u, y, count]) => Array.from({ length: count }, () => [u, y] as const));
    const { x, gradientNorm, smallestEigenvalue } = newton(logistic(points), Float64Array.of(0, 0));
    expect(x).toBeCloseToArray([Math.log(1 / 3), Math.log(3 / 2) - Math.log(1 / 3)], { atol: 1e-10 });
    expect(gradientNorm).toBeLessThan(1e-10);
    expect(smallestEigenvalue).toBeGreaterThan(0);
  });

  it("agrees with lbfgs on logistic regressions that have no closed form", () => {
    const random = createRandom(3);
    const points = Array.from({ length: 40 }, () => {
      const u = random.normal();
      return [u, random.uniform() < 1 / (1 + Math.exp(-u)) ? 1 : 0] as const;
    });
    const start = Float64Array.of(3, -3); // far off: full steps would overshoot
    const byNewton = newton(logistic(points), start);
    const byLbfgs = lbfgs(withoutHessian(logistic(points)), start, { gradientTolerance: 1e-10, valueTolerance: 0 });
    expect(byNewton.x).toBeCloseToArray(byLbfgs.x, { atol: 1e-7 });
  });

  it("goes downhill where the Hessian is not positive definite", () => {
    // x^4 - x^2: a maximum at 0, minima at ±sqrt(1/2)
    const { x, smallestEigenvalue } = newton((x, gradient, hessian) => {
      gradient[0] = 4 * x[0]! ** 3 - 2 * x[0]!;
      hessian[0] = 12 * x[0]! ** 2 - 2;
      return x[0]! ** 4 - x[0]! ** 2;
    }, Float64Array.of(0.1));
    expect(Math.abs(x[0]!)).toBeCloseTo(Math.SQRT1_2, 7);
    expect(smallestEigenvalue).toBeCloseTo(4, 5);
  });

  it("names a start where the function has no value", () => {
    expect(() => newton(() => Infinity, Float64Array.of(0))).toThrow(
      new RangeError("newton: the objective must be finite at the start, got Infinity"),
    );
  });
});
