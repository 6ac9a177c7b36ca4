import type { Sink } from "../write-output.ts";
import type { BeliefRows, BeliefWriter, Likelihood } from "./belief-writer.ts";

/** A text made of beliefs, piece by piece. Numbers are written with as few digits as give back every bit. */
export type BeliefText = {
  readonly head: string;
  rows(rows: BeliefRows): string;
  sequenceEnd(sequence: number, likelihood: Likelihood): string;
  foot(likelihood: Likelihood): string;
};

/** Characters that wait for more before they are written. */
const BLOCK = 2 ** 16;

/** Writes a text, in blocks; nothing before there are rows. */
export function textWriter(text: BeliefText, sink: Sink): BeliefWriter {
  let waiting = text.head;
  const flush = async (): Promise<void> => {
    const ready = waiting;
    waiting = "";
    if (ready !== "") await sink.write(ready);
  };
  const write = async (more: string): Promise<void> => {
    waiting += more;
    if (waiting.length >= BLOCK) await flush();
  };
  return {
    rows: (rows) => write(text.rows(rows)),
    sequenceEnd: (sequence, likelihood) => write(text.sequenceEnd(sequence, likelihood)),
    flush,
    async end(likelihood) {
      await write(text.foot(likelihood));
      await flush();
    },
    close: () => Promise.resolve(),
  };
}
