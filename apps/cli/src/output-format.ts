import { extname } from "node:path";
import { UsageError } from "./usage-error.ts";

const endings: Readonly<Record<string, string>> = { ".json": "json", ".npy": "npy", ".safetensors": "safetensors" };

/** The flags that say what is written, and where to. */
export type OutputFlags<Format extends string> = {
  readonly json: boolean;
  readonly format?: Format;
  readonly out: string;
};

/**
 * The format to write: `--format` or `--json`, else what the file's name ends in, else the default.
 *
 * @throws UsageError if the two contradict each other, or binary data would go to a terminal.
 */
export function outputFormat<Format extends string>(
  { json, format, out }: OutputFlags<Format>,
  fallback: Format,
  isTTY: boolean,
): Format | "json" {
  if (json && format !== undefined && format !== "json") {
    throw new UsageError(`--json: the format must be json then, got --format ${format}`);
  }
  const chosen = json ? "json" : (format ?? (endings[extname(out)] as Format | undefined) ?? fallback);
  if (isTTY && out === "-" && (chosen === "npy" || chosen === "safetensors")) {
    throw new UsageError(`--format ${chosen}: binary data must go to a file (-o FILE) or a pipe, got a terminal`);
  }
  return chosen;
}
