import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";
import { completeParameters } from "./define-process.ts";
import { findProcess } from "./registry.ts";

/**
 * Reads a process written as `id` or `id:key=value,key=value`.
 *
 * @param text For example "mess3" or "mess3:x=0.15,a=0.6".
 * @returns The process, its id, and all its parameters, defaults filled in.
 * @throws RangeError if the id is unknown, a parameter is unknown, doubled, not a number, or out of its range.
 * @example
 * parseProcessSpec("mess3:x=0.15").params; // => { x: 0.15, a: 0.85 }
 */
export function parseProcessSpec(text: string): { hmm: Hmm; id: string; params: Record<string, number> } {
  checkKind("parseProcessSpec", "text", "a string", text);
  const colon = text.indexOf(":");
  const id = (colon < 0 ? text : text.slice(0, colon)).trim();
  const definition = findProcess(id);
  const given: Record<string, number> = {};
  const list = colon < 0 ? [] : text.slice(colon + 1).split(",");
  for (const item of list) {
    const parts = item.split("=").map((part) => part.trim());
    const [key, value] = parts;
    if (parts.length !== 2 || !key || !value) {
      throw new RangeError(`parseProcessSpec: parameters must be written key=value, got "${item}" in "${text}"`);
    }
    if (Object.hasOwn(given, key)) {
      throw new RangeError(`parseProcessSpec: parameters must be given once, got ${key} twice in "${text}"`);
    }
    const number = Number(value);
    if (!Number.isFinite(number)) {
      throw new RangeError(`parseProcessSpec: ${key} must be a finite number, got "${value}" in "${text}"`);
    }
    given[key] = number;
  }
  return { hmm: definition.create(given), id, params: completeParameters(id, definition.parameters, given) };
}
