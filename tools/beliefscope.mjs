// The beliefscope command from a clone: builds what changed, then runs it where the caller stands.
// Usage: npm run beliefscope -- <arguments>   (npm run --silent, if a program is to read stdout)
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const command = path("../apps/cli/dist/main.js");
const run = (args, options) => {
  const { status, error, stdout } = spawnSync(process.execPath, args, options);
  if (error) throw error;
  if (status !== 0 && stdout) process.stderr.write(stdout);
  if (status !== 0) process.exit(status ?? 1);
};

// Stdout is the command's own. The first build takes long enough to be shown, later ones only if they fail.
const build = ["exec", "turbo", "run", "build", "--filter=beliefscope", "--output-logs=errors-only"];
run([path("pnpm.mjs"), ...build], { stdio: ["inherit", existsSync(command) ? "pipe" : 2, 2] });
run([command, ...process.argv.slice(2)], { stdio: "inherit", cwd: process.env.INIT_CWD });
