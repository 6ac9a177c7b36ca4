// Computes the tables and draws the figures of docs/findings. Usage: npm run findings [-- PAGE…]
import { readFileSync, writeFileSync } from "node:fs";
import { toPng } from "@beliefscope/viz/node";
import { fillPage } from "./fill-page.ts";
import type { Finding } from "./finding.ts";
import { findings } from "./findings.ts";
import { figureFile, figureMarkdown, pageFile } from "./locate.ts";

const names = process.argv.slice(2);
const chosen = findings.filter(({ page }) => names.length === 0 || names.some((name) => page.includes(name)));
if (chosen.length === 0) {
  throw new RangeError(
    `findings: names must be part of one of ${findings.map(({ page }) => page).join(", ")}, got ${names.join(", ")}`,
  );
}
for (const finding of chosen) await writePage(finding);

async function writePage({ page, tables, figures }: Finding): Promise<void> {
  let text = readFileSync(pageFile(page), "utf8");
  for (const [name, { make }] of Object.entries(tables)) {
    text = fillPage(text, name, await make());
    console.log(`${page}: ${name}`);
  }
  for (const [name, draw] of Object.entries(figures)) {
    const figure = await draw();
    const scale = figure.layers.some(({ kind }) => kind === "raster") ? 1 : 1.5;
    const png = toPng(figure, { scale });
    writeFileSync(figureFile(page, name), png);
    text = fillPage(text, name, figureMarkdown(page, name, figure.alt));
    console.log(`${page}: ${name}.png, ${Math.round(png.length / 1000)} kB`);
  }
  writeFileSync(pageFile(page), text);
}
