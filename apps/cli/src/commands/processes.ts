import { processes } from "@beliefscope/hmm-core";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { jsonFlag } from "../flags.ts";
import { printJson } from "../print-json.ts";
import { textStyles, usesColour } from "../terminal.ts";
import { textTable } from "../text-table.ts";

/** `beliefscope processes`: the registry. */
export const processesCommand = buildCommand({
  docs: { brief: "List the processes of the registry, with their parameters" },
  parameters: {
    flags: { json: jsonFlag },
  },
  func(this: BeliefscopeContext, { json }: { readonly json: boolean }): void {
    const { terminal } = this;
    if (json) {
      const list = processes.map(({ create: _, ...definition }) => definition);
      printJson(terminal.stdout, { schemaVersion: 1, processes: list });
      return;
    }
    const { bold, dim } = textStyles(usesColour(terminal, terminal.stdout));
    const rows = processes.map(({ id, parameters, description }) => [
      bold(id),
      parameters.map(({ name, default: value }) => `${name}=${String(value)}`).join(","),
      dim(description),
    ]);
    const lines = textTable([{ title: "id" }, { title: "parameters (defaults)" }, { title: "what it is" }], rows);
    terminal.stdout.write(
      `${lines.join("\n")}\n\nA SPEC is id, id:name=value,… or a JSON file: beliefscope process mess3:x=.15,a=.6\n`,
    );
  },
});
