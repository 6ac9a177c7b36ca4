import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import {
  factorTransitionEmission,
  even,
  fromTransitionEmission,
  fanizza,
  randomHmm,
  tokenLaw,
  transitionMatrix,
  withEmissionOn,
  wordProbability,
} from "./index.ts";

const T = [[0.7, 0.2, 0.1], [0.3, 0.3, 0.4], [0.05, 0.8, 0.15]]; // prettier-ignore
const E = [[0.6, 0.4], [0.1, 0.9], [0.5, 0.5]]; // prettier-ignore
const departure = fromTransitionEmission(T, E, { emitOn: "departure", name: "d" });
const arrival = fromTransitionEmission(T, E, { emitOn: "arrival", name: "a" });
const words = [[0], [1], [0, 1], [1, 0], [0, 0, 1, 0, 1]];

describe("fromTransitionEmission(T, E, {emitOn})", () => {
  it("departure: T[token, from, to] = E[from, token] T[from, to]", () => {
    expect(departure.labeledTransitions[(1 * 3 + 0) * 3 + 2]).toBeCloseTo(0.4 * 0.1, 15);
    expect(tokenLaw(departure).data).toBeCloseToArray(E.flat(), { atol: 1e-15 });
  });

  it("arrival: T[token, from, to] = T[from, to] E[to, token]", () => {
    expect(arrival.labeledTransitions[(1 * 3 + 0) * 3 + 2]).toBeCloseTo(0.1 * 0.5, 15);
    const TE = T.flatMap((row) => [0, 1].map((token) => row.reduce((sum, p, to) => sum + p * E[to]![token]!, 0)));
    expect(tokenLaw(arrival).data).toBeCloseToArray(TE, { atol: 1e-15 });
  });

  it("gives both forms the same transition matrix and, from the stationary start, the same words", () => {
    expect(transitionMatrix(departure).data).toBeCloseToArray(T.flat(), { atol: 1e-15 });
    expect(transitionMatrix(arrival).data).toBeCloseToArray(T.flat(), { atol: 1e-15 });
    for (const word of words) expect(wordProbability(departure, word)).toBeCloseTo(wordProbability(arrival, word), 15);
  });

  it("says which matrix is wrong, and how", () => {
    const from =
      (T: unknown, E: unknown, emitOn: unknown = "arrival") =>
      () =>
        fromTransitionEmission(T as never, E as never, { emitOn } as never);
    expect(from([[0.5, 0.4], [0, 1]], [[1], [1]])).toThrow("row 0 of transition must sum to 1, got 0.9"); // prettier-ignore
    expect(from([[1]], [[0.5, 0.4]])).toThrow("row 0 of emission must sum to 1, got 0.9");
    expect(from([[2, -1], [0, 1]], [[1], [1]])).toThrow("transition[0][1] must not be negative, got -1"); // prettier-ignore
    expect(from([[1, 0]], [[1]])).toThrow("transition must be square, got [1, 2]");
    expect(from([[1]], [[1], [1]])).toThrow("emission must have 1 rows like transition, got 2");
    expect(from([[1]], [[1]], "both")).toThrow('emitOn must be "departure" or "arrival", got "both"');
  });
});

describe("factorTransitionEmission(hmm)", () => {
  it("finds the matrices and the convention again", () => {
    for (const [hmm, emitOn] of [[departure, "departure"], [arrival, "arrival"]] as const) {
      const factors = factorTransitionEmission(hmm);
      expect(factors?.emitOn).toBe(emitOn);
      expect(factors?.transition.data).toBeCloseToArray(T.flat(), { atol: 1e-15 });
      expect(factors?.emission.data).toBeCloseToArray(E.flat(), { atol: 1e-14 });
    } // prettier-ignore
  });

  it("is null where no such matrices exist", () => {
    expect(factorTransitionEmission(even())).toBeNull();
    expect(factorTransitionEmission(randomHmm())).toBeNull();
    expect(factorTransitionEmission(fanizza())).toBeNull();
  });

  it("gives a state that is never entered a uniform emission", () => {
    const hmm = fromTransitionEmission([[1, 0], [1, 0]], [[0.3, 0.7], [0.9, 0.1]], { emitOn: "arrival" }); // prettier-ignore
    // The chain forgets its state at once, so the departure form holds as well and is preferred.
    expect(factorTransitionEmission(hmm)?.emitOn).toBe("departure");
    const three = fromTransitionEmission(
      [[0.5, 0.5, 0], [0.25, 0.75, 0], [0.5, 0.5, 0]],
      [[0.3, 0.7], [0.9, 0.1], [1, 0]],
      { emitOn: "arrival" },
    ); // prettier-ignore
    expect(factorTransitionEmission(three)?.emission.data).toBeCloseToArray([0.3, 0.7, 0.9, 0.1, 0.5, 0.5], {
      atol: 1e-15,
    });
  });
});

describe("withEmissionOn(hmm, emitOn)", () => {
  it("turns each form into the other, and returns a process that has the form already", () => {
    expect(withEmissionOn(departure, "arrival").labeledTransitions).toBeCloseToArray(arrival.labeledTransitions, {
      atol: 1e-15,
    });
    expect(withEmissionOn(arrival, "departure").labeledTransitions).toBeCloseToArray(departure.labeledTransitions, {
      atol: 1e-15,
    });
    expect(withEmissionOn(departure, "departure")).toBe(departure);
  });

  it("keeps the words' probabilities, also away from the stationary start", () => {
    const started = fromTransitionEmission(T, E, {
      emitOn: "arrival",
      initialBelief: [1, 0, 0],
      tokenNames: ["x", "y"],
    });
    const turned = withEmissionOn(started, "departure");
    for (const word of words) expect(wordProbability(turned, word)).toBeCloseTo(wordProbability(started, word), 15);
    expect(turned.tokenNames).toEqual(["x", "y"]);
  });

  it("refuses what has no other form", () => {
    expect(() => withEmissionOn(even(), "arrival")).toThrow(
      "withEmissionOn: even must factor into transition and emission, got a process that does not",
    );
    const started = fromTransitionEmission(T, E, { emitOn: "departure", initialBelief: [1, 0, 0] });
    expect(() => withEmissionOn(started, "arrival")).toThrow("must start stationary to emit on arrival");
  });
});
