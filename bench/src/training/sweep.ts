// Which settings of Adam reach which regret soonest: one run of each, and two more where it reaches one, `npm run bench:sweep [-- SECONDS [NAME…]]`. Writes nothing.
import { table } from "../report.ts";
import { sweepAdam } from "./measure-training.ts";
import { settingText, trainingContests } from "./training-contest.ts";
import { timesText } from "./training-report.ts";

const [seconds = "15", ...names] = process.argv.slice(2);
const capSeconds = Number(seconds);
const settings = [0.003, 0.01, 0.03, 0.1].flatMap((learningRate) =>
  [64, 512, 4096].map((batch) => ({ learningRate, batch })),
);
for (const contest of trainingContests) {
  if (names.length > 0 && !names.some((name) => contest.id.startsWith(name))) continue;
  const found = await sweepAdam(contest, settings, capSeconds);
  const rows = settings.map((setting, i) => [
    settingText(setting),
    ...contest.thresholds.map((_, threshold) =>
      timesText(
        found[i]!.times.map((times) => times[threshold]!),
        capSeconds,
      ),
    ),
    found[i]!.lowest.map((lowest) => `${lowest.toFixed(3)} ×`).join(", "),
  ]);
  console.log(`## ${contest.id}\n`);
  console.log(table(["", ...contest.thresholds.map(({ factor }) => `${factor} × the best`), "lowest"], rows), "\n");
}
