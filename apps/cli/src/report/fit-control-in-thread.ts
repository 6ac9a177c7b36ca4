import { Worker } from "node:worker_threads";
import type { SiteFit } from "@beliefscope/studies";
import { type ControlRequest, fitControlFile } from "./control-file.ts";
import type { ControlReply } from "./control-thread.ts";

/** A control at work. */
export type ControlFits = { readonly fits: Promise<readonly SiteFit[]>; stop(): Promise<unknown> };

/**
 * Measures a control in a thread of its own, beside the network. Run from the sources (in tests), it works in this
 * thread: Node starts no thread from TypeScript.
 */
export function fitControlInThread(request: ControlRequest): ControlFits {
  const { fits, stop } = import.meta.url.endsWith(".ts")
    ? { fits: fitControlFile(request), stop: () => Promise.resolve() }
    : startThread(request);
  fits.catch(() => undefined); // whoever awaits it hears of a failure; until then nobody may be listening
  return { fits, stop };
}

function startThread(request: ControlRequest): ControlFits {
  const worker = new Worker(new URL("./control-thread.js", import.meta.url), { workerData: request });
  const fits = new Promise<readonly SiteFit[]>((resolve, reject) => {
    worker.once("message", (reply: ControlReply) => {
      if ("fits" in reply) resolve(reply.fits);
      else reject(new Error(reply.error));
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      reject(new Error(`report: the control's thread must answer, got exit code ${String(code)}`));
    });
  });
  return { fits, stop: () => worker.terminate() };
}
