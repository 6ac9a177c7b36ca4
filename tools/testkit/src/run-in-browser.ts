import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

/** Where Chromium is: CHROMIUM_PATH, or Debian's package; null where there is none. */
export const chromiumPath =
  [process.env.CHROMIUM_PATH, "/usr/bin/chromium"].find((path) => path !== undefined && existsSync(path)) ?? null;

// A machine of a developer may go without; where all is to be tested, a missing browser is a failure.
if (chromiumPath === null && process.env.CI)
  throw new Error("run-in-browser: CI must have Chromium (Debian: chromium)");
if (chromiumPath === null) console.warn("Chromium is not installed: browser tests are SKIPPED.");

/** A page that may run scripts of its own server only: WebAssembly is refused. */
export const noWebAssembly = "script-src 'self'";

/** The page's own script where the module runs in a worker: hands its result on, and its errors. */
const startWorker = `
  const worker = new Worker("/module.js", { type: "module" });
  worker.onmessage = ({ data }) => (globalThis.result = data);
  worker.onerror = ({ message }) => {
    throw new Error(message);
  };
`;

/**
 * Runs a module in Chromium, bundled from the packages' sources, and returns what it leaves in `globalThis.result`.
 *
 * @param code TypeScript; `await` is allowed at its top.
 * @param options.folder From where its imports are resolved.
 * @param options.worker Whether it runs in a web worker of the page, not in the page; default false.
 * @param options.contentSecurityPolicy Of the page; default: none.
 * @throws Error if the page reports an error, or there is no result within 20 s.
 */
export async function runInBrowser(
  code: string,
  options: { readonly folder: string; readonly worker?: boolean; readonly contentSecurityPolicy?: string },
): Promise<unknown> {
  const contents = options.worker ? `${code}\npostMessage(globalThis.result);` : code;
  const bundle = await build({
    stdin: { contents, resolveDir: options.folder, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@beliefscope/source"],
    write: false,
  });
  const server = createServer((request, response) => {
    if (options.contentSecurityPolicy) response.setHeader("Content-Security-Policy", options.contentSecurityPolicy);
    const scripts = new Map([
      ["/module.js", bundle.outputFiles[0]!.text],
      ["/worker.js", startWorker],
    ]);
    const script = scripts.get(request.url!);
    response.setHeader("Content-Type", script === undefined ? "text/html" : "text/javascript");
    const first = options.worker ? "/worker.js" : "/module.js";
    response.end(script ?? `<!doctype html><script type="module" src="${first}"></script>`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const profile = await mkdtemp(join(tmpdir(), "beliefscope-browser-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath!,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const done = page.waitForFunction(() => "result" in globalThis, undefined, { timeout: 20_000 });
    await Promise.race([done, failed]);
    return await page.evaluate(() => (globalThis as unknown as { result: unknown }).result);
  } finally {
    await browser.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
  }
}
