import { type Hmm, sampleInPieces, type TokenPiece } from "@beliefscope/hmm-core";
import { npyHeader, safetensorsHeader } from "@beliefscope/tensor/files";
import { createRandom } from "@beliefscope/tensor/random";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { tokenNames } from "../default-names.ts";
import { seedFlag, specArgument, wholeNumber } from "../flags.ts";
import { loadProcess, type NamedProcess } from "../load-process.ts";
import { onInterrupt } from "../on-interrupt.ts";
import { outputFormat, type OutputFlags } from "../output-format.ts";
import { createProgress } from "../progress.ts";
import { UsageError } from "../usage-error.ts";
import { writeOutput } from "../write-output.ts";

const formats = ["text", "json", "npy", "safetensors"] as const;
type Format = (typeof formats)[number];

type Flags = OutputFlags<Format> & {
  readonly length: number;
  readonly batch: number;
  readonly seed: number;
  readonly names: boolean;
};

/** `beliefscope sample SPEC`: sequences of tokens, drawn as they are written. */
export const sampleCommand = buildCommand({
  docs: {
    brief: "Draw sequences of tokens from a process",
    fullDescription:
      "Draws sequences from a process, each from its initial belief, and writes them as they are drawn: text has a line for each sequence, its tokens separated by blanks. The same seed gives the same tokens everywhere.",
  },
  parameters: {
    flags: {
      length: {
        kind: "parsed",
        parse: wholeNumber("--length", 1),
        default: "100",
        placeholder: "N",
        brief: "Tokens of each sequence",
      },
      batch: {
        kind: "parsed",
        parse: wholeNumber("--batch", 1),
        default: "1",
        placeholder: "B",
        brief: "Number of sequences",
      },
      seed: seedFlag("Seed"),
      names: { kind: "boolean", default: false, brief: "Write the names of tokens, not their ids (text and JSON)" },
      format: {
        kind: "enum",
        values: formats,
        optional: true,
        brief: "What to write [what the file's name ends in, else text]",
      },
      json: { kind: "boolean", default: false, brief: "The same as --format json" },
      out: { kind: "parsed", parse: String, default: "-", placeholder: "FILE", brief: "File to write; - is stdout" },
    },
    aliases: { o: "out" },
    positional: {
      kind: "tuple",
      parameters: [specArgument],
    },
  },
  async func(this: BeliefscopeContext, flags: Flags, spec: string): Promise<void> {
    const { stdout, stderr } = this.terminal;
    const format = outputFormat(flags, "text", stdout.isTTY === true);
    const process = await loadProcess(spec);
    const encoding = encodings[format](process, flags);
    const showsTokens = flags.out === "-" && stdout.isTTY;
    const progress = createProgress(stderr);
    const release = onInterrupt(() => globalThis.process.exit(130));
    try {
      await writeOutput(flags.out, stdout, async (sink) => {
        const random = createRandom(flags.seed);
        await sink.write(encoding.head);
        for (const pieces of sampleInPieces(process.hmm, { ...flags, random })) {
          await sink.write(encoding.body(pieces));
          const { sequence, position } = pieces.at(-1)!;
          const fraction = (sequence + position / flags.length) / flags.batch;
          if (!showsTokens) progress.update("sampling", fraction);
        }
        await sink.write(encoding.foot);
      });
    } finally {
      progress.done();
      release();
    }
  },
});

/** How tokens become a file: what stands before them, each piece, and what stands after them. */
type Encoding = {
  readonly head: string | Uint8Array;
  readonly body: (pieces: readonly TokenPiece[]) => string | Uint8Array;
  readonly foot: string;
};

const encodings: Readonly<Record<Format, (process: NamedProcess, flags: Flags) => Encoding>> = {
  text({ hmm }, { names }) {
    const written = names ? checkedNames(hmm) : null;
    const words = (tokens: Int32Array): string =>
      written ? Array.from(tokens, (token) => written[token]!).join(" ") : tokens.join(" ");
    const body = (pieces: readonly TokenPiece[]): string =>
      pieces.map(({ tokens, ends }) => words(tokens) + (ends ? "\n" : " ")).join("");
    return { head: "", body, foot: "" };
  },
  json({ hmm, id, params }, { length, batch, seed, names }) {
    const written = names ? tokenNames(hmm).map((name) => JSON.stringify(name)) : null;
    const facts = { schemaVersion: 1, id, params, length, batch, seed, tokenNames: tokenNames(hmm) };
    const entries = (tokens: Int32Array): string =>
      written ? Array.from(tokens, (token) => written[token]!).join(",") : tokens.join(",");
    const body = (pieces: readonly TokenPiece[]): string =>
      pieces
        .map(({ tokens, sequence, position, ends }) => {
          const before = position > 0 ? "," : sequence > 0 ? ",\n    [" : "\n    [";
          return before + entries(tokens) + (ends ? "]" : "");
        })
        .join("");
    return { head: JSON.stringify(facts, null, 2).replace(/\n\}$/, ',\n  "tokens": ['), body, foot: "\n  ]\n}\n" };
  },
  npy(_, { length, batch, names }) {
    if (names) throw new UsageError("--names: the format must be text or json, got npy");
    return { head: npyHeader("i4", [batch, length]), body: bytesOf, foot: "" };
  },
  safetensors({ id, params }, { length, batch, seed, names }) {
    if (names) throw new UsageError("--names: the format must be text or json, got safetensors");
    const metadata = { process: id, params: JSON.stringify(params), seed: String(seed) };
    const { header } = safetensorsHeader({ tokens: { type: "i4", shape: [batch, length] } }, metadata);
    return { head: header, body: bytesOf, foot: "" };
  },
};

function bytesOf(pieces: readonly TokenPiece[]): Uint8Array {
  return Buffer.concat(pieces.map(({ tokens }) => new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength)));
}

/** The names of the tokens, if text can tell them apart. */
function checkedNames(hmm: Hmm): readonly string[] {
  const names = tokenNames(hmm);
  const unreadable = names.find((name) => /[\s,]/.test(name) || name === "");
  if (unreadable !== undefined) {
    throw new UsageError(
      `--names: names in text must have no blanks or commas, got ${JSON.stringify(unreadable)}; JSON takes any`,
    );
  }
  return names;
}
