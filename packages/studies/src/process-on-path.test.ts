import { circle3, createProcess, fanizza, interpolateHmm, rrxor } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { type PathStop, processOnPath } from "./process-on-path.ts";

const mess = (x: number, a: number): PathStop => ({
  hmm: createProcess("mess3", { x, a }),
  id: "mess3",
  params: { x, a },
});
const path = [mess(0.05, 0.85), mess(0.15, 0.6), { hmm: circle3(), id: "circle3", params: { x: 0.05, a: 0.85 } }];

describe("processOnPath(path, position)", () => {
  it("is the process itself at a stop", () => {
    for (const [k, { hmm }] of path.entries()) {
      const place = processOnPath(path, k);
      expect(place.hmm.labeledTransitions).toEqual(hmm.labeledTransitions);
      expect([place.from, place.to, place.fraction]).toEqual([path[k], path[k], 0]);
    }
  });

  it("goes through a family by its parameters", () => {
    const { hmm, params } = processOnPath(path, 0.25);
    expect(params!.x).toBeCloseTo(0.075, 12);
    expect(params!.a).toBeCloseTo(0.7875, 12);
    expect(hmm.labeledTransitions).toEqual(createProcess("mess3", params!).labeledTransitions);
  });

  it("goes straight between the transitions of other processes, also from the last back to the first", () => {
    for (const [position, from, to, t] of [
      [1.25, path[1]!, path[2]!, 0.25],
      [2.5, path[2]!, path[0]!, 0.5],
    ] as const) {
      const place = processOnPath(path, position);
      expect(place.params).toBeNull();
      expect([place.from, place.to, place.fraction]).toEqual([from, to, t]);
      expect(place.hmm.labeledTransitions).toEqual(
        interpolateHmm(from.hmm, to.hmm, t, { path: "linear" }).labeledTransitions,
      );
    }
  });

  it("takes processes of a file, and those with another whole parameter, for no family", () => {
    const file = [path[0]!, { hmm: circle3(), id: "mess3", params: {} }];
    expect(processOnPath(file, 0.5).params).toBeNull();
    const random = (seed: number): PathStop => {
      const params = { n: 3, v: 3, temperature: 1.5, seed };
      return { hmm: createProcess("random", params), id: "random", params };
    };
    expect(processOnPath([random(1), random(2)], 0.5).params).toBeNull();
  });

  it("refuses short paths, places off them, signed processes and other shapes", () => {
    expect(() => processOnPath(path.slice(1, 2), 0)).toThrow("path must have at least two stops, got 1");
    expect(() => processOnPath(path, 3)).toThrow("position must be in [0, 3), got 3");
    const signed = { hmm: fanizza(), id: "fanizza", params: {} };
    expect(() => processOnPath([signed, signed], 0)).toThrow("processes must be proper, got fanizza");
    expect(() => processOnPath([path[0]!, { hmm: rrxor(), id: "rrxor", params: {} }], 0)).toThrow(
      "processOnPath: processes must have as many states and tokens each, got mess3 with 3 and 3, and rrxor with 5 and 2",
    );
  });
});
