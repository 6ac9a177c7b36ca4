import type { Random } from "@beliefscope/tensor/random";

/**
 * How the fixed patterns of some heads depend on parameters. Patterns lie one after the other, each [length, 1 + length]:
 * column 0 is a start token that stands before the first one, column 1 + s position s.
 */
export type PatternFamily = {
  readonly numParameters: number;
  /** Whether column 0 is written; else the start is a sink that gives nothing. */
  readonly hasStart: boolean;
  /** A random place to start from. */
  readonly start: (random: Random) => Float64Array;
  /** Writes the entries up to each position, s <= t. */
  readonly write: (parameters: Float64Array, patterns: Float64Array) => void;
  /** Adds to the gradient with respect to the parameters, given that with respect to the patterns. */
  readonly pullBack: (
    parameters: Float64Array,
    patterns: Float64Array,
    patternGradient: Float64Array,
    gradient: Float64Array,
  ) => void;
};

/**
 * - `free`: every entry of M by itself.
 * - `softmax`: each row of M is a softmax over the positions and the start: positive, and sums to less than 1.
 * - `toeplitz`: M[t, s] depends on t - s only; a convolution.
 * - `decays`: a linear recurrence with as many poles as heads, real, negative or in complex pairs.
 */
export type PatternKind = "free" | "softmax" | "toeplitz" | "decays";

/** The family of patterns of a kind, for a number of heads. */
export function patternFamily(kind: PatternKind, heads: number, length: number): PatternFamily {
  if (kind === "decays") return decays(heads, length);
  return repeated({ free, softmax, toeplitz }[kind](length), heads, length * (length + 1));
}

/** The entries of a pattern from the start to the diagonal; the start is a lag of t + 1. */
function eachEntry(length: number, visit: (parameter: number, entry: number, lag: number) => void): void {
  let parameter = 0;
  for (let t = 0; t < length; t++) {
    for (let s = -1; s <= t; s++) visit(parameter++, t * (length + 1) + 1 + s, t - s);
  }
}

function free(length: number): PatternFamily {
  return {
    numParameters: (length * (length + 3)) / 2,
    hasStart: true,
    start: (random) => {
      const decay = random.uniform();
      const parameters: number[] = [];
      eachEntry(length, (_, __, lag) => parameters.push(decay ** lag + 0.1 * random.normal()));
      return Float64Array.from(parameters);
    },
    write: (parameters, pattern) => eachEntry(length, (i, entry) => (pattern[entry] = parameters[i]!)),
    pullBack: (_, __, patternGradient, gradient) =>
      eachEntry(length, (i, entry) => (gradient[i]! += patternGradient[entry]!)),
  };
}

function softmax(length: number): PatternFamily {
  const row = length + 1;
  return {
    numParameters: (length * (length + 1)) / 2,
    hasStart: false,
    start: (random) => {
      const slope = 2 * random.uniform();
      const parameters: number[] = [];
      for (let t = 0; t < length; t++) {
        for (let s = 0; s <= t; s++) parameters.push(-slope * (t - s) + 0.3 * random.normal());
      }
      return Float64Array.from(parameters);
    },
    write: (parameters, pattern) => {
      for (let t = 0; t < length; t++) {
        const scores = parameters.subarray((t * (t + 1)) / 2, ((t + 1) * (t + 2)) / 2);
        const top = scores.reduce((a, b) => Math.max(a, b), 0);
        let total = Math.exp(-top); // the start, with score 0
        for (let s = 0; s <= t; s++) total += pattern[t * row + 1 + s] = Math.exp(scores[s]! - top);
        for (let s = 0; s <= t; s++) pattern[t * row + 1 + s]! /= total;
      }
    },
    pullBack: (_, pattern, patternGradient, gradient) => {
      for (let t = 0; t < length; t++) {
        let mean = 0;
        for (let s = 0; s <= t; s++) mean += pattern[t * row + 1 + s]! * patternGradient[t * row + 1 + s]!;
        for (let s = 0; s <= t; s++) {
          gradient[(t * (t + 1)) / 2 + s]! += pattern[t * row + 1 + s]! * (patternGradient[t * row + 1 + s]! - mean);
        }
      }
    },
  };
}

function toeplitz(length: number): PatternFamily {
  return {
    numParameters: length + 1,
    hasStart: true,
    start: (random) => {
      const decay = random.uniform();
      return Float64Array.from({ length: length + 1 }, (_, lag) => decay ** lag + 0.1 * random.normal());
    },
    write: (parameters, pattern) => eachEntry(length, (_, entry, lag) => (pattern[entry] = parameters[lag]!)),
    pullBack: (_, __, patternGradient, gradient) =>
      eachEntry(length, (_, entry, lag) => (gradient[lag]! += patternGradient[entry]!)),
  };
}

