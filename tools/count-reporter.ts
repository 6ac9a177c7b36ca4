import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Ends a test run with one plain line, `N passed, N failed`, over all projects. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandled.length;
    let skipped = 0;
    for (const module of modules) {
      if (module.errors().length > 0) failed++; // a file that could not be collected
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") failed++;
        else skipped++;
      }
    }
    const skips = skipped > 0 ? `, ${String(skipped)} skipped` : "";
    process.stdout.write(`\n${String(passed)} passed, ${String(failed)} failed${skips}\n`);
  }
}
