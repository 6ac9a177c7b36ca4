import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circle3,
  circleN,
  createHmm,
  createProcess,
  equivalentProcesses,
  goldenMean,
  type Hmm,
  identifyProcess,
  markov,
  mess3,
  messN,
  minimalRealization,
  moon,
  type ProcessParameters,
  randomHmm,
  trapN,
  withEmissionOn,
} from "../src/index.ts";

/** The same process with states and tokens renumbered: state i becomes states[i], token x becomes tokens[x]. */
function renumbered(hmm: Hmm, states: readonly number[], tokens: readonly number[]): Hmm {
  const { numTokens, numStates: n, rightVector } = hmm;
  const data = new Float64Array(hmm.labeledTransitions.length);
  hmm.labeledTransitions.forEach((entry, k) => {
    const [token, from, to] = [Math.floor(k / (n * n)), Math.floor(k / n) % n, k % n];
    data[(tokens[token]! * n + states[from]!) * n + states[to]!] = entry;
  });
  const moved = (vector: Float64Array): Float64Array => vector.map((_, i) => vector[states.indexOf(i)]!);
  return createHmm({
    labeledTransitions: { shape: [numTokens, n, n], data },
    initialBelief: moved(hmm.initialBelief),
    ...(rightVector && { rightVector: moved(rightVector) }),
  });
}

/** A numbering without fixed points where there can be one: i becomes i + 1, then the first two change places. */
function shuffled(n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => (i + 1) % n);
  if (n > 3) [order[0], order[1]] = [order[1]!, order[0]!];
  return order;
}

const members: [string, ProcessParameters][] = [
  ["coin", { p: 0.3 }],
  ["mess3", { x: 0.07, a: 0.6 }],
  ["messN", { x: 0.07, a: 0.6, n: 4 }],
  ["markov", { p: 0.2, q: 0.35 }],
  ["circle3", { x: 0.07, a: 0.6 }],
  ["circleN", { x: 0.05, a: 0.7, n: 4 }],
  ["trap2", { x: 0.12, a: 0.3 }],
  ["trapN", { x: 0.12, a: 0.3, n: 3 }],
  ["z1r", { p: 0.3 }],
  ["rrxor", { p1: 0.3, p2: 0.2 }],
  ["leaky_rrxor", { p1: 0.3, p2: 0.2, epsilon: 0.05 }],
  ["even", { p: 0.3 }],
  ["golden_mean", { p: 0.3 }],
  ["sns", { p: 0.3, q: 0.2 }],
  ["mr_name", { p: 0.3, q: 0.2 }],
  ["matching_parens", { open: 0.3, depth: 3 }],
  ["days_of_week", {}],
  ["cantor", { s: 4 }],
  ["sierpinski", { s: 1.5, a: 0.25 }],
  ["fanizza", { alpha: 1, lambda: 0.3 }],
  ["bloch_walk", { alpha: 1, beta: 3 }],
  ["moon", { alpha: 2, beta: 0.3 }],
];

