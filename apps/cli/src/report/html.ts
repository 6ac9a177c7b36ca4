/** Markup that is already escaped. */
export type Html = { readonly markup: string };

/** Marks text as markup that needs no escaping: our own SVG and CSS. */
export function raw(markup: string): Html {
  return { markup };
}

type Content = string | number | Html | readonly Content[];

/**
 * A template tag that escapes what it is given, unless it is markup already; lists are joined.
 *
 * @example
 * html`<b>${"a < b"}</b>`.markup; // => "<b>a &#60; b</b>"
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return raw(strings.reduce((text, part, i) => text + toMarkup(values[i - 1]!) + part));
}

function toMarkup(value: Content): string {
  if (typeof value === "object") return "markup" in value ? value.markup : value.map(toMarkup).join("");
  return String(value).replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
