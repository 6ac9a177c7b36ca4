// Runs the contests that the command line names, or all and then writes RESULTS.md.
import { writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { contests } from "./contests/index.ts";
import { measure } from "./measure.ts";
import { contestSection, goalsOf, goalTable, type NamedVerdict } from "./report.ts";
import { describeToolchain } from "./toolchain.ts";
import { measureTraining } from "./training/measure-training.ts";
import { trainingContests } from "./training/training-contest.ts";
import { trainingGoals, trainingSection } from "./training/training-report.ts";

const names = process.argv.slice(2);
const rounds = 9;
const turnSeconds = 0.1;

const isChosen = ({ id }: { readonly id: string }): boolean =>
  names.length === 0 || names.some((name) => id.startsWith(name));
const chosen = contests.filter(isChosen);
const chosenTraining = trainingContests.filter(isChosen);
if (chosen.length + chosenTraining.length === 0) {
  const ids = [...contests, ...trainingContests].map(({ id }) => id);
  throw new RangeError(`bench: names must begin one of ${ids.join(", ")}, got ${names.join(", ")}`);
}

const sections: string[] = [];
const goals: NamedVerdict[] = [];
const add = (section: string, verdicts: readonly NamedVerdict[]): void => {
  console.log(`${section}\n`);
  sections.push(`${section}\n`);
  goals.push(...verdicts);
};
for (const contest of chosen) {
  const outcome = { contest, timings: await measure(contest, { rounds, turnSeconds }) };
  add(contestSection(outcome), goalsOf(outcome));
}
for (const contest of chosenTraining) {
  const outcome = await measureTraining(contest);
  add(trainingSection(outcome), trainingGoals(outcome));
}
console.log(goalTable(goals));

if (names.length === 0) {
  const processors = cpus();
  const machine = [
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release().split("-")[0]!}`,
    `Node ${process.version}, V8 ${process.versions.v8}`,
    ...describeToolchain(),
  ];
  const head = `# Benchmarks

Written by \`npm run bench\`; [README.md](README.md) says what is compared and how. Ratios are medians of ${rounds} rounds in which
the programs take turns, with their quartiles in brackets; of training, medians of seeds with their range. They travel between
machines better than times do.

${machine.map((line) => `- ${line}`).join("\n")}

## Goals
`;
  const text = [head, `${goalTable(goals)}\n`, ...sections].join("\n");
  writeFileSync(new URL("../RESULTS.md", import.meta.url), text);
}
