const startOf = (name: string): string => `<!-- ${name}:start -->`;
const endOf = (name: string): string => `<!-- ${name}:end -->`;

/**
 * Replaces what stands between the marks of a name.
 *
 * @throws RangeError if the page does not hold both marks, in order.
 */
export function fillPage(page: string, name: string, text: string): string {
  const [from, to] = markedPlace(page, name);
  return `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`;
}

/**
 * What stands between the marks of a name, without the blank lines around it.
 *
 * @throws RangeError if the page does not hold both marks, in order.
 */
export function markedText(page: string, name: string): string {
  return page.slice(...markedPlace(page, name)).trim();
}

/** The names of all marks, in order. */
export function markNames(page: string): string[] {
  return [...page.matchAll(/<!-- ([\w-]+):start -->/g)].map(([, name]) => name!);
}

/** The page without what is computed and without code: what someone wrote. */
export function proseOf(page: string): string {
  return page.replace(/<!-- ([\w-]+):start -->[^]*?<!-- \1:end -->/g, "").replace(/```[^]*?```/g, "");
}

function markedPlace(page: string, name: string): [from: number, to: number] {
  const start = page.indexOf(startOf(name));
  const to = page.indexOf(endOf(name));
  if (start < 0 || to < start) throw new RangeError(`fillPage: the page must hold ${startOf(name)} and ${endOf(name)}`);
  return [start + startOf(name).length, to];
}
