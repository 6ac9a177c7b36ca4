import { kindOf } from "./nested-array.ts";

/** What an argument may have to be, as messages say it. */
const kinds = {
  "an object": (value: unknown) => kindOf(value) === "an object",
  "an array": (value: unknown) => Array.isArray(value),
  "a list of numbers": (value: unknown) => Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value),
  "a string": (value: unknown) => typeof value === "string",
  "a number": (value: unknown) => typeof value === "number",
  "a Uint8Array": (value: unknown) => value instanceof Uint8Array,
  "a tensor {shape, data}": (value: unknown) => hasAll(value, "shape", "data"),
  "a process": (value: unknown) => hasAll(value, "numStates", "numTokens", "labeledTransitions"),
  "a Random, as of createRandom": (value: unknown) => hasAll(value, "uniform", "split"),
};

/** What `checkKind` can tell. */
export type ArgumentKind = keyof typeof kinds;

/**
 * Checks what kind of thing an argument is, for callers without types.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @param kind What it must be.
 * @throws TypeError if it is something else.
 * @example
 * checkKind("mine", "options", "an object", { length: 3 }); // => undefined
 */
export function checkKind(caller: string, argument: string, kind: ArgumentKind, value: unknown): void {
  if (!kinds[kind](value)) throw new TypeError(`${caller}: ${argument} must be ${kind}, got ${kindOf(value)}`);
}

function hasAll(value: unknown, ...keys: readonly string[]): boolean {
  return typeof value === "object" && value !== null && keys.every((key) => key in value);
}
