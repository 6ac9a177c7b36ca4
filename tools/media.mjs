// Makes the pictures of docs/media with the command itself, and keeps their numbers beside them, so that a test can tell
// whether they are still true. Usage: npm run media
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../apps/cli/dist/main.js", import.meta.url));
const media = fileURLToPath(new URL("../docs/media/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "beliefscope-media-"));
const { status } = spawnSync(process.execPath, [command, "report", "--out", folder], { stdio: "inherit" });
if (status === 0) {
  copyFileSync(join(folder, "figure.png"), join(media, "report-mess3.png"));
  copyFileSync(join(folder, "results.json"), join(media, "report-mess3.json"));
}
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
