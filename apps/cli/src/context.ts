import type { CommandContext } from "@stricli/core";
import type { Terminal } from "./terminal.ts";

/** What every command gets: the streams and the environment. */
export type BeliefscopeContext = CommandContext & { readonly terminal: Terminal };
