import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contests } from "./contests/index.ts";

const results = readFileSync(new URL("../RESULTS.md", import.meta.url), "utf8");

describe("RESULTS.md", () => {
  it.each(contests.map((contest) => [contest.id, contest] as const))("has every competitor in %s", (id, contest) => {
    const section = results.split(/^## /m).find((part) => part.startsWith(`${id}\n`));
    expect(section, "run `npm run bench`").toBeDefined();
    const names = [contest.ours, ...contest.others].map(({ name }) => name);
    expect(names.filter((name) => !section!.includes(name))).toEqual([]);
    expect(section).not.toContain("not measured");
  });
});
