#!/usr/bin/env node
import { runBeliefscope } from "./app.ts";

process.exitCode = await runBeliefscope(process.argv.slice(2), process);
