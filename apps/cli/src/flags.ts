/**
 * A parser for a flag that takes a whole number.
 *
 * @param flag The flag's name, for the error.
 * @param min The smallest number allowed.
 * @param max The largest.
 */
export function wholeNumber(flag: string, min: number, max = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min || value > max) {
      const range = max === Infinity ? `from ${String(min)} up` : `from ${String(min)} to ${String(max)}`;
      throw new RangeError(`${flag} must be a whole number ${range}, got ${text}`);
    }
    return value;
  };
}

/** A parser for a list of token ids, `5,7,9`. */
export function tokenIds(flag: string): (text: string) => readonly number[] {
  return (text) => text.split(",").map((part) => wholeNumber(flag, 0)(part.trim()));
}

/** A parser for a flag that takes a number from 0 up. */
export function nonNegativeNumber(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= 0 && value < Infinity)) {
      throw new RangeError(`${flag} must be a number from 0 up, got ${text}`);
    }
    return value;
  };
}

/** A parser for a window of whole numbers, `1-9`. */
export function wholeWindow(flag: string): (text: string) => readonly [from: number, to: number] {
  return (text) => {
    const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
    if (from === undefined || to === undefined || Number(from) >= Number(to)) {
      throw new RangeError(`${flag} must be two whole numbers, the smaller first (1-9), got ${text}`);
    }
    return [Number(from), Number(to)];
  };
}

/** The flag `--seed`. */
export function seedFlag(brief: string) {
  return { kind: "parsed", parse: wholeNumber("--seed", 0), default: "1", placeholder: "N", brief } as const;
}

/** The flag `--json` of a command that prints. */
export const jsonFlag = { kind: "boolean", default: false, brief: "Print one JSON document" } as const;

/** The argument that names a process. */
export const specArgument = {
  brief: "id, id:name=value,… or a JSON file",
  parse: String,
  placeholder: "SPEC",
} as const;