/**
 * Every sequence that a recurrence of order n makes is a sum of the n first shifts of its impulse response,
 *
 *   u_0 = 1,  u_d = a_1 u_{d-1} + … + a_n u_{d-n},   M_j[t, s] = u_{t-s-j},  j = 0, …, n - 1
 *
 * so these patterns reach real poles, negative ones, complex pairs and multiple ones alike, without a seam.
 */
function decays(order: number, length: number): PatternFamily {
  const response = (coefficients: Float64Array): Float64Array => {
    const u = new Float64Array(length + 1);
    for (let lag = 0; lag <= length; lag++) {
      let sum = lag === 0 ? 1 : 0;
      for (let i = 0; i < order && i < lag; i++) sum += coefficients[i]! * u[lag - 1 - i]!;
      u[lag] = sum;
    }
    return u;
  };
  const size = length * (length + 1);
  return {
    numParameters: order,
    hasStart: true,
    start: (random) => polynomialOf(randomPoles(order, random)),
    write: (parameters, patterns) => {
      const u = response(parameters);
      for (let j = 0; j < order; j++) {
        eachEntry(length, (_, entry, lag) => (patterns[j * size + entry] = lag >= j ? u[lag - j]! : 0));
      }
    },
    pullBack: (parameters, _, patternGradient, gradient) => {
      const responseGradient = new Float64Array(length + 1);
      for (let j = 0; j < order; j++) {
        eachEntry(length, (_, entry, lag) => {
          if (lag >= j) responseGradient[lag - j]! += patternGradient[j * size + entry]!;
        });
      }
      const u = response(parameters);
      for (let lag = length; lag > 0; lag--) {
        for (let i = 0; i < order && i < lag; i++) {
          gradient[i]! += responseGradient[lag]! * u[lag - 1 - i]!;
          responseGradient[lag - 1 - i]! += responseGradient[lag]! * parameters[i]!;
        }
      }
    },
  };
}

/** Real poles of either sign, or complex pairs. */
function randomPoles(order: number, random: Random): (readonly [re: number, im: number])[] {
  const poles: (readonly [number, number])[] = [];
  while (poles.length < order) {
    const radius = random.uniform();
    if (order - poles.length > 1 && random.uniform() < 0.4) {
      const angle = Math.PI * random.uniform();
      const [re, im] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      poles.push([re, im], [re, -im]);
    } else {
      poles.push([random.uniform() < 0.25 ? -radius : radius, 0]);
    }
  }
  return poles;
}

/** The coefficients a of z^n = a_1 z^{n-1} + … + a_n, whose roots are the poles (conjugate pairs complete). */
function polynomialOf(poles: readonly (readonly [re: number, im: number])[]): Float64Array {
  let real = [1];
  let imaginary = [0];
  for (const [re, im] of poles) {
    const shifted = [...real, 0].map((value, i) => value - (i > 0 ? re * real[i - 1]! - im * imaginary[i - 1]! : 0));
    imaginary = [...imaginary, 0].map((value, i) => value - (i > 0 ? re * imaginary[i - 1]! + im * real[i - 1]! : 0));
    real = shifted;
  }
  return Float64Array.from(real.slice(1), (value) => -value);
}

/** Several heads, each with its own parameters. */
function repeated(family: PatternFamily, heads: number, size: number): PatternFamily {
  const n = family.numParameters;
  const each = (visit: (head: number) => void): void => {
    for (let head = 0; head < heads; head++) visit(head);
  };
  const part = (array: Float64Array, head: number, width: number): Float64Array =>
    array.subarray(head * width, (head + 1) * width);
  return {
    numParameters: heads * n,
    hasStart: family.hasStart,
    start: (random) => {
      const parameters = new Float64Array(heads * n);
      each((head) => parameters.set(family.start(random), head * n));
      return parameters;
    },
    write: (parameters, patterns) =>
      each((head) => family.write(part(parameters, head, n), part(patterns, head, size))),
    pullBack: (parameters, patterns, patternGradient, gradient) =>
      each((head) =>
        family.pullBack(
          part(parameters, head, n),
          part(patterns, head, size),
          part(patternGradient, head, size),
          part(gradient, head, n),
        ),
      ),
  };
}
