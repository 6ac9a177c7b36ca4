import type { Hmm } from "../hmm.ts";
import { checkFraction } from "./interpolate-hmm.ts";
import { completeParameters, type ProcessParameters } from "../processes/define-process.ts";
import { findProcess } from "../processes/registry.ts";

/**
 * A member of a family of the registry between two others, by its parameters.
 *
 *   parameter = (1 - t) parameter_a + t parameter_b
 *
 * Every member on the way is valid, in signed families too, as ranges and joint bounds are convex; the one exception is
 * sierpinski with its bound a s <= 1, which throws where the straight line leaves it.
 *
 * @param id As listed in `processes`.
 * @param a Parameters at t = 0; absent ones take their defaults.
 * @param b Parameters at t = 1; integer ones must be as in `a`.
 * @param t In [0, 1].
 * @returns The process and all its parameters.
 * @throws RangeError if the id is unknown, a parameter unknown or out of its range (at either end or between), an integer one not the same at both
 *   ends, or t out of range.
 * @example
 * interpolateProcess("mess3", { a: 0.6, x: 0.15 }, { a: 0.85 }, 0.5).params; // ≈ { x: 0.1, a: 0.725 }
 */
export function interpolateProcess(
  id: string,
  a: ProcessParameters,
  b: ProcessParameters,
  t: number,
): { hmm: Hmm; params: Record<string, number> } {
  const definition = findProcess(id);
  checkFraction("interpolateProcess", t);
  const [start, end] = [a, b].map((given) => completeParameters(id, definition.parameters, given)) as [
    Record<string, number>,
    Record<string, number>,
  ];
  const params = Object.fromEntries(
    definition.parameters.map(({ name, integer }) => {
      if (integer && start[name] !== end[name]) {
        throw new RangeError(
          `interpolateProcess: ${name} must be the same at both ends, being an integer, got ${start[name]!} and ${end[name]!}`,
        );
      }
      return [name, integer ? start[name]! : (1 - t) * start[name]! + t * end[name]!];
    }),
  );
  return { hmm: definition.create(params), params };
}
