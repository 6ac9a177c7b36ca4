import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Registry, startRegistry } from "./registry.ts";

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());

const publish = (version: string): Promise<Response> =>
  fetch(`${registry.url}@scope%2fpackage`, {
    method: "PUT",
    body: JSON.stringify({
      name: "@scope/package",
      versions: { [version]: { name: "@scope/package", version, dist: { integrity: "sha512-x" } } },
      "dist-tags": { latest: version },
      _attachments: { [`@scope/package-${version}.tgz`]: { data: Buffer.from(`tar ${version}`).toString("base64") } },
    }),
  });

describe("startRegistry()", () => {
  it("listens on this machine only", () => {
    expect(new URL(registry.url).hostname).toBe("127.0.0.1");
  });

  it("knows nothing at first", async () => {
    expect((await fetch(`${registry.url}@scope%2fpackage`)).status).toBe(404);
  });

  it("gives back what was published, the newest version as latest", async () => {
    expect((await publish("0.1.0")).status).toBe(201);
    expect((await publish("0.2.0")).status).toBe(201);
    expect(await (await fetch(`${registry.url}@scope%2fpackage`)).json()).toMatchObject({
      name: "@scope/package",
      "dist-tags": { latest: "0.2.0" },
      versions: { "0.1.0": { dist: { integrity: "sha512-x" } }, "0.2.0": {} },
    });
    expect(await (await fetch(registry.tarballUrl("@scope/package", "0.1.0"))).text()).toBe("tar 0.1.0");
    expect(registry.tarballs.get("@scope/package@0.2.0")?.toString()).toBe("tar 0.2.0");
  });

  it("publishes a version once", async () => {
    expect((await publish("0.1.0")).status).toBe(403);
  });
});
