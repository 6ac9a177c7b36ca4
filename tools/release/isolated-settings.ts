import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest } from "../workspace.ts";
import { check, type Environment, run } from "./run.ts";

/** Settings under which npm, pnpm and changesets know one registry and no credentials but those for it. */
export async function isolatedSettings(home: string, url: string): Promise<Environment> {
  await mkdir(home);
  const userconfig = join(home, "npmrc");
  const token = `//${new URL(url).host}/:_authToken=rehearsal`;
  await writeFile(userconfig, `registry=${url}\n@beliefscope:registry=${url}\n${token}\n`);
  return {
    HOME: home,
    XDG_CONFIG_HOME: home,
    NPM_TOKEN: undefined,
    NODE_AUTH_TOKEN: undefined,
    // pnpm reads the user's configuration, changesets the registry; both only in lower case when npx has set them.
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: join(home, "none"),
    npm_config_registry: url,
    GIT_AUTHOR_NAME: "rehearsal",
    GIT_AUTHOR_EMAIL: "rehearsal@localhost",
    GIT_COMMITTER_NAME: "rehearsal",
    GIT_COMMITTER_EMAIL: "rehearsal@localhost",
  };
}

/** Refuses to go on unless every client would publish to the registry in memory. */
export async function assertLocal(
  folder: string,
  settings: Environment,
  url: string,
  manifests: readonly Manifest[],
): Promise<void> {
  check(new URL(url).hostname === "127.0.0.1", `the registry must be on 127.0.0.1, got ${url}`);
  for (const client of ["npm", "pnpm"]) {
    for (const key of ["registry", "@beliefscope:registry"]) {
      const address = (await run(folder, settings, client, "config", "get", key)).trim();
      check(address.replace(/\/?$/, "/") === url, `${client} would publish to ${key} ${address}, not to ${url}`);
    }
  }
  for (const { name, publishConfig } of manifests) {
    check(publishConfig === undefined, `${name} must not say in publishConfig where it is published`);
  }
}
