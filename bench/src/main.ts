// Runs the contests that the command line names, or all and then writes RESULTS.md.
import { writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { contests } from "./contests/index.ts";
import { measure } from "./measure.ts";
import { contestSection, goalTable, type Outcome } from "./report.ts";
import { describeToolchain } from "./toolchain.ts";

const names = process.argv.slice(2);
const rounds = 9;
const turnSeconds = 0.1;

const chosen = contests.filter(({ id }) => names.length === 0 || names.some((name) => id.startsWith(name)));
if (chosen.length === 0) {
  throw new RangeError(
    `bench: names must begin one of ${contests.map(({ id }) => id).join(", ")}, got ${names.join(", ")}`,
  );
}

const outcomes: Outcome[] = [];
for (const contest of chosen) {
  const outcome = { contest, timings: await measure(contest, { rounds, turnSeconds }) };
  console.log(`${contestSection(outcome)}\n`);
  outcomes.push(outcome);
}
const goals = goalTable(outcomes);
console.log(goals);

if (names.length === 0) {
  const processors = cpus();
  const machine = [
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release().split("-")[0]!}`,
    `Node ${process.version}, V8 ${process.versions.v8}`,
    ...describeToolchain(),
  ];
  const head = `# Benchmarks

Written by \`npm run bench\`; [README.md](README.md) says what is compared and how. Ratios are medians of ${rounds} rounds in which
the programs take turns, with their quartiles in brackets. They travel between machines better than times do.

${machine.map((line) => `- ${line}`).join("\n")}

## Goals
`;
  const text = [head, `${goals}\n`, ...outcomes.map((outcome) => `${contestSection(outcome)}\n`)].join("\n");
  writeFileSync(new URL("../RESULTS.md", import.meta.url), text);
}
