// Runs pnpm in the version that package.json names, with nothing but Node and npm installed.
// Usage: node tools/pnpm.mjs <pnpm arguments>
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const [, version] = packageManager.split("@");
const inPnpm = process.env.npm_config_user_agent?.startsWith(`pnpm/${version} `);
const [command, ...first] = inPnpm ? ["pnpm"] : ["npx", "--yes", `--package=${packageManager}`, "--", "pnpm"];
const { status, error } = spawnSync(command, [...first, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, npm_config_update_notifier: "false", TURBO_TELEMETRY_DISABLED: "1" },
});
if (error) throw error;
process.exitCode = status ?? 1;
