type Flags = {
  readonly process?: string;
  readonly model?: string;
  readonly control?: string;
  readonly site?: readonly string[];
  readonly context?: number;
  readonly bos?: number;
  readonly tokenMap?: readonly number[];
  readonly seed: number;
};

/** The command line that makes a report again. */
export function reportCommandLine(flags: Flags): string {
  const { process, model, control, site = [], context, bos, tokenMap, seed } = flags;
  const given = Object.entries({ process, model, control, context, bos, "token-map": tokenMap?.join(","), seed });
  const words = given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(String(value))]));
  return ["beliefscope report", ...words, ...site.flatMap((name) => ["--site", quoted(name)])].join(" ");
}

/** A word for the shell. */
function quoted(word: string): string {
  return /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
