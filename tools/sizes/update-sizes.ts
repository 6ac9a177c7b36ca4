// Sets the ceilings of sizes.json anew: what each import weighs now, and an eighth more.
import { readFileSync, writeFileSync } from "node:fs";
import { publicPackages } from "../workspace.ts";
import { measureSize } from "./measure-size.ts";

const file = new URL("sizes.json", import.meta.url);
const before = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, number>>;
const after: typeof before = {};
for (const { specifier } of publicPackages().flatMap(({ entries }) => entries)) {
  if (specifier.endsWith("/node")) continue;
  const ceilings: Record<string, number> = {};
  for (const names of new Set(["*", ...Object.keys(before[specifier] ?? {})])) {
    ceilings[names] = Math.ceil(measureSize(specifier, names) * 1.125);
    console.log(`${specifier} ${names}: ${before[specifier]?.[names] ?? "new"} -> ${ceilings[names]} bytes`);
  }
  after[specifier] = ceilings;
}
writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
