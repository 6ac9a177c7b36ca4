import { readFileSync } from "node:fs";
import { buildModel, decodeModel, type OnnxModel } from "@beliefscope/onnx-graph";
import { describe, expect, it } from "vitest";
import { recogniseHooks } from "../src/onnx-hooks.ts";
import { toyTransformer } from "./onnx-toy.ts";

function readFixture(name: string): OnnxModel {
  return decodeModel(readFileSync(new URL(`../../onnx-graph/test/fixtures/${name}`, import.meta.url)));
}

/** The same graph with its inner values called v1, v2, ..., and nothing said of where they come from. */
function anonymous(model: OnnxModel): { model: OnnxModel; nameOf: (renamed: string) => string } {
  const names = model.graph.node.flatMap(({ output }) => output).filter((name) => name !== "logits");
  const renamed = new Map(names.map((name, i) => [name, `v${i + 1}`]));
  const original = new Map([...renamed].map(([name, v]) => [v, name]));
  for (const node of model.graph.node) {
    node.name = "";
    node.metadataProps = [];
    node.input = node.input.map((name) => renamed.get(name) ?? name);
    node.output = node.output.map((name) => renamed.get(name) ?? name);
  }
  model.graph.valueInfo = [];
  return { model, nameOf: (name) => original.get(name) ?? name };
}

const toyHooks = (model: OnnxModel): Record<string, string> => Object.fromEntries(recogniseHooks(model).hooks);
const notesOf = (model: OnnxModel): readonly string[] => recogniseHooks(model).notes;

const block = (i: number): Record<string, string> => ({
  [`blocks.${i}.attn.hook_pattern`]: `pattern.${i}`,
  [`blocks.${i}.hook_resid_mid`]: `mid.${i}`,
  [`blocks.${i}.mlp.hook_post`]: `hidden.${i}`,
  [`blocks.${i}.hook_resid_post`]: `post.${i}`,
});
const whole = {
  hook_embed: "embed",
  "blocks.0.hook_resid_pre": "sum",
  ...block(0),
  ...block(1),
  "ln_final.hook_normalized": "final",
};

describe("recogniseHooks(model) of PyTorch's exports", () => {
  const torchscript = {
    hook_embed: "/embed/Gather_output_0",
    "blocks.0.hook_resid_pre": "/Add_output_0",
    "blocks.0.attn.hook_pattern": "/blocks.0/attn/Softmax_output_0",
    "blocks.0.hook_resid_mid": "/blocks.0/Add_output_0",
    "blocks.0.mlp.hook_post": "/blocks.0/act/Mul_1_output_0",
    "blocks.0.hook_resid_post": "/blocks.0/Add_1_output_0",
    "blocks.1.attn.hook_pattern": "/blocks.1/attn/Softmax_output_0",
    "blocks.1.hook_resid_mid": "/blocks.1/Add_output_0",
    "blocks.1.mlp.hook_post": "/blocks.1/act/Mul_1_output_0",
    "blocks.1.hook_resid_post": "/blocks.1/Add_1_output_0",
    "ln_final.hook_normalized": "/ln_final/Add_1_output_0",
  };

  it("finds every place, in the order of the forward pass, and the sizes of both tables", () => {
    const { hooks, numTokens, context, notes } = recogniseHooks(readFixture("torchscript-13.onnx"));
    expect([...hooks]).toEqual(Object.entries(torchscript));
    expect({ numTokens, context, notes }).toEqual({ numTokens: 5, context: 7, notes: [] });
  });

  it.each(["torchscript-13.onnx", "dynamo-18.onnx"])(
    "finds the same places in %s when its values have no names",
    (name) => {
      const { model, nameOf } = anonymous(readFixture(name));
      const found = [...recogniseHooks(model).hooks].map(([hook, value]) => [hook, nameOf(value)]);
      expect(found).toEqual([...recogniseHooks(readFixture(name)).hooks]);
      expect(found.map(([hook]) => hook)).toEqual(Object.keys(torchscript));
    },
  );
});

describe("recogniseHooks(model) by structure", () => {
  it.each(["operator", "spelled out", "rms"] as const)("reads norms as %s", (norm) => {
    expect(toyHooks(toyTransformer({ norm }))).toEqual(whole);
  });

  it("counts one block per attention where there are no MLPs", () => {
    expect(toyHooks(toyTransformer({ mlp: false, norm: "none", blocks: 3 }))).toEqual({
      hook_embed: "embed",
      "blocks.0.hook_resid_pre": "sum",
      "blocks.0.attn.hook_pattern": "pattern.0",
      "blocks.0.hook_resid_post": "post.0",
      "blocks.1.attn.hook_pattern": "pattern.1",
      "blocks.1.hook_resid_post": "post.1",
      "blocks.2.attn.hook_pattern": "pattern.2",
      "blocks.2.hook_resid_post": "post.2",
    });
  });

  it("leaves out the final norm where there is none", () => {
    const { "ln_final.hook_normalized": _, ...rest } = whole;
    expect(toyHooks(toyTransformer({ finalNorm: false }))).toEqual(rest);
  });

  it("begins the stream at the embedding where no positions are added", () => {
    const model = toyTransformer({ positions: false });
    expect(toyHooks(model)).toEqual({ ...whole, "blocks.0.hook_resid_pre": "embed" });
    expect(recogniseHooks(model).context).toBeNull();
  });

  it.each(["operator", "spelled out"] as const)(
    "reads the stream after norms that follow the additions (%s)",
    (norm) => {
      const model = toyTransformer({ order: "post", norm, finalNorm: false });
      const { "ln_final.hook_normalized": _, ...rest } = whole;
      expect(toyHooks(model)).toEqual(rest);
      expect(notesOf(model)).toEqual(["norms follow the additions: the residual stream is read after each norm"]);
    },
  );

  it("notes that fused attention hides its pattern, and finds the rest", () => {
    const model = toyTransformer({ attention: "fused", blocks: 1 });
    const { "blocks.0.attn.hook_pattern": _, ...rest } = block(0);
    expect(toyHooks(model)).toEqual({
      hook_embed: "embed",
      "blocks.0.hook_resid_pre": "sum",
      ...rest,
      "ln_final.hook_normalized": "final",
    });
    expect(notesOf(model)).toEqual([
      "blocks.0 computes attention in one GroupQueryAttention operator: its pattern is hidden",
    ]);
  });

  it("notes that heads in separate tensors are not hooked", () => {
    const model = toyTransformer({ attention: "split", blocks: 1 });
    expect(recogniseHooks(model).hooks.has("blocks.0.attn.hook_pattern")).toBe(false);
    expect(notesOf(model)).toEqual(["blocks.0 has 2 attention patterns in separate tensors: none is hooked"]);
  });

  it("finds no hooks, and says so, where integers aren't looked up in a table", () => {
    const model = buildModel({
      inputs: [{ name: "x", type: "int64" }],
      outputs: [{ name: "y", type: "float32" }],
      nodes: [{ op: "Cast", inputs: ["x"], outputs: ["y"], attributes: { to: { int: 1 } } }],
    });
    expect(recogniseHooks(model)).toMatchObject({ hooks: new Map(), numTokens: null, context: null });
    expect(notesOf(model)[0]).toContain("no embedding of an integer input was found");
  });
});
