import "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTensor, type Tensor } from "../index.ts";
import { choleskySolve, eigenvalues, matmul, pseudoInverse, solve, symmetricEigen, transpose } from "./index.ts";

const matrix = (rows: readonly (readonly number[])[]): Tensor =>
  createTensor(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

const arbitraryMatrix = (rows: number, columns: number): fc.Arbitrary<Tensor> =>
  fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: rows * columns, maxLength: rows * columns })
    .map((entries) => createTensor(Float64Array.from(entries), [rows, columns]));

const arbitrarySize = fc.integer({ min: 1, max: 6 });

/** A A' + I */
const positiveDefinite = (A: Tensor): Tensor => {
  const { shape, data } = matmul(A, transpose(A));
  return { shape, data: data.map((entry, k) => entry + (k % (shape[0]! + 1) === 0 ? 1 : 0)) };
};

describe("matmul(A, B) and transpose(A)", () => {
  it("multiply rows by columns", () => {
    expect(matmul(matrix([[1, 2, 3], [4, 5, 6]]), matrix([[1, 0], [0, 1], [2, 3]]))).toEqual(matrix([[7, 11], [16, 23]])); // prettier-ignore
    expect(transpose(matrix([[1, 2, 3]]))).toEqual(matrix([[1], [2], [3]]));
  });

  it("say what does not fit", () => {
    expect(() => matmul(matrix([[1, 2]]), matrix([[1, 2]]))).toThrow(
      "matmul: B must have 2 rows like A has columns, got 1",
    );
    expect(() => matmul(matrix([[1, NaN]]), matrix([[1], [2]]))).toThrow("matmul: A must be finite, got NaN at [0, 1]");
    expect(() => transpose(createTensor(new Float64Array(2), [2]))).toThrow(
      "transpose: A must have shape [rows, columns], got [2]",
    );
  });
});

describe("solve(A, B)", () => {
  it("inverts multiplication", () => {
    const cases = arbitrarySize.chain((n) => fc.tuple(arbitraryMatrix(n, n), arbitraryMatrix(n, 2)));
    fc.assert(
      fc.property(cases, ([half, X]) => {
        const n = half.shape[0]!;
        // Diagonally dominant, hence well conditioned, and not symmetric.
        const A = { ...half, data: half.data.map((entry, k) => entry + (k % (n + 1) === 0 ? 3 * n : 0)) };
        expect(solve(A, matmul(A, X)).data).toBeCloseToArray(X.data, { atol: 1e-12 });
      }),
      { seed: 1 },
    );
  });

  it("refuses singular matrices and wrong shapes by name", () => {
    expect(() => solve(matrix([[1, 2], [2, 4]]), matrix([[1], [1]]))).toThrow("solve: A must be invertible"); // prettier-ignore
    expect(() => solve(matrix([[1, 2]]), matrix([[1]]))).toThrow("solve: A must be square, got [1, 2]");
    expect(() => solve(matrix([[1]]), matrix([[1], [2]]))).toThrow("solve: B must have 1 rows like A, got 2");
  });
});

describe("choleskySolve(A, B)", () => {
  it("inverts multiplication by a positive definite matrix", () => {
    const cases = fc.integer({ min: 1, max: 12 }).chain((n) => fc.tuple(arbitraryMatrix(n, n), arbitraryMatrix(n, 3)));
    fc.assert(
      fc.property(cases, ([half, X]) => {
        const A = positiveDefinite(half);
        expect(choleskySolve(A, matmul(A, X)).data).toBeCloseToArray(X.data, { atol: 1e-9 });
      }),
      { seed: 2 },
    );
  });

  it("reads the lower triangle only and leaves its arguments as they were", () => {
    const A = matrix([[4, 99], [2, 5]]); // prettier-ignore
    const B = matrix([[8], [12]]);
    expect(choleskySolve(A, B).data).toBeCloseToArray([1, 2], { atol: 1e-14 });
    expect(B).toEqual(matrix([[8], [12]]));
  });

  it("refuses what is not positive definite", () => {
    expect(() => choleskySolve(matrix([[1, 2], [2, 1]]), matrix([[1], [1]]))).toThrow(
      "choleskySolve: A must be positive definite, got pivot -3 in row 1",
    ); // prettier-ignore
    expect(() => choleskySolve(matrix([[1]]), matrix([[1], [2]]))).toThrow(
      "choleskySolve: B must have 1 rows like A, got 2",
    );
  });
});

