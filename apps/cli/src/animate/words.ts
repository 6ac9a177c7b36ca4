import type { BeliefsAndFilter, PlaceOnPath } from "@beliefscope/studies";
import { shortNumber } from "@beliefscope/viz";
import type { NamedProcess } from "../load-process.ts";

/** A stop of the path, with the words it was named by. */
export type Stop = NamedProcess & { readonly spec: string };

/** A process as it was typed, in plain words: `mess3 x=.05 a=.85`. */
export function stopName({ spec, id }: Stop): string {
  return spec.endsWith(".json") ? id : spec.replace(":", " ").replaceAll(",", " ");
}

/** Where an animation stands: parameters as they move, or how far it is from one process to another. */
export function placeName({ from, to, fraction, params }: PlaceOnPath<Stop>): string {
  if (fraction === 0) return stopName(from);
  if (params === null) return `${from.id} → ${to.id}  ${String(Math.round(100 * fraction))} %`;
  const moving = Object.entries(params).filter(([name]) => from.params[name] !== to.params[name]);
  return [from.id, ...moving.map(([name, value]) => `${name}=${shortNumber(value, 3)}`)].join(" ");
}

/** The poles of a filter, its memory: conjugates as ±, equal ones once; at most two. */
export function poleNames(filter: BeliefsAndFilter["filter"]): string {
  if (filter === null) return "none here: it would never forget";
  const names = filter.poles
    .filter(([, im]) => im >= 0)
    .map(([re, im]) => shortNumber(re) + (im < 0.005 ? "" : ` ± ${shortNumber(im)}i`));
  const [first, second, ...others] = new Set(names);
  if (first === undefined) return "keeps nothing";
  if (second === undefined) return `Kalman ${first.includes("±") ? "poles" : "pole"} ${first}`;
  return `Kalman poles ${first}, ${second}${others.length > 0 ? ", …" : ""}`;
}
