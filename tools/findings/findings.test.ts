import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillPage, markedText, markNames, proseOf } from "./src/fill-page.ts";
import { findings } from "./src/findings.ts";
import { figureFile, locate, pageFile } from "./src/locate.ts";

const folder = locate("docs/findings");
const pages = readdirSync(folder).filter((file) => file !== "README.md");
const textOf = (page: string): string => readFileSync(pageFile(page), "utf8");

/** Prettier pads the cells of tables; what counts is what they say. */
const unpadded = (markdown: string): string => markdown.replace(/ *\| */g, "|").replace(/-{2,}/g, "--");

describe("docs/findings", () => {
  it("has a page for each finding, and an index that links to every page", () => {
    expect(findings.map(({ page }) => `${page}.md`).toSorted()).toEqual(pages.toSorted());
    const index = readFileSync(`${folder}/README.md`, "utf8");
    for (const page of pages) expect(index).toContain(`(${page})`);
  });

  it.each(findings.map((finding) => [finding.page, finding] as const))(
    "%s shows every table and figure once, and no others",
    (page, { tables, figures }) => {
      const names = [...Object.keys(tables), ...Object.keys(figures)];
      expect(markNames(textOf(page)).toSorted()).toEqual(names.toSorted());
    },
  );

  const quick = findings.flatMap(({ page, tables }) =>
    Object.entries(tables).flatMap(([name, table]) => (table.quick ? [[page, name, table.make] as const] : [])),
  );

  it.each(quick)("%s: the table %s is what `npm run findings` would write", async (page, name, make) => {
    expect(unpadded(markedText(textOf(page), name))).toBe(unpadded(await make()));
  });

  it("makes a table again for every page but one whose tables all take long", () => {
    const slow = findings.map(({ page }) => page).filter((page) => !quick.some(([of]) => of === page));
    expect(slow).toEqual(["what-the-norm-does"]);
  });

  const computed = pages
    .map((file) => readFileSync(`${folder}/${file}`, "utf8"))
    .flatMap((text) => [
      ...markNames(text).map((name) => markedText(text, name)),
      ...(text.match(/```[^]*?```/g) ?? []),
    ])
    .join("\n");
  const proseNumbers = /(?<![\w.])\d*\.\d{3,}(?![\w.])/g; // with three decimals or more: results, not parameters

  it.each(pages)("%s quotes no result that is in no table", (file) => {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    const shown = (computed.match(/\d*\.\d+/g) ?? []).map(Number);
    const prose = proseOf(text).replace(/\d{4}\.\d{5}/g, ""); // arXiv
    const missing = (prose.match(proseNumbers) ?? []).filter((quoted) => {
      const half = 0.5000001 * 10 ** -quoted.split(".")[1]!.length;
      return !shown.some((value) => Math.abs(value - Number(quoted)) <= half);
    });
    expect(missing).toEqual([]);
  });

  it("has figures of modest size", () => {
    const sizes = findings.flatMap(({ page, figures }) =>
      Object.keys(figures).map((name) => {
        expect(existsSync(figureFile(page, name))).toBe(true);
        return statSync(figureFile(page, name)).size;
      }),
    );
    expect(Math.max(...sizes)).toBeLessThan(250_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });
});

describe("fillPage(page, name, text)", () => {
  const page = "# Title\n\n<!-- one:start -->\nold\n<!-- one:end -->\n\nprose .123\n\n```sh\ncode .456\n```\n";

  it("replaces what stands between the marks and nothing else", () => {
    const filled = fillPage(page, "one", "new");
    expect(markedText(filled, "one")).toBe("new");
    expect(proseOf(filled)).toBe(proseOf(page));
    expect(fillPage(filled, "one", "new")).toBe(filled);
  });

  it("tells prose from what is computed and from code", () => {
    expect(proseOf(page)).toContain("prose .123");
    expect(proseOf(page)).not.toMatch(/old|code/);
  });

  it("refuses a page without the marks", () => {
    expect(() => fillPage(page, "two", "new")).toThrow("the page must hold <!-- two:start --> and <!-- two:end -->");
  });
});
