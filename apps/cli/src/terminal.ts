import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";

/** An output stream as far as the command needs it; Node's stdout and stderr fit. */
export type Output = {
  /** @param done Called when the data is on its way, so that more may follow. */
  write(data: string | Uint8Array, done?: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** An input stream as far as the command needs it; Node's stdin fits. */
export type Input = AsyncIterable<Uint8Array> & { readonly isTTY?: boolean | undefined };

/** What a command reads from and writes to: data to stdout; progress, notes and errors to stderr. */
export type Terminal = {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Whether text written to the stream may be coloured: a terminal, and NO_COLOR not set. */
export function usesColour(terminal: Terminal, output: Output): boolean {
  return output.isTTY === true && !terminal.env.NO_COLOR && terminal.env.TERM !== "dumb";
}

/** How wide a text may be, and whether in colour. */
export type SummaryStyle = { readonly colour: boolean; readonly columns: number };

/** The few text styles that the command uses; identity functions where colour is off. */
export function textStyles(colour: boolean): Pick<ReturnType<typeof pc.createColors>, "bold" | "dim" | "cyan" | "red"> {
  return pc.createColors(colour);
}

/** The number of cells a text takes in the terminal (the texts here have no wide characters). */
export function cellWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** Breaks text between words into lines of at most so many cells. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && cellWidth(line) + 1 + cellWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
