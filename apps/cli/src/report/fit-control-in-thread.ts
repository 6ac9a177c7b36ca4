import { Worker } from "node:worker_threads";
import type { SiteFit } from "@beliefscope/studies";
import type { ControlReply, ControlRequest } from "./control-thread.ts";

/** A control at work in another thread. */
export type ControlFits = { readonly fits: Promise<readonly SiteFit[]>; stop(): Promise<unknown> };

const isSource = import.meta.url.endsWith(".ts");

/** Runs `fitControl` in a thread of its own, so that network and control are measured side by side. */
export function fitControlInThread(request: ControlRequest): ControlFits {
  const worker = new Worker(new URL(isSource ? "./control-thread.ts" : "./control-thread.js", import.meta.url), {
    workerData: request,
    ...(isSource && { execArgv: ["--import", "tsx", "--conditions=@beliefscope/source"] }),
  });
  const fits = new Promise<readonly SiteFit[]>((resolve, reject) => {
    worker.once("message", (reply: ControlReply) => {
      if ("fits" in reply) resolve(reply.fits);
      else reject(new Error(`control: ${reply.error}`));
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      reject(new Error(`control: the thread must answer, got exit code ${String(code)}`));
    });
  });
  fits.catch(() => undefined); // whoever waits for it hears of it; nobody may be waiting yet
  return { fits, stop: () => worker.terminate() };
}
