import type { Output } from "./terminal.ts";

/** Tells how far a long job is; `done` ends the line. */
export type Progress = {
  /**
   * @param fraction How much of the stage is done, in [0, 1]; null if nobody knows.
   * @param detail What changes within the stage; only shown on a terminal.
   */
  update(stage: string, fraction: number | null, detail?: string): void;
  done(): void;
};

const patience = 1000; // ms before anything is said

/**
 * Progress on stderr for jobs that take over a second: one line that is rewritten on a terminal, one line a stage elsewhere.
 *
 * @param now A clock in milliseconds.
 */
export function createProgress(output: Output, now: () => number = () => performance.now()): Progress {
  const start = now();
  let lastDrawn = start;
  let lastStage = "";
  let drawn = false;
  return {
    update(stage, fraction, detail = "") {
      const time = now();
      if (time - start < patience) return;
      if (output.isTTY) {
        if (stage === lastStage && time - lastDrawn < 100 && (fraction ?? 0) < 1) return;
        const elapsed = `(${((time - start) / 1000).toFixed(0)} s)`;
        const words = [
          ...(fraction === null ? [] : [bar(fraction)]),
          stage,
          ...(detail === "" ? [] : [detail]),
          elapsed,
        ];
        output.write(`\r\x1b[2K${words.join(" ")}`);
        drawn = true;
      } else if (stage !== lastStage) {
        output.write(`${stage} …\n`);
      }
      lastStage = stage;
      lastDrawn = time;
    },
    done() {
      if (drawn) output.write("\r\x1b[2K");
    },
  };
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(Math.max(fraction, 0), 1) * 20);
  return "━".repeat(full) + "─".repeat(20 - full);
}
