import { parentPort, workerData } from "node:worker_threads";
import type { SiteFit } from "@beliefscope/studies";
import { type ControlRequest, fitControlFile } from "./control-file.ts";

/** What the thread answers, once. */
export type ControlReply = { readonly fits: readonly SiteFit[] } | { readonly error: string };

const reply: ControlReply = await fitControlFile(workerData as ControlRequest).then(
  (fits) => ({ fits }),
  (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
);
parentPort!.postMessage(reply);
