import { buildCommand } from "@stricli/core";
import { beliefFilter } from "../beliefs/belief-filter.ts";
import type { BeliefWriter, Likelihood } from "../beliefs/belief-writer.ts";
import { beliefCsv } from "../beliefs/csv.ts";
import { beliefJson } from "../beliefs/json.ts";
import { numbersWriter } from "../beliefs/numbers-writer.ts";
import { textWriter } from "../beliefs/text-writer.ts";
import type { BeliefscopeContext } from "../context.ts";
import { specArgument } from "../flags.ts";
import { stateNames, tokenNames } from "../default-names.ts";
import { loadProcess, type NamedProcess } from "../load-process.ts";
import { onInterrupt } from "../on-interrupt.ts";
import { outputFormat, type OutputFlags } from "../output-format.ts";
import { createProgress } from "../progress.ts";
import { openTokens } from "../token-input.ts";
import { UsageError } from "../usage-error.ts";
import { type Sink, writeOutput } from "../write-output.ts";

const formats = ["csv", "json", "npy", "safetensors"] as const;
type Format = (typeof formats)[number];

type Flags = OutputFlags<Format> & {
  readonly last: boolean;
  readonly nextToken: boolean;
  readonly names: boolean;
  readonly oneSequence: boolean;
};

/** `beliefscope beliefs SPEC [FILE]`: the optimal beliefs along sequences of tokens, written as they are read. */
export const beliefsCommand = buildCommand({
  docs: {
    brief: "Filter sequences of tokens: the optimal belief after each token",
    fullDescription:
      "Reads tokens and writes what the optimal predictor believes after each of them; the log-likelihood goes to stderr. Text has a line for each sequence, its tokens (all ids or all names) separated by blanks or commas; a line may be of any length. A .npy file holds integers of shape [position] or [batch, position].",
  },
  parameters: {
    flags: {
      last: { kind: "boolean", default: false, brief: "Write only the belief at the end of each sequence" },
      nextToken: {
        kind: "boolean",
        default: false,
        brief: "Also write the probabilities of the next token (not in npy)",
      },
      names: { kind: "boolean", default: false, brief: "Read all words as token names, even whole numbers" },
      oneSequence: { kind: "boolean", default: false, brief: "Read all lines as one sequence" },
      format: {
        kind: "enum",
        values: formats,
        optional: true,
        brief: "What to write [what the file's name ends in, else csv]",
      },
      json: { kind: "boolean", default: false, brief: "The same as --format json" },
      out: { kind: "parsed", parse: String, default: "-", placeholder: "FILE", brief: "File to write; - is stdout" },
    },
    aliases: { o: "out" },
    positional: {
      kind: "tuple",
      parameters: [
        specArgument,
        { brief: "Tokens to read; - is stdin", parse: String, placeholder: "FILE", default: "-" },
      ],
    },
  },
  async func(this: BeliefscopeContext, flags: Flags, spec: string, file: string): Promise<void> {
    const { stdout, stderr } = this.terminal;
    const format = outputFormat(flags, "csv", stdout.isTTY === true);
    if (format === "npy" && flags.nextToken) {
      throw new UsageError("--next-token: the format must be csv, json or safetensors, got npy, which holds one array");
    }
    const process = await loadProcess(spec);
    const input = await openTokens(file, this.terminal, process.hmm, {
      asNames: flags.names,
      oneSequence: flags.oneSequence,
    });
    const showsBeliefs = flags.out === "-" && stdout.isTTY;
    const progress = createProgress(stderr);
    const release = onInterrupt(() => globalThis.process.exit(130));
    let sequences = 0;
    let total: Likelihood;
    try {
      const work = async (sink: Sink): Promise<Likelihood> => {
        const filter = beliefFilter(process.hmm, flags);
        let writer: BeliefWriter | undefined;
        let numTokens = 0;
        try {
          for await (const pieces of input.pieces) {
            writer ??= await createWriter(format, process, input.names() !== null, flags, sink);
            for (const piece of pieces) {
              for (const rows of filter.read(piece)) await writer.rows(rows);
              if (piece.ends) await writer.sequenceEnd(piece.sequence, filter.endSequence());
              if (piece.ends) sequences++;
              numTokens += piece.tokens.length;
            }
            await writer.flush();
            if (!showsBeliefs) progress.update("filtering", input.fraction(), `${numTokens} tokens`);
          }
          await writer?.end(filter.total());
          return filter.total();
        } finally {
          await writer?.close();
        }
      };
      total = await writeOutput(flags.out, stdout, work, { whole: format === "json" });
    } finally {
      progress.done();
      release();
    }
    stderr.write(`${summary(total, sequences)}\n`);
  },
});

/** @param asNames Whether the tokens came as names, and are to be written so. */
async function createWriter(
  format: Format,
  { hmm, id, params }: NamedProcess,
  asNames: boolean,
  { nextToken, out }: Flags,
  sink: Sink,
): Promise<BeliefWriter> {
  const states = stateNames(hmm);
  const names = tokenNames(hmm);
  switch (format) {
    case "csv": {
      const tokens = asNames ? names : names.map((_, token) => String(token));
      return textWriter(beliefCsv({ states, tokens, nextToken: nextToken ? names : null }), sink);
    }
    case "json": {
      const facts = { schemaVersion: 1, id, params, stateNames: states, tokenNames: names };
      const tokens = asNames ? names : names.map((_, token) => token);
      return textWriter(beliefJson(facts, tokens, hmm.numStates), sink);
    }
    default: {
      const metadata = { process: id, params: JSON.stringify(params), state_names: JSON.stringify(states) };
      const { numStates, numTokens } = hmm;
      return numbersWriter(format, { numStates, numTokens: nextToken ? numTokens : null, metadata }, out, sink);
    }
  }
}

function summary({ numTokens, logLikelihood }: Likelihood, sequences: number): string {
  const nats = `${(-logLikelihood / numTokens).toFixed(6)} nats a token`;
  const count = `${numTokens} token${numTokens === 1 ? "" : "s"} in ${sequences} sequence${sequences === 1 ? "" : "s"}`;
  const hint =
    sequences > 1 && sequences === numTokens ? "; --one-sequence reads a column of tokens as one sequence" : "";
  return `log-likelihood ${logLikelihood.toFixed(6)} nats, loss ${nats} (${count})${hint}`;
}