describe("pseudoInverse(A, {tolerance})", () => {
  it("satisfies the four Penrose conditions, for every shape and rank", () => {
    const cases = fc
      .tuple(arbitrarySize, arbitrarySize, arbitrarySize)
      .chain(([n, m, rank]) => fc.tuple(arbitraryMatrix(n, rank), arbitraryMatrix(rank, m)));
    fc.assert(
      fc.property(cases, ([left, right]) => {
        const A = matmul(left, right);
        const inverse = pseudoInverse(A, { tolerance: 1e-6 });
        const scale = Math.max(1, ...inverse.data.map(Math.abs));
        fc.pre(scale < 1e4);
        const AI = matmul(A, inverse);
        const IA = matmul(inverse, A);
        expect(matmul(AI, A).data).toBeCloseToArray(A.data, { atol: 2e-5 }); // singular values cut off are below 1e-6 of the top
        expect(matmul(IA, inverse).data).toBeCloseToArray(inverse.data, { atol: 1e-9 * scale });
        expect(transpose(AI).data).toBeCloseToArray(AI.data, { atol: 1e-9 * scale });
        expect(transpose(IA).data).toBeCloseToArray(IA.data, { atol: 1e-9 * scale });
      }),
      { seed: 3 },
    );
  });

  it("of zero is zero, with the shape turned", () => {
    expect(pseudoInverse(matrix([[0, 0]]))).toEqual(matrix([[0], [0]]));
  });
});

describe("eigenvalues(A)", () => {
  it("finds the roots of a polynomial from its companion matrix, conjugates together", () => {
    // (z - 2)(z^2 + z + 1) = z^3 - z^2 - z - 2
    const roots = eigenvalues(matrix([[0, 0, 2], [1, 0, 1], [0, 1, 1]])); // prettier-ignore
    const half = Math.sqrt(3) / 2;
    expect(roots).toBeCloseToArray([[2, 0], [-0.5, half], [-0.5, -half]], { atol: 1e-12 }); // prettier-ignore
  });

  it("reads a triangular matrix's off its diagonal, largest modulus first", () => {
    const values = eigenvalues(matrix([[1, 5, 6], [0, -3, 7], [0, 0, 2]])); // prettier-ignore
    expect(values).toBeCloseToArray([[-3, 0], [2, 0], [1, 0]], { atol: 1e-12 }); // prettier-ignore
    expect(eigenvalues(createTensor(new Float64Array(0), [0, 0]))).toEqual([]);
  });

  it("refuses what is not square or not finite", () => {
    expect(() => eigenvalues(matrix([[1, 2]]))).toThrow("eigenvalues: A must be square, got [1, 2]");
    expect(() => eigenvalues(matrix([[Infinity]]))).toThrow("eigenvalues: A must be finite, got Infinity at [0, 0]");
  });
});

describe("symmetricEigen(A)", () => {
  it("puts A together again from ascending values and orthonormal rows", () => {
    fc.assert(
      fc.property(
        arbitrarySize.chain((n) => arbitraryMatrix(n, n)),
        (half) => {
          const n = half.shape[0]!;
          const A = positiveDefinite(half);
          const { values, vectors } = symmetricEigen(A);
          const scaled = { ...vectors, data: vectors.data.map((entry, k) => entry * values[Math.floor(k / n)]!) };
          expect(matmul(transpose(vectors), scaled).data).toBeCloseToArray(A.data, { atol: 1e-11 });
          const gram = matmul(vectors, transpose(vectors)).data;
          expect(gram).toBeCloseToArray(
            gram.map((_, k) => (k % (n + 1) === 0 ? 1 : 0)),
            { atol: 1e-12 },
          );
          expect([...values]).toEqual([...values].sort((a, b) => a - b));
        },
      ),
      { seed: 4 },
    );
  });
});
