// Rehearses a release from end to end without letting anything out of this machine: versions, builds and publishes a copy
// of the working tree to a registry in memory, then installs and uses every package as a stranger would.
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Manifest, repositoryFiles, root } from "../workspace.ts";
import { inspectTarball } from "./inspect-tarball.ts";
import { assertLocal, isolatedSettings } from "./isolated-settings.ts";
import { startRegistry } from "./registry.ts";
import { check, failure, run, together } from "./run.ts";
import { beAStranger } from "./stranger.ts";

/** Copies what git knows or would add, makes it a repository of its own and installs its dependencies. */
async function copyWorkspace(copy: string): Promise<void> {
  for (const file of repositoryFiles()) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file));
  }
  const author = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost"];
  await run(copy, {}, "git", "init", "--quiet", "--initial-branch=main");
  await run(copy, {}, "git", "add", "--all");
  await run(copy, {}, "git", ...author, "commit", "--quiet", "--no-verify", "--message=The tree as it is");
  await run(copy, {}, "pnpm", "install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts");
}

/** The manifests of what would be published from a workspace. */
async function publishedManifests(workspace: string): Promise<Manifest[]> {
  const folders = [...(await readdir(join(workspace, "packages"))).map((name) => `packages/${name}`), "apps/cli"];
  const texts = await Promise.all(folders.map((folder) => readFile(join(workspace, folder, "package.json"), "utf8")));
  return texts.map((text) => JSON.parse(text) as Manifest).filter(({ private: hidden }) => hidden !== true);
}

const started = performance.now();
const say = (what: string): void => {
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    failure.abort();
  });
}
const scratch = await realpath(await mkdtemp(join(tmpdir(), "release-rehearsal-")));
const registry = await startRegistry();
try {
  const copy = join(scratch, "workspace");
  await mkdir(copy);
  await copyWorkspace(copy);
  say("copied the working tree and installed its dependencies");

  const bin = (name: string): string => join(copy, "node_modules/.bin", name);
  await run(copy, {}, bin("changeset"), "version");
  const manifests = await publishedManifests(copy);
  say(`versioned ${manifests.map(({ name, version }) => `${name}@${version}`).join(" ")}`);

  await run(copy, {}, bin("turbo"), "run", "build");
  say("built");

  const settings = await isolatedSettings(join(scratch, "home"), registry.url);
  await assertLocal(copy, settings, registry.url, manifests);
  await run(copy, settings, bin("changeset"), "publish");
  for (const { name, version } of manifests) {
    check(registry.tarballs.has(`${name}@${version}`), `${name}@${version} was not published`);
  }
  check(registry.tarballs.size === manifests.length, `only ${manifests.length} packages were to be published`);
  say(`published ${registry.tarballs.size} packages to ${registry.url}`);

  const inspectAll = async (): Promise<void> => {
    for (const { name, version } of manifests) {
      await inspectTarball(scratch, name, registry.tarballs.get(`${name}@${version}`)!);
    }
  };
  await together(inspectAll(), beAStranger(join(scratch, "stranger"), manifests, registry));
  say("inspected every tarball; installed, imported, type-checked and ran everything outside the workspace");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await registry.close();
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}
