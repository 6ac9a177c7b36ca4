/** Attribute values; numbers are rounded, absent ones left out. */
export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Writes one SVG element as text. Attribute values are escaped; children are markup already, plain text goes through `escapeText`.
 *
 * @example
 * svgElement("circle", { cx: 1 / 3, cy: 2, r: 4 }); // => '<circle cx="0.33" cy="2" r="4"/>'
 */
export function svgElement(name: string, attributes: SvgAttributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? svgNumber(value) : escapeText(value!)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}

/**
 * A number with at most two decimals, so that markup is small and the same everywhere.
 *
 * @throws RangeError if the number is not finite: no such point can be drawn.
 * @example
 * svgNumber(-0.001); // => "0"
 */
export function svgNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`svgNumber: value must be finite, got ${value}`);
  return String(Math.round(value * 100) / 100 + 0);
}

/**
 * Makes text safe inside markup and attribute values; characters that XML forbids are dropped.
 *
 * @example
 * escapeText("a < b & c"); // => "a &lt; b &amp; c"
 */
export function escapeText(text: string): string {
  const allowed = Array.from(text).filter((character) => {
    const code = character.codePointAt(0)!;
    return code >= 0x20
      ? !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
      : "\t\n\r".includes(character);
  });
  return allowed
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
