import type { MeasureOptions } from "./measure.ts";

/** The command line that makes a report again. */
export function reportCommandLine(options: MeasureOptions): string {
  const { process, model, control, site = [], context, bos, tokenMap, seed } = options;
  const given = Object.entries({ process, model, control, context, bos, "token-map": tokenMap?.join(","), seed });
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(String(value))]));
  return ["beliefscope report", ...words, ...site.flatMap((name) => ["--site", quoted(name)])].join(" ");
}

/** A word for the shell. */
function quoted(word: string): string {
  return /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
