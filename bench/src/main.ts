// Runs every contest and writes RESULTS.md.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { beliefFilter } from "./belief-filter.ts";
import { measure } from "./measure.ts";

const rounds = 15;
const sections = [beliefFilter].map((contest) => {
  const rows = measure(contest, rounds).map(
    ({ name, nanosecondsPerUnit, ratio }) => `| ${name} | ${nanosecondsPerUnit.toFixed(0)} | ${ratio.toFixed(2)} |`,
  );
  return [`## ${contest.title}`, "", `| | ns per ${contest.unit} | time / ours |`, "|---|---|---|", ...rows].join("\n");
});
const head = `# Benchmarks

Written by \`npm run bench\`: medians of ${rounds} rounds in which the contestants take turns in one process, after they were
checked to give the same numbers. Ratios travel between machines better than times do.
Here: Node ${process.version}, ${cpus()[0]?.model.trim() ?? "unknown processor"}.
`;
const results = `${[head, ...sections].join("\n")}\n`;
writeFileSync(new URL("../RESULTS.md", import.meta.url), results);
console.log(results);
