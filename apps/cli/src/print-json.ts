import type { Output } from "./terminal.ts";

/** Prints one JSON document, typed arrays as arrays. */
export function printJson(output: Output, document: unknown): void {
  output.write(toJson(document));
}

/** One JSON document as text, typed arrays as arrays, a line break at the end. */
export function toJson(document: unknown): string {
  const plain = (_key: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value;
  return `${JSON.stringify(document, plain, 2)}\n`;
}
