import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contests } from "./contests/index.ts";
import { trainingContests } from "./training/training-contest.ts";
import { adam } from "./training/training-report.ts";

const results = readFileSync(new URL("../RESULTS.md", import.meta.url), "utf8");

function sectionOf(id: string): string {
  const section = results.split(/^## /m).find((part) => part.startsWith(`${id}\n`));
  expect(section, "run `npm run bench`").toBeDefined();
  expect(section).not.toContain("not measured");
  return section!;
}

describe("RESULTS.md", () => {
  it.each(contests.map((contest) => [contest.id, contest] as const))("has every competitor in %s", (id, contest) => {
    const section = sectionOf(id);
    const names = [contest.ours, ...contest.others].map(({ name }) => name);
    expect(names.filter((name) => !section.includes(name))).toEqual([]);
  });

  it.each(trainingContests.map((contest) => [contest.id, contest] as const))(
    "has Adam, by its settings, at every regret of %s",
    (id, { thresholds }) => {
      const rows = sectionOf(id).split("\n");
      expect(rows.some((row) => row.includes(adam))).toBe(true);
      for (const { factor, learningRate, batch } of thresholds) {
        const row = rows.find((text) => text.startsWith(`| ${factor} × the best`));
        expect(row).toContain(`rate ${learningRate}, batches of ${batch}`);
      }
    },
  );

  it("has all goals in its table", () => {
    const goals = results.split(/^## /m).find((part) => part.startsWith("Goals"))!;
    for (const { id, thresholds } of trainingContests) {
      for (const { factor } of thresholds) expect(goals).toContain(`| ${id} | ${adam}, to ${factor} × `);
    }
  });
});
