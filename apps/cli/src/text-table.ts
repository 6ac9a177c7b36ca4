import { cellWidth } from "./terminal.ts";

/** A column of a text table; numbers are set to the right. */
export type TextColumn = { readonly title: string; readonly align?: "left" | "right" };

/**
 * Sets rows in columns, two spaces apart, under their titles.
 *
 * @returns The lines of the table, each without trailing blanks.
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, i) => Math.max(...[title, ...rows.map((row) => row[i] ?? "")].map(cellWidth)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const blanks = " ".repeat(Math.max(0, (widths[i] ?? 0) - cellWidth(cell)));
        return columns[i]?.align === "right" ? blanks + cell : cell + blanks;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}
