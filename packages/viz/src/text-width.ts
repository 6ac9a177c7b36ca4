/** Advance widths of Inter Regular in hundredths of an em, from the space to the tilde. */
const advances = [
  28, 28, 40, 63, 64, 81, 64, 22, 36, 36, 50, 66, 28, 46, 28, 36, 62, 46, 61, 64, 64, 61, 62, 57, 62, 62, 28, 28, 66,
  66, 66, 51, 94, 68, 65, 73, 72, 60, 59, 74, 74, 26, 54, 65, 56, 89, 75, 76, 63, 76, 64, 64, 64, 74, 68, 95, 64, 66,
  62, 36, 36, 36, 47, 45, 50, 56, 62, 56, 62, 58, 36, 61, 59, 24, 24, 54, 24, 87, 59, 60, 61, 61, 37, 52, 36, 58, 56,
  81, 54, 56, 54, 36, 33, 36, 66,
];

/**
 * How wide a line of text is in Inter, near enough to place labels: kerning is left out, letters beyond ASCII count .56 em.
 *
 * @param text One line.
 * @param size Font size; the result has its unit.
 * @example
 * textWidth("S0", 10); // ≈ 12.6
 */
export function textWidth(text: string, size: number): number {
  let hundredths = 0;
  for (const character of text) hundredths += advances[character.codePointAt(0)! - 32] ?? 56;
  return (hundredths * size) / 100;
}

/**
 * Breaks text at spaces into lines no wider than given; a single word that is wider stands alone.
 *
 * @example
 * wrapText("read from the network", 10, 60); // => ["read from", "the network"]
 */
export function wrapText(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
