import { cantor, coin, createHmm, mess3, moon, product, randomHmm, sierpinski } from "@beliefscope/hmm-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convexHullsApart } from "./convex-hulls-apart.ts";
import { tokenImagesApart } from "./token-images-apart.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const pointSet = fc.array(
  fc.array(coordinate, { minLength: 3, maxLength: 3 }).map((p) => Float64Array.from(p)),
  {
    minLength: 1,
    maxLength: 5,
  },
);

describe("convexHullsApart(P, Q)", () => {
  it("is true of sets on different sides of a plane, with a gap", () => {
    fc.assert(
      fc.property(pointSet, pointSet, fc.array(coordinate, { minLength: 3, maxLength: 3 }), (P, Q, direction) => {
        const length = Math.hypot(...direction);
        fc.pre(length > 0.1);
        const normal = direction.map((entry) => entry / length);
        const push = (point: Float64Array, sign: number): Float64Array => {
          const along = point.reduce((sum, entry, c) => sum + entry * normal[c]!, 0);
          return point.map((entry, c) => entry + (sign * (Math.abs(along) + 0.01) - along) * normal[c]!);
        };
        expect(convexHullsApart(P.map((p) => push(p, 1)), Q.map((q) => push(q, -1)))).toBe(true); // prettier-ignore
      }),
      { seed: 1 },
    );
  });

  it("is false of sets whose hulls share a point", () => {
    fc.assert(
      fc.property(pointSet, pointSet, (P, Q) => {
        const center = (points: Float64Array[]): Float64Array =>
          points[0]!.map((_, c) => points.reduce((sum, point) => sum + point[c]! / points.length, 0));
        const shift = center(P).map((entry, c) => entry - center(Q)[c]!);
        expect(convexHullsApart(P, Q.map((q) => q.map((entry, c) => entry + shift[c]!)))).toBe(false); // prettier-ignore
      }),
      { seed: 1 },
    );
  });
});

describe("tokenImagesApart(hmm)", () => {
  it("is true where a belief tells its last token: Cantor, Sierpinski, touching at most", () => {
    for (const hmm of [cantor({ s: 3 }), cantor({ s: 2 }), sierpinski(), product([cantor(), cantor({ s: 5 })])]) {
      expect(tokenImagesApart(hmm)).toBe(true);
    }
  });

  it("looks beyond the first images: those of the unit interval overlap here, those of the beliefs do not", () => {
    // Token 0 maps [0, 1] onto [0, 0.25] and token 1 onto [0.2, 0.45]; but beliefs then lie in [0, 0.45], whose images are
    // [0, 0.1125] and [0.2, 0.3125].
    const line = (low: number, high: number, p: number): number[][] => [
      [p * low, p * (1 - low)],
      [p * high, p * (1 - high)],
    ];
    const narrow = createHmm({ labeledTransitions: [line(0.25, 0, 0.5), line(0.45, 0.2, 0.5)] });
    expect(tokenImagesApart(narrow)).toBe(true);
  });

  it("is not true where two tokens say the same, where images overlap everywhere, or of signed processes", () => {
    const same = product([cantor(), coin({ p: 0.5 })]);
    expect(tokenImagesApart(same)).toBe(false);
    const wide = createHmm({
      labeledTransitions: [[[0.5, 0], [0.2, 0.3]], [[0.3, 0.2], [0, 0.5]]], // prettier-ignore
    });
    expect(tokenImagesApart(wide)).toBe(false); // contraction 0.6 by two maps fills the interval
    expect(tokenImagesApart(mess3({ x: 0.15, a: 0.6 }))).toBe(false);
    expect(tokenImagesApart(moon())).toBe(false);
  });

  it("is found for random processes of strong evidence", () => {
    expect(tokenImagesApart(randomHmm({ seed: 1 }))).toBe(true);
  });
});
