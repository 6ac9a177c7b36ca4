import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Manifest } from "../workspace.ts";
import { assertLocal, isolatedSettings } from "./isolated-settings.ts";

const url = "http://127.0.0.1:49152/";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "isolated-settings-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("assertLocal(folder, settings, url, manifests)", () => {
  it("refuses a registry that is not on this machine", async () => {
    await expect(assertLocal(folder, {}, "http://example.invalid/", [])).rejects.toThrow("must be on 127.0.0.1");
  });

  it("refuses settings under which a client knows another registry", async () => {
    const settings = await isolatedSettings(join(folder, "other"), "http://127.0.0.1:49153/");
    await expect(assertLocal(folder, settings, url, [])).rejects.toThrow(
      "npm would publish to registry http://127.0.0.1:49153/",
    );
  });

  it("refuses a package that names its own registry, and accepts one that does not", async () => {
    const settings = await isolatedSettings(join(folder, "ours"), url);
    const manifest: Manifest = { name: "a", version: "1.0.0" };
    await expect(assertLocal(folder, settings, url, [manifest])).resolves.toBeUndefined();
    const elsewhere = { ...manifest, publishConfig: { registry: "http://example.invalid/" } };
    await expect(assertLocal(folder, settings, url, [elsewhere])).rejects.toThrow("a must not say in publishConfig");
  });
});
