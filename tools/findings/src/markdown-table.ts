/** A table in Markdown; the first column is aligned to the left, all others to the right. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map((_, k) => (k === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
