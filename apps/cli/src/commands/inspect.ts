import { decodeModel, listValues } from "@beliefscope/onnx-graph";
import { recogniseHooks } from "@beliefscope/interp-probes";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { jsonFlag } from "../flags.ts";
import { loadModel } from "../load-model.ts";
import { printJson } from "../print-json.ts";
import { textStyles, usesColour } from "../terminal.ts";
import { textTable } from "../text-table.ts";

/** `beliefscope inspect FILE.onnx`: what is inside a model, and which of it can be probed. */
export const inspectCommand = buildCommand({
  docs: { brief: "List the inputs, outputs, inner values and recognised hooks of an ONNX model" },
  parameters: {
    flags: { json: jsonFlag },
    positional: { kind: "tuple", parameters: [{ brief: "ONNX model", parse: String, placeholder: "FILE.onnx" }] },
  },
  async func(this: BeliefscopeContext, { json }: { readonly json: boolean }, file: string): Promise<void> {
    const { terminal } = this;
    const { bytes, sha256 } = await loadModel(file);
    const model = decodeModel(bytes);
    const values = listValues(model);
    const { hooks, notes } = recogniseHooks(model);
    if (json) {
      printJson(terminal.stdout, { schemaVersion: 1, file, sha256, values, hooks: Object.fromEntries(hooks), notes });
      return;
    }
    const { bold, dim } = textStyles(usesColour(terminal, terminal.stdout));
    const hookOf = new Map([...hooks].map(([hook, value]) => [value, hook]));
    const rows = values.map(({ name, kind, type, shape, producer }) => [
      dim(kind),
      name,
      `${type ?? "?"}${shape ? ` [${shape.map((size) => size ?? "?").join(", ")}]` : ""}`,
      producer?.opType ?? "",
      bold(hookOf.get(name) ?? ""),
    ]);
    const lines = textTable(
      [{ title: "" }, { title: "name" }, { title: "type" }, { title: "from" }, { title: "hook" }],
      rows,
    );
    terminal.stdout.write(`${[...lines, "", ...notes.map((note) => dim(note))].join("\n")}\n`);
  },
});
