// Makes the pictures of docs/media with the command itself, and keeps their numbers beside them, so that a test can tell
// whether they are still true. Usage: npm run media
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../apps/cli/dist/main.js", import.meta.url));
const media = fileURLToPath(new URL("../docs/media/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "beliefscope-media-"));
const run = (args, options) => spawnSync(process.execPath, [command, ...args], { stdio: "inherit", ...options });

const report = run(["report", "--out", folder]);
if (report.status === 0) {
  copyFileSync(join(folder, "figure.png"), join(media, "report-mess3.png"));
  copyFileSync(join(folder, "results.json"), join(media, "report-mess3.json"));
}
const eyecatch = run(["animate", "--json", "-o", join(media, "eyecatch.webp")], {
  stdio: ["inherit", "pipe", "inherit"],
});
if (eyecatch.status === 0) writeFileSync(join(media, "eyecatch.json"), eyecatch.stdout);
rmSync(folder, { recursive: true });
process.exitCode = report.status === 0 ? (eyecatch.status ?? 1) : (report.status ?? 1);