describe("identifyProcess(hmm)", () => {
  it.each(members)("knows %s at %j as it stands, with its parameters", (id, params) => {
    const found = identifyProcess(createProcess(id, params));
    expect(found).toMatchObject({ id, how: [] });
    if (found.id === null) return;
    for (const name of Object.keys(params)) expect(found.params[name]).toBeCloseTo(params[name]!, 8);
  });

  it.each(members)("knows %s at %j with its states and tokens numbered anew, and says how", (id, params) => {
    const hmm = createProcess(id, params);
    const other = renumbered(hmm, shuffled(hmm.numStates), shuffled(hmm.numTokens));
    const found = identifyProcess(other);
    expect(found.id).not.toBeNull();
    if (found.id === null) return;
    const registered = createProcess(found.id, found.params);
    const { states, tokens } = found.relabelling;
    const identity = registered.initialBelief.map((_, i) => i);
    const mapped = renumbered(other, states ?? Array.from(identity), tokens);
    expect(found.how).not.toContain("another presentation");
    expect(equivalentProcesses(mapped, registered)).toEqual({ equivalent: true });
    if (!["even", "golden_mean"].includes(id)) expect(found.id).toBe(id);
  });

  it("sees through the emission convention of a process without symmetry", () => {
    expect(identifyProcess(withEmissionOn(circleN({ x: 0.05, a: 0.7, n: 4 }), "arrival"))).toMatchObject({
      id: "circleN",
      params: { n: 4 },
      how: ["pushed through T"],
    });
    expect(identifyProcess(withEmissionOn(mess3({ x: 0.1, a: 0.7 }), "departure"))).toMatchObject({
      id: "messN",
      how: [],
    });
    const far = renumbered(withEmissionOn(trapN({ n: 3 }), "arrival"), [2, 0, 1], [3, 1, 0, 2]);
    expect(identifyProcess(far)).toMatchObject({ id: "trapN", params: { n: 3, x: 0.1 } });
  });

  it("does not take circle3 for messN, nor a chain for its reverse", () => {
    expect(identifyProcess(circle3({ x: 0.1, a: 0.7 })).id).toBe("circle3");
    expect(identifyProcess(renumbered(circle3(), [1, 0, 2], [1, 0, 2]))).toMatchObject({
      id: "circle3",
      how: ["states relabelled", "tokens relabelled"],
    });
    const drifting = markov([[0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0.6, 0.3, 0.1]]); // prettier-ignore
    expect(identifyProcess(drifting).id).toBeNull();
  });

  it("merges states of one future", () => {
    const four = createHmm({
      labeledTransitions: [
        [[0.1, 0.6, 0, 0], [0.35, 0.35, 0, 0], [0.3, 0.7, 0, 0], [1, 0, 0, 0]],
        [[0, 0, 0.2, 0.1], [0, 0, 0.3, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
      ],
    }); // prettier-ignore
    expect(identifyProcess(four)).toEqual({
      id: "golden_mean",
      params: { p: expect.closeTo(0.3, 12) as number },
      relabelling: { tokens: [0, 1], states: [0, 0, 1, 1] },
      how: ["states merged"],
    });
  });

  it("knows another presentation by its words, and another start for what it is", () => {
    expect(identifyProcess(minimalRealization(mess3()))).toMatchObject({ id: "mess3", how: ["another presentation"] });
    expect(identifyProcess(minimalRealization(moon({ alpha: 3, beta: 0.2 })))).toMatchObject({
      id: "moon",
      how: ["another presentation"],
    });
    const { labeledTransitions: data } = goldenMean({ p: 0.3 });
    const started = createHmm({ labeledTransitions: { shape: [2, 2, 2], data }, initialBelief: [1, 0] });
    expect(identifyProcess(started)).toMatchObject({ id: "golden_mean", how: ["another start"] });
  });

  it("says in doubt what has the same words: a numbering rather than another start", () => {
    const parts = createHmm({
      labeledTransitions: [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
      initialBelief: [0.5, 0.5],
    }); // prettier-ignore
    // Two states that never change and name themselves: messN at x = 0, a = 1, which starts even.
    expect(identifyProcess(parts)).toMatchObject({ id: "messN", params: { x: 0, a: 1, n: 2 }, how: [] });
  });

  it("says of a process that is none which is nearest, and by how much", () => {
    const { labeledTransitions } = mess3({ x: 0.07, a: 0.6 });
    const data = labeledTransitions.slice();
    data[0]! += 1e-3; // stay in state 0 with token 0
    data[1]! -= 1e-3;
    const found = identifyProcess(createHmm({ labeledTransitions: { shape: [3, 3, 3], data } }));
    expect(found.id).toBeNull();
    if (found.id !== null || found.nearest === null) throw new Error("expected a nearest process");
    expect(["mess3", "messN"]).toContain(found.nearest.id);
    expect(found.nearest.params.x).toBeCloseTo(0.07, 2);
    expect(found.nearest.params.a).toBeCloseTo(0.6, 2);
    expect(found.nearest.difference).toBeGreaterThan(0);
    expect(found.nearest.difference).toBeLessThan(0.02);
    expect(identifyProcess(randomHmm({ n: 3, v: 3 })).id).toBeNull();
    expect(identifyProcess(randomHmm({ n: 1, v: 1 }))).toEqual({ id: null, nearest: null });
  });

  it("never calls equivalent what is not, for any process", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true, maxStates: 3 }), (hmm) => {
        const found = identifyProcess(hmm);
        if (found.id === null || found.how.includes("another start")) return;
        const registered = createProcess(found.id, found.params);
        const identity = Array.from({ length: hmm.numStates }, (_, i) => i);
        const mapped = renumbered(hmm, identity, found.relabelling.tokens);
        expect(equivalentProcesses(mapped, registered, { tolerance: 1e-7 })).toEqual({ equivalent: true });
      }),
      { seed: 1, numRuns: 25 },
    );
    expect(identifyProcess(messN({ n: 2, x: 0.5, a: 0.8 })).id).toBe("messN");
  });
});
