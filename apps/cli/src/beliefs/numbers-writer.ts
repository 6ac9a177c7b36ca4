import { npyHeader, safetensorsHeader, type TensorKind } from "@beliefscope/tensor/files";
import { createSpool, type Spool } from "../spool.ts";
import type { Sink } from "../write-output.ts";
import type { BeliefWriter } from "./belief-writer.ts";

/** What is written, besides the beliefs themselves. */
export type NumbersOptions = {
  readonly numStates: number;
  /** Entries of each next-token law; null if there are none. */
  readonly numTokens: number | null;
  readonly metadata: Readonly<Record<string, string>>;
};

/**
 * Writes beliefs as numbers, shape [row, state], a row for each row of the CSV.
 *
 *   npy:          the beliefs alone
 *   safetensors:  beliefs, tokens [row], nextToken [row, token] if there are such laws, and for each sequence its lengths
 *                 and logLikelihood
 *
 * Both formats begin with their shapes, which only the end of the input tells: until then the numbers are kept on disk.
 *
 * @param out The file that is written, "-" for stdout.
 */
export async function numbersWriter(
  format: "npy" | "safetensors",
  { numStates, numTokens, metadata }: NumbersOptions,
  out: string,
  sink: Sink,
): Promise<BeliefWriter> {
  const spools = new Map<string, Spool>();
  const names =
    format === "npy"
      ? ["beliefs"]
      : ["beliefs", "tokens", ...(numTokens === null ? [] : ["nextToken"]), "lengths", "logLikelihood"];
  const close = async (): Promise<void> => {
    for (const spool of spools.values()) await spool.close();
  };
  try {
    for (const name of names) spools.set(name, await createSpool(out));
  } catch (error) {
    await close();
    throw error;
  }
  let [numRows, numSequences] = [0, 0];
  const keep = async (name: string, data: Float64Array | Int32Array | Uint8Array): Promise<void> =>
    spools.get(name)?.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

  return {
    async rows({ tokens, beliefs, nextToken }) {
      numRows += tokens.length;
      await keep("beliefs", beliefs);
      await keep("tokens", tokens);
      if (nextToken) await keep("nextToken", nextToken);
    },
    async sequenceEnd(_, likelihood) {
      numSequences++;
      const length = Buffer.alloc(8);
      length.writeBigInt64LE(BigInt(likelihood.numTokens));
      await keep("lengths", length);
      const logLikelihood = Buffer.alloc(8);
      logLikelihood.writeDoubleLE(likelihood.logLikelihood);
      await keep("logLikelihood", logLikelihood);
    },
    flush: () => Promise.resolve(),
    async end() {
      const kinds: Readonly<Record<string, TensorKind>> = {
        beliefs: { type: "f8", shape: [numRows, numStates] },
        tokens: { type: "i4", shape: [numRows] },
        nextToken: { type: "f8", shape: [numRows, numTokens ?? 0] },
        lengths: { type: "i8", shape: [numSequences] },
        logLikelihood: { type: "f8", shape: [numSequences] },
      };
      if (format === "npy") {
        await sink.write(npyHeader("f8", [numRows, numStates]));
        await spools.get("beliefs")!.copyTo(sink);
        return;
      }
      const { header, order } = safetensorsHeader(
        Object.fromEntries(names.map((name) => [name, kinds[name]!])),
        metadata,
      );
      await sink.write(header);
      for (const name of order) await spools.get(name)!.copyTo(sink);
    },
    close,
  };
}
