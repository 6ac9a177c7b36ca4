#!/usr/bin/env node
import { runBeliefscope } from "./app.ts";

// Whoever reads our output may stop reading (`| head`): that ends the command, quietly. Other failures to write say so.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && stream === process.stdout) {
      process.stderr.write(`beliefscope: output must be writable, got ${error.code ?? error.message}\n`);
    }
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}

process.exitCode = await runBeliefscope(process.argv.slice(2), process);
