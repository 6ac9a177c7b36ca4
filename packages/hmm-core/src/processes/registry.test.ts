import { describe, expect, it } from "vitest";
import { createProcess, findProcess, mess3, parseProcessSpec, processes } from "../index.ts";

describe("processes", () => {
  it("are those of the field, each with an id, words and a default member", () => {
    expect(processes.map(({ id }) => id).sort()).toEqual(
      [
        ...["coin", "mess3", "messN", "markov", "circle3", "circleN", "trap2", "trapN", "z1r", "rrxor", "leaky_rrxor"],
        ...[
          "even",
          "golden_mean",
          "sns",
          "mr_name",
          "matching_parens",
          "days_of_week",
          "cantor",
          "sierpinski",
          "random",
        ],
        ...["fanizza", "bloch_walk", "moon"],
      ].sort(),
    );
    for (const { id, create, ...words } of processes) {
      expect(create().name).toBe(id);
      for (const word of [words.title, words.description, words.tokens, words.source]) expect(word).not.toBe("");
    }
  });

  it("keep their parameters in range, and name parameter, range and value when asked for others", () => {
    for (const { id, parameters, create } of processes) {
      for (const { name, min, max, default: value } of parameters) {
        expect(value).toBeGreaterThanOrEqual(min);
        expect(value).toBeLessThanOrEqual(max);
        expect(() => create({ [name]: max + 1e16 })).toThrow(new RegExp(`^${id}: ${name} must be .*got 1`));
        expect(() => create({ [name]: NaN })).toThrow(RangeError);
        expect(() => create({ [name]: min - 1e-3 })).toThrow(new RegExp(`^${id}: ${name} must be .*in \\[`));
      }
      expect(() => create({ nonsense: 1 })).toThrow(`${id}: parameters must be among`);
    }
  });

  it("take both ends of every range, but where a bound between parameters cuts it", () => {
    const cut = { messN: ["x"], circleN: ["x"], sierpinski: ["a", "s"], mr_name: ["p", "q"] };
    for (const { id, parameters, create } of processes) {
      for (const { name, min, max, integer } of parameters) {
        for (const end of integer ? [min] : [min, max]) {
          const isCut = end === max && (cut as Record<string, string[]>)[id]?.includes(name);
          if (isCut) expect(() => create({ [name]: end })).toThrow(/must be at most/);
          else expect(create({ [name]: end }).name).toBe(id);
        }
        if (integer)
          expect(() => create({ [name]: min + 0.5 })).toThrow(`${id}: ${name} must be an integer in [${min}, `);
      }
    }
  });

  it("check bounds between parameters", () => {
    expect(() => mess3({ x: 0.7 })).toThrow("mess3: x must be in [0, 0.5], got 0.7");
    expect(() => createProcess("messN", { n: 5, x: 0.3 })).toThrow(
      "messN: x must be at most 1/(n-1) = 0.25 for n = 5, got 0.3",
    );
    expect(() => createProcess("messN", { n: 2.5 })).toThrow("messN: n must be an integer in [2, 1024], got 2.5");
    expect(() => createProcess("sierpinski", { a: 0.7 })).toThrow("sierpinski: a must be at most 1/s = 0.5, got 0.7");
    expect(() => createProcess("mr_name", { p: 0.9 })).toThrow("mr_name: p must be at most 1-q = 0.75, got 0.9");
  });
});

describe("findProcess(id) and createProcess(id, parameters)", () => {
  it("find by id and suggest near ids", () => {
    expect(findProcess("rrxor").title).toBe("Random-random-xor");
    expect(createProcess("mess3", { x: 0.15, a: 0.6 })).toEqual(mess3({ x: 0.15, a: 0.6 }));
    expect(() => createProcess("mess")).toThrow(/got "mess" \(did you mean mess3, messN/);
    expect(() => createProcess("qqqqqqqq")).toThrow(/got "qqqqqqqq"$/);
  });
});

describe("parseProcessSpec(text)", () => {
  it("reads an id, or an id with parameters; defaults fill the rest", () => {
    expect(parseProcessSpec("mess3")).toEqual({ hmm: mess3(), id: "mess3", params: { x: 0.05, a: 0.85 } });
    expect(parseProcessSpec(" mess3 : x = 0.15 , a=6e-1 ").params).toEqual({ x: 0.15, a: 0.6 });
    expect(parseProcessSpec("days_of_week").params).toEqual({});
  });

  it.each([
    ["mess3:", 'parseProcessSpec: parameters must be written key=value, got "" in "mess3:"'],
    ["mess3:x", 'parseProcessSpec: parameters must be written key=value, got "x" in "mess3:x"'],
    ["mess3:x=1=2", 'parseProcessSpec: parameters must be written key=value, got "x=1=2"'],
    ["mess3:x=.1,x=.2", "parseProcessSpec: parameters must be given once, got x twice"],
    ["mess3:x=abc", 'parseProcessSpec: x must be a finite number, got "abc"'],
    ["mess3:y=1", 'mess3: parameters must be among x, a, got "y"'],
    ["mess3:x=0.7", "mess3: x must be in [0, 0.5], got 0.7"],
    ["", 'findProcess: id must be that of a registered process, got ""'],
  ])("refuses %j", (text, message) => {
    expect(() => parseProcessSpec(text)).toThrow(message);
  });
});
