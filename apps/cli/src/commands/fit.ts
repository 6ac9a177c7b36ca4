import { basename, extname } from "node:path";
import { type Hmm, randomHmm, type TokenPiece, tokenSequences } from "@beliefscope/hmm-core";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { type FitOptions, type FitResults, fitTokens } from "../fit/fit-tokens.ts";
import { fitSummary } from "../fit/summary.ts";
import { jsonFlag, nonNegativeNumber, seedFlag, wholeNumber } from "../flags.ts";
import { InterruptedError } from "../interrupted-error.ts";
import { loadProcess } from "../load-process.ts";
import { onInterrupt } from "../on-interrupt.ts";
import { toJson } from "../print-json.ts";
import { createProgress } from "../progress.ts";
import { type Terminal, textStyles, usesColour } from "../terminal.ts";
import { openTokens } from "../token-input.ts";
import { UsageError } from "../usage-error.ts";
import { checkOutput, writeOutput } from "../write-output.ts";

type Flags = Omit<FitOptions, "restarts"> & {
  readonly states?: number;
  readonly tokens?: number;
  readonly start?: string;
  readonly restarts?: number;
  readonly names: boolean;
  readonly oneSequence: boolean;
  readonly json: boolean;
  readonly out?: string;
};

/** `beliefscope fit [FILE]`: the process that most likely wrote some tokens. */
export const fitCommand = buildCommand({
  docs: {
    brief: "Fit a process to tokens (Baum-Welch)",
    fullDescription:
      "Reads tokens, as `beliefs` does, and climbs to a process that gives them a high probability, from several starts. -o writes it as JSON that every command takes as SPEC. Ctrl-C ends the climb and shows the best so far (exit code 130).",
  },
  parameters: {
    flags: {
      states: {
        kind: "parsed",
        parse: wholeNumber("--states", 1),
        optional: true,
        placeholder: "N",
        brief: "Number of hidden states [those of --start]",
      },
      tokens: {
        kind: "parsed",
        parse: wholeNumber("--tokens", 1),
        optional: true,
        placeholder: "V",
        brief: "Number of tokens [those of --start, else as many as occur]",
      },
      start: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "SPEC",
        brief: "Where to start; its zeros stay [a random process]",
      },
      restarts: {
        kind: "parsed",
        parse: wholeNumber("--restarts", 0),
        optional: true,
        placeholder: "R",
        brief: "Further, random starts [9, with --start none]",
      },
      seed: seedFlag("Seed of the random starts"),
      prior: {
        kind: "parsed",
        parse: nonNegativeNumber("--prior"),
        default: "0",
        placeholder: "P",
        brief: "Pseudo-count of each transition",
      },
      maxIterations: {
        kind: "parsed",
        parse: wholeNumber("--max-iterations", 1),
        default: "500",
        placeholder: "N",
        brief: "Updates at most, from each start",
      },
      tolerance: {
        kind: "parsed",
        parse: nonNegativeNumber("--tolerance"),
        default: "1e-7",
        placeholder: "NATS",
        brief: "Stop when an update gains less, a token",
      },
      initial: {
        kind: "enum",
        values: ["learned", "stationary", "given"],
        default: "learned",
        brief: "The initial belief: fitted, that of the transitions, or that of --start",
      },
      names: { kind: "boolean", default: false, brief: "Read all words as token names, even whole numbers" },
      oneSequence: { kind: "boolean", default: false, brief: "Read all lines as one sequence" },
      json: jsonFlag,
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        placeholder: "FILE.json",
        brief: "File to write the process to; - is stdout (the summary then goes to stderr)",
      },
    },
    aliases: { o: "out" },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Tokens to read; - is stdin", parse: String, placeholder: "FILE", default: "-" }],
    },
  },
  async func(this: BeliefscopeContext, flags: Flags, file: string): Promise<void> {
    const { terminal } = this;
    await checkFlags(flags);
    const given = flags.start === undefined ? null : (await loadProcess(flags.start)).hmm;
    if (given && flags.states !== undefined && flags.states !== given.numStates) {
      throw new UsageError(`--states: must be the ${given.numStates} of --start ${given.name}, got ${flags.states}`);
    }
    if (given && flags.tokens !== undefined && flags.tokens !== given.numTokens) {
      throw new UsageError(`--tokens: must be the ${given.numTokens} of --start ${given.name}, got ${flags.tokens}`);
    }
    const { sequences, names } = await readSequences(file, terminal, given, flags);
    const start = given ?? randomStart(sequences, names, flags);
    const name = flags.out === undefined || flags.out === "-" ? "fit" : basename(flags.out, ".json");
    const results = await fit({ ...start, name }, sequences, flags, terminal);
    await show(results, flags, terminal);
    if (results.stopReason === "aborted") throw new InterruptedError("fit: interrupted; this is the best so far");
  },
});

