import { readFileSync } from "node:fs";
import { buildApplication, buildRouteMap, ExitCode, help, type RouteMap, run, text_en, version } from "@stricli/core";
import { animateCommand } from "./commands/animate.ts";
import { attentionLawCommand } from "./commands/attention-law.ts";
import { beliefsCommand } from "./commands/beliefs.ts";
import { compareCommand } from "./commands/compare.ts";
import { fitCommand } from "./commands/fit.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { ladderCommand } from "./commands/ladder.ts";
import { processCommand } from "./commands/process.ts";
import { processesCommand } from "./commands/processes.ts";
import { reportCommand } from "./commands/report.ts";
import { sampleCommand } from "./commands/sample.ts";
import type { BeliefscopeContext } from "./context.ts";
import { InterruptedError } from "./interrupted-error.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const { version: currentVersion } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const routes: RouteMap<BeliefscopeContext> = buildRouteMap({
  routes: {
    report: reportCommand,
    compare: compareCommand,
    attentionLaw: attentionLawCommand,
    processes: processesCommand,
    process: processCommand,
    sample: sampleCommand,
    beliefs: beliefsCommand,
    fit: fitCommand,
    ladder: ladderCommand,
    inspect: inspectCommand,
    animate: animateCommand,
  },
  docs: {
    brief: "See, measure and take apart how sequence models track what they believe.",
  },
});

const formatting = {
  caseStyle: "convert-camel-to-kebab",
  onlyRequiredInUsageLine: false,
  useAliasInUsageLine: false,
} as const;

const application = buildApplication(
  routes,
  {
    name: "beliefscope",
    determineExitCode,
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    localization: { text: { ...text_en, exceptionWhileRunningCommand: (error) => `beliefscope: ${message(error)}` } },
  },
  {
    help: help({ brief: "Show this help", formatting }),
    version: version({ brief: "Show the version", info: { currentVersion } }),
  },
);

/**
 * Runs the command line.
 *
 * @param args The arguments after the program's name.
 * @param terminal Where to write.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
 */
export async function runBeliefscope(args: readonly string[], terminal: Terminal): Promise<number> {
  const process: { exitCode?: number } & Terminal = { ...terminal };
  const context = { terminal, process };
  await run(application, args.length > 0 ? args : ["--help"], context);
  const { exitCode = ExitCode.Success } = process;
  const usage: readonly number[] = [ExitCode.InvalidArgument, ExitCode.UnknownCommand];
  if (usage.includes(exitCode)) return 2;
  return exitCode === ExitCode.Success || exitCode === INTERRUPTED ? exitCode : 1;
}

const INTERRUPTED = 130;

function determineExitCode(error: unknown): number {
  if (error instanceof UsageError) return ExitCode.InvalidArgument;
  return error instanceof InterruptedError ? INTERRUPTED : ExitCode.CommandRunError;
}

/** One line that says what is wrong. */
function message(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/\s*\n\s*/g, " ") : String(error);
}
