import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The absolute path of the repository's root. */
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The absolute path of a file, from its path relative to the root. */
export const locate = (path: string): string => `${root}/${path}`;

/** Where a page is. */
export const pageFile = (page: string): string => locate(`docs/findings/${page}.md`);

/** Where a figure of a page is. */
export const figureFile = (page: string, name: string): string => locate(`docs/media/findings/${page}-${name}.png`);

/** How a page shows a figure. */
export const figureMarkdown = (page: string, name: string, alt: string): string =>
  `![${alt}](../media/findings/${page}-${name}.png)`;