async function checkFlags({ states, start, json, out, initial }: Flags): Promise<void> {
  if (states === undefined && start === undefined) {
    throw new UsageError("--states: the number of hidden states must be given, or a --start SPEC");
  }
  if (initial === "given" && start === undefined) {
    throw new UsageError("--initial given: there must be a --start SPEC that gives it");
  }
  if (json && out === "-") throw new UsageError("--json: only one document fits stdout, got -o - too");
  if (out !== undefined && out !== "-") {
    if (extname(out) !== ".json") throw new UsageError(`--out: the name must end in .json, as a SPEC does, got ${out}`);
    await checkOutput(out);
  }
}

async function readSequences(
  file: string,
  terminal: Terminal,
  given: Hmm | null,
  { names: asNames, oneSequence }: Flags,
): Promise<{ sequences: readonly Int32Array[]; names: readonly string[] | null }> {
  const input = await openTokens(file, terminal, given, { asNames, oneSequence });
  const progress = createProgress(terminal.stderr);
  const all: (readonly TokenPiece[])[] = [];
  try {
    for await (const pieces of input.pieces) {
      all.push(pieces);
      progress.update("reading", input.fraction());
    }
  } finally {
    progress.done();
  }
  return { sequences: tokenSequences(all.flat()), names: input.names() };
}

/** A process without zeros, with as many tokens as there are. */
function randomStart(
  sequences: readonly Int32Array[],
  names: readonly string[] | null,
  { states, tokens, seed }: Flags,
): Hmm {
  const occurring = sequences.reduce((most, ids) => ids.reduce((max, id) => Math.max(max, id + 1), most), 0);
  if (tokens !== undefined && tokens < occurring) {
    const got = names ? `${occurring} different names` : `the token ${occurring - 1}`;
    throw new RangeError(`--tokens: must be at least ${occurring}, got ${tokens} and ${got}`);
  }
  const hmm = randomHmm({ n: states!, v: tokens ?? occurring, seed });
  return names?.length === hmm.numTokens ? { ...hmm, tokenNames: names } : hmm;
}

async function fit(
  start: Hmm,
  sequences: readonly Int32Array[],
  flags: Flags,
  { stderr }: Terminal,
): Promise<FitResults> {
  const restarts = flags.restarts ?? (flags.start === undefined ? 9 : 0);
  const progress = createProgress(stderr);
  const controller = new AbortController();
  const release = onInterrupt(() => controller.abort());
  try {
    return await fitTokens(
      start,
      sequences,
      { ...flags, restarts },
      (fraction, index, detail) => progress.update(`start ${index + 1} of ${restarts + 1}`, fraction, detail),
      controller.signal,
    );
  } finally {
    progress.done();
    release();
  }
}

/** Prints the results, and writes the process where it was asked for. */
async function show(results: FitResults, { json, out }: Flags, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal;
  if (out !== undefined) await writeOutput(out, stdout, (sink) => sink.write(toJson(results.hmm)));
  if (json) {
    stdout.write(toJson({ schemaVersion: 1, ...results }));
    return;
  }
  const output = out === "-" ? stderr : stdout;
  output.write(fitSummary(results, textStyles(usesColour(terminal, output))));
  if (out !== undefined && out !== "-") output.write(`\nwritten: ${out}\n`);
}
