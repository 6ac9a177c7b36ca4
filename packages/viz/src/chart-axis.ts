import { axisTicks, tickDigits } from "./axis-ticks.ts";
import { shortNumber } from "./short-number.ts";

/** What an axis of a chart measures. */
export type ChartAxis = {
  /** Quantity and unit. */
  readonly label: string;
  /** Default "linear". On a log scale values must be positive. */
  readonly scale?: "linear" | "log";
  /** Ends of the axis, which hold all values. Default: fits them. */
  readonly domain?: readonly [low: number, high: number];
};

/** An axis with its ends fixed: where a value lies between them, and what is written along it. */
export type AxisScale = {
  /** 0 at the low end, 1 at the high end. */
  readonly share: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
};

/**
 * Fits an axis to values: a little slack at both ends of a linear one, which never crosses zero for its sake; powers of ten as
 * the ticks of a log one.
 *
 * @param chart The chart's name, for messages.
 * @param values What must fit; at least one, or a domain.
 * @throws RangeError if a value is not finite, or not positive on a log scale, or the domain is empty or
 *   too narrow.
 * @example
 * axisScale("chart", { label: "nats", scale: "log" }, [0.01, 1]).ticks.map(({ text }) => text); // => [".01", ".1", "1"]
 */
export function axisScale(chart: string, axis: ChartAxis, values: readonly number[]): AxisScale {
  const { label, scale = "linear", domain } = axis;
  const wrong = [...values, ...(domain ?? [])].find(
    (value) => !Number.isFinite(value) || (scale === "log" && value <= 0),
  );
  if (wrong !== undefined) {
    throw new RangeError(`${chart}: ${label} must be finite${scale === "log" ? " and positive" : ""}, got ${wrong}`);
  }
  const [low, high] = domain ?? (scale === "log" ? logEnds(values) : linearEnds(values));
  if (!(high > low)) throw new RangeError(`${chart}: domain of ${label} must ascend, got ${low} to ${high}`);
  const outside = values.find((value) => value < low || value > high);
  if (outside !== undefined) {
    throw new RangeError(`${chart}: domain of ${label} must hold all values, got ${low} to ${high} and ${outside}`);
  }
  if (scale === "linear") {
    const ticks = axisTicks(low, high, 5);
    return {
      share: (value) => (value - low) / (high - low),
      ticks: ticks.map((value) => ({ value, text: shortNumber(value, tickDigits(ticks)) })),
    };
  }
  const decades = Math.log10(high / low);
  return {
    share: (value) => Math.log10(value / low) / decades,
    ticks: logTicks(low, high),
  };
}

/** Powers of ten, and their doubles and fives where there are fewer than three of them. */
function logTicks(low: number, high: number): AxisScale["ticks"] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const exponents = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const ticksOf = (factors: readonly number[]): AxisScale["ticks"] =>
    exponents
      .flatMap((exponent) =>
        factors.map((factor) => ({
          value: factor * 10 ** exponent,
          text: factor === 1 ? powerOfTen(exponent) : shortNumber(factor * 10 ** exponent, Math.max(0, -exponent)),
        })),
      )
      .filter(({ value }) => value > low * (1 - 1e-9) && value < high * (1 + 1e-9));
  const decades = ticksOf([1]);
  return decades.length < 3 ? ticksOf([1, 2, 5]) : decades;
}

/** A power of ten as pictures print it: "1000", "1", ".001". */
export function powerOfTen(exponent: number): string {
  return exponent < 0 ? shortNumber(10 ** exponent, -exponent) : String(10 ** exponent);
}

function linearEnds(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const slack = 0.06 * (high - low) || 0.1;
  const clear = (end: number, moved: number): number => (end * moved < 0 || end === 0 ? 0 : moved);
  return [clear(low, low - slack), clear(high, high + slack)];
}

function logEnds(values: readonly number[]): readonly [number, number] {
  const slack = 10 ** 0.12;
  return [Math.min(...values) / slack, Math.max(...values) * slack];
}
