import type { Figure } from "@beliefscope/viz";

/** What is computed for one page of docs/findings. */
export type Finding = {
  /** The page is docs/findings/PAGE.md. */
  readonly page: string;
  /** Markdown by name; it stands between the page's marks of that name. */
  readonly tables: Readonly<Record<string, PageTable>>;
  /** Pictures by name: docs/media/findings/PAGE-NAME.png, shown between the page's marks of that name. */
  readonly figures: Readonly<Record<string, () => Figure | Promise<Figure>>>;
};

/** A piece of Markdown. */
export type PageTable = {
  /** Made in a moment, so that the tests make it again and compare. */
  readonly quick: boolean;
  readonly make: () => string | Promise<string>;
};
