import { readFileSync } from "node:fs";
import { buildModel, encodeModel, FormatError, mapWeights } from "@beliefscope/onnx-graph";
import "@beliefscope/testkit";
import * as runtime from "onnxruntime-node";
import { afterEach, describe, expect, it } from "vitest";
import { createOnnxSource, type OnnxSource, type OnnxSourceOptions } from "../src/onnx-source.ts";
import { type Toy, toyFile, toyTransformer } from "./onnx-toy.ts";

type Values = { readonly shape: number[]; readonly data: number[] };
const fixture = (name: string): Uint8Array => {
  return readFileSync(new URL(`../../onnx-graph/test/fixtures/${name}`, import.meta.url));
};
/** What PyTorch computes in the network of both files. */
const expected = JSON.parse(Buffer.from(fixture("activations.json")).toString()) as {
  readonly tokens: Values;
  readonly hooks: Record<string, Values>;
};
const files = ["torchscript-13.onnx", "dynamo-18.onnx"];
const tokens = { shape: expected.tokens.shape, data: Int32Array.from(expected.tokens.data) };

const opened: OnnxSource[] = [];
async function open(bytes: Uint8Array, options: Omit<OnnxSourceOptions, "runtime"> = {}): Promise<OnnxSource> {
  const source = await createOnnxSource(bytes, { runtime, ...options });
  opened.push(source);
  return source;
}
const openToy = (toy: Toy = {}, options: Omit<OnnxSourceOptions, "runtime"> = {}) => open(toyFile(toy), options);
afterEach(async () => {
  for (const source of opened.splice(0)) await source.dispose();
});

const rows = (...words: readonly number[][]) => ({
  shape: [words.length, words[0]!.length],
  data: Int32Array.from(words.flat()),
});

describe("createOnnxSource(bytes, {runtime}).run(tokens, capture)", () => {
  it.each(files)("reads PyTorch's own activations out of %s, to 1e-5", async (name) => {
    const source = await open(fixture(name));
    const { logits, hooks, priorLogits } = await source.run(tokens, source.hookNames);
    expect([...hooks.keys()]).toEqual(Object.keys(expected.hooks).filter((hook) => hook !== "logits"));
    for (const [hook, { shape, data }] of [["logits", logits] as const, ...hooks]) {
      expect([hook, shape]).toEqual([hook, expected.hooks[hook]!.shape]);
      expect(data).toBeCloseToArray(expected.hooks[hook]!.data, { atol: 1e-5 });
    }
    expect(priorLogits).toBeUndefined();
    expect(source).toMatchObject({ vocabularySize: 5, context: 7, notes: [] });
  });

  it.each(files)("leaves the outputs of %s as they are, and sees that it doesn't read ahead", async (name) => {
    const source = await open(fixture(name));
    expect(await source.maxOutputDelta(tokens)).toBe(0);
    expect(await source.checkCausal(tokens)).toBeLessThan(1e-6);
  });

  it("prepends BOS and drops its position, as query and as key", async () => {
    const bos = 4;
    const plain = await open(fixture("torchscript-13.onnx"));
    const source = await open(fixture("torchscript-13.onnx"), { bos });
    const hook = "blocks.1.hook_resid_post";
    const pattern = "blocks.1.attn.hook_pattern";
    const long = await plain.run(rows([bos, 1, 0, 2], [bos, 3, 3, 1]), [hook, pattern]);
    const short = await source.run(rows([1, 0, 2], [3, 3, 1]), [hook, pattern]);
    expect(short.logits.shape).toEqual([2, 3, 5]);
    expect(short.priorLogits).toEqual(long.logits.data.slice(0, 5));
    for (let row = 0; row < 2; row++) {
      const own = short.hooks.get(hook)!.data.slice(row * 24, (row + 1) * 24);
      expect(own).toEqual(long.hooks.get(hook)!.data.slice(row * 32 + 8, (row + 1) * 32));
    }
    const { shape, data } = short.hooks.get(pattern)!;
    expect(shape).toEqual([2, 2, 3, 3]);
    for (let head = 0; head < 4; head++) {
      for (let query = 0; query < 3; query++) {
        for (let key = 0; key < 3; key++) {
          const whole = long.hooks.get(pattern)!.data[head * 16 + (query + 1) * 4 + key + 1];
          expect(data[head * 9 + query * 3 + key]).toBe(whole);
        }
      }
    }
    expect(source.context).toBe(6);
  });

  it("maps tokens to the model's ids, and says which columns the logits have", async () => {
    const plain = await open(fixture("dynamo-18.onnx"));
    const source = await open(fixture("dynamo-18.onnx"), { tokenMap: [3, 0, 4] });
    expect((await source.run(rows([0, 1, 2]), [])).logits).toEqual((await plain.run(rows([3, 0, 4]), [])).logits);
    expect(source.tokenIds).toEqual([3, 0, 4]);
    expect(plain.tokenIds).toBeUndefined();
  });

  it("gives each row what it gives alone, over several runs", async () => {
    const source = await openToy();
    const count = 1100;
    const data = Int32Array.from({ length: count * 4 }, (_, i) => (i * i + Math.floor(i / 7)) % 3);
    const hook = "blocks.0.attn.hook_pattern";
    const all = await source.run({ shape: [count, 4], data }, [hook]);
    expect(all.hooks.get(hook)!.shape).toEqual([count, 1, 4, 4]);
    for (const row of [0, 511, 512, 1099]) {
      const alone = await source.run({ shape: [1, 4], data: data.slice(row * 4, row * 4 + 4) }, [hook]);
      expect(all.logits.data.slice(row * 12, row * 12 + 12)).toBeCloseToArray(alone.logits.data, { atol: 1e-6 });
      const pattern = all.hooks.get(hook)!.data.slice(row * 16, row * 16 + 16);
      expect(pattern).toBeCloseToArray(alone.hooks.get(hook)!.data, { atol: 1e-6 });
    }
  });

  it("reads int32 ids, and runs a model of fixed batch and length", async () => {
    const words = rows([0, 1, 2, 1], [2, 2, 0, 1], [1, 0, 0, 2]);
    const free = await (await openToy()).run(words, ["blocks.1.hook_resid_post"]);
    const int32 = await (await openToy({ tokenType: "int32" })).run(words, ["blocks.1.hook_resid_post"]);
    const fixed = await openToy({ batch: 2, length: 4 });
    const padded = await fixed.run(words, ["blocks.1.hook_resid_post"]);
    expect(int32).toEqual(free);
    expect(padded.logits.shape).toEqual([3, 4, 3]);
    expect(padded.logits.data).toBeCloseToArray(free.logits.data, { atol: 1e-6 });
    await expect(fixed.run(rows([0, 1, 2]), [])).rejects.toThrow(
      "run: tokens must have the model's fixed length of 4 positions, got 3",
    );
  });

  it("notices a model that reads ahead", async () => {
    const source = await openToy();
    expect(await source.checkCausal(rows([0, 1, 2, 1]))).toBeGreaterThan(1e-3);
  });

  it("takes hooks by the name of a tensor or of another hook, beside those that it recognises, in the order of the graph", async () => {
    const source = await openToy(
      { blocks: 1 },
      { hooks: { "blocks.0.attn.hook_z": "z.0", hook_embed: "blocks.0.hook_resid_pre" } },
    );
    expect(source.hookNames.slice(0, 4)).toEqual([
      "hook_embed",
      "blocks.0.hook_resid_pre",
      "blocks.0.attn.hook_pattern",
      "blocks.0.attn.hook_z",
    ]);
    const { hooks } = await source.run(rows([0, 1]), ["hook_embed", "blocks.0.hook_resid_pre"]);
    expect(hooks.get("hook_embed")).toEqual(hooks.get("blocks.0.hook_resid_pre"));
  });
});

describe("createOnnxSource(bytes, {runtime}).run(tokens, capture, edits)", () => {
  const hook = "blocks.1.hook_resid_post";
  const pattern = "blocks.0.attn.hook_pattern";

  it.each(files)("goes on in %s with what it is given, and changes nothing before", async (name) => {
    const source = await open(fixture(name));
    const own = await source.run(tokens, source.hookNames);
    const given = { ...own.hooks.get(pattern)!, data: own.hooks.get(pattern)!.data.map((_, i) => (i % 3) / 5) };
    const { hooks, logits } = await source.run(tokens, source.hookNames, new Map([[pattern, given]]));
    expect(source.editableHooks).toEqual(source.hookNames);
    expect(hooks.get(pattern)).toEqual(given);
    const at = source.hookNames.indexOf(pattern);
    for (const earlier of source.hookNames.slice(0, at)) expect(hooks.get(earlier)).toEqual(own.hooks.get(earlier));
    for (const later of source.hookNames.slice(at + 1)) expect(hooks.get(later)).not.toEqual(own.hooks.get(later));
    expect(logits).not.toEqual(own.logits);
  });

  it("takes what comes after an edit from it alone, be it one hook or two", async () => {
    const source = await open(fixture("torchscript-13.onnx"));
    const other = rows([1, 0, 2, 3], [4, 4, 0, 1]);
    const theirs = await source.run(other, [pattern, hook]);
    const words = rows([0, 3, 3, 1], [2, 1, 0, 0]);
    const last = new Map([[hook, theirs.hooks.get(hook)!]]);
    expect((await source.run(words, [], last)).logits).toEqual(theirs.logits);
    const both = new Map([...last, [pattern, theirs.hooks.get(pattern)!]]);
    expect((await source.run(words, [], both)).logits).toEqual(theirs.logits);
    expect((await source.run(words, [])).logits).not.toEqual(theirs.logits); // and the next run is as ever
  });

  it("computes nothing new of what it computed itself, over many batches, of fixed size too", async () => {
    const count = 700;
    const data = Int32Array.from({ length: count * 4 }, (_, i) => (i * i + Math.floor(i / 7)) % 3);
    const words = { shape: [count, 4], data };
    for (const source of [await openToy(), await openToy({ batch: 64, length: 4 })]) {
      const { hooks, logits } = await source.run(words, [pattern, hook]);
      for (const name of [pattern, hook]) {
        const edited = await source.run(words, [], new Map([[name, hooks.get(name)!]]));
        expect(edited.logits.data).toBeCloseToArray(logits.data, { atol: 1e-6 });
      }
    }
  });

  it("leaves BOS its own, and pays it what the rows of a pattern lack of 1", async () => {
    const bos = 4;
    const plain = await open(fixture("torchscript-13.onnx"));
    const source = await open(fixture("torchscript-13.onnx"), { bos });
    const words = rows([1, 0, 2], [3, 3, 1]);
    const own = await source.run(words, [pattern, hook]);
    for (const name of [pattern, hook]) {
      const same = await source.run(words, [], new Map([[name, own.hooks.get(name)!]]));
      expect(same.logits.data).toBeCloseToArray(own.logits.data, { atol: 1e-6 });
      expect(same.priorLogits!).toBeCloseToArray(own.priorLogits!, { atol: 1e-6 });
    }
    // Half of every token's attention goes to itself, half to BOS; and the same spelled out for the model without BOS.
    const half = Float32Array.from({ length: 2 * 2 * 3 * 3 }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 0.5 : 0));
    const whole = Float32Array.from({ length: 2 * 2 * 4 * 4 }, (_, i) => {
      const [query, key] = [Math.floor(i / 4) % 4, i % 4];
      return query === 0 ? Number(key === 0) : key === 0 || key === query ? 0.5 : 0;
    });
    const short = await source.run(words, [hook], new Map([[pattern, { shape: [2, 2, 3, 3], data: half }]]));
    const long = await plain.run(
      rows([bos, 1, 0, 2], [bos, 3, 3, 1]),
      [hook],
      new Map([[pattern, { shape: [2, 2, 4, 4], data: whole }]]),
    );
    const residual = long.hooks.get(hook)!;
    for (let row = 0; row < 2; row++) {
      const expected = residual.data.slice(row * 32 + 8, (row + 1) * 32);
      expect(short.hooks.get(hook)!.data.slice(row * 24, (row + 1) * 24)).toBeCloseToArray(expected, { atol: 1e-6 });
    }
  });

  it("throws a RangeError for a hook that can't be replaced, and for a value of the wrong shape or not finite", async () => {
    const source = await openToy();
    const run = (name: string, shape: number[], data: Float32Array) =>
      source.run(rows([0, 1]), [], new Map([[name, { shape, data }]]));
    await expect(run("hook_unembed", [1], Float32Array.of(1))).rejects.toThrow(
      /^run: edits must be of hooks that can be replaced \(hook_embed, .*\), got "hook_unembed"$/,
    );
    await expect(run(pattern, [1, 1, 3, 3], new Float32Array(9))).rejects.toThrow(
      `run: the edit of ${pattern} must have shape [1, 1, 2, 2], got [1, 1, 3, 3] of 9`,
    );
    await expect(run(hook, [1, 2, 4], new Float32Array(8).fill(NaN))).rejects.toThrow(
      `run: the edit of ${hook} must be finite, got NaN`,
    );
  });
});

describe("a source says what is wrong with", () => {
  it.each([
    [
      "a token outside the vocabulary",
      rows([0, 5]),
      [],
      "run: token must be in [0, 5), the model's vocabulary of 5 ids, got 5 at row 0, position 1",
    ],
    [
      "a negative token",
      rows([0, 1], [-1, 0]),
      [],
      "run: token must be in [0, 5), the model's vocabulary of 5 ids, got -1 at row 1, position 0",
    ],
    [
      "more positions than the context",
      rows([0, 0, 0, 0, 0, 0, 0, 0]),
      [],
      "run: tokens must fit the model's context of 7 positions, got 8",
    ],
    [
      "tokens of another shape",
      { shape: [2], data: Int32Array.of(0, 1) },
      [],
      "run: tokens must have shape [batch, position], got [2] of 2",
    ],
    [
      "no tokens",
      { shape: [0, 2], data: new Int32Array(0) },
      [],
      "run: tokens must have shape [batch, position], got [0, 2] of 0",
    ],
    [
      "a hook that isn't there",
      rows([0, 1]),
      ["blocks.1.hook_resid_pst"],
      'got "blocks.1.hook_resid_pst" (did you mean "blocks.1.hook_resid_post"',
    ],
  ])("%s", async (_, words, capture, message) => {
    const source = await open(fixture("torchscript-13.onnx"));
    const run = source.run(words, capture);
    await expect(run).rejects.toThrow(RangeError);
    await expect(run).rejects.toThrow(message);
  });

  it.each<[string, Omit<OnnxSourceOptions, "runtime">, string]>([
    ["a BOS outside the vocabulary", { bos: 5 }, "createOnnxSource: bos must be an id in [0, 5), got 5"],
    [
      "a token map outside the vocabulary",
      { tokenMap: [0, 7] },
      "tokenMap must hold different ids in [0, 5), got [0, 7]",
    ],
    ["a token map that repeats", { tokenMap: [1, 1] }, "tokenMap must hold different ids in [0, 5), got [1, 1]"],
    ["no threads", { threads: 0 }, "threads must be a positive integer, got 0"],
    [
      "a hook of no tensor",
      { hooks: { hook_embed: "/embed/Gather" } },
      'hook "hook_embed" must name a tensor of the model, got "/embed/Gather" (did you mean "/embed/Gather_output_0"',
    ],
    [
      "a hook of another shape",
      { hooks: { hook_embed: "embed.weight" } },
      'hook "hook_embed" must have shape [batch, position, width], got "embed.weight" of [5, 8]',
    ],
  ])("%s", async (_, options, message) => {
    const create = createOnnxSource(fixture("torchscript-13.onnx"), { runtime, ...options });
    await expect(create).rejects.toThrow(RangeError);
    await expect(create).rejects.toThrow(message);
  });

  it("activations that are not finite", async () => {
    const bytes = mapWeights(toyFile(), ({ name, data }) => (name === "W_E" ? data.map(() => NaN) : data));
    const source = await open(bytes);
    await expect(source.run(rows([0, 1]), ["hook_embed"])).rejects.toThrow(
      'run: the model\'s logits must be finite, got NaN in tensor "logits"',
    );
    await expect(source.maxOutputDelta(rows([0, 1]))).rejects.toThrow('maxOutputDelta: output "logits" must be finite');
  });

  it("a call after dispose", async () => {
    const source = await openToy();
    await source.dispose();
    await source.dispose();
    await expect(source.run(rows([0, 1]), [])).rejects.toThrow(
      "run: the source must be open, got a call after dispose",
    );
  });

  it("files that are not language models", async () => {
    const image = encodeModel(
      buildModel({
        inputs: [{ name: "pixels", type: "float32", shape: ["batch", 28, 28] }],
        outputs: [{ name: "classes", type: "float32", shape: ["batch", 10] }],
        nodes: [{ op: "Exp", inputs: ["pixels"], outputs: ["classes"] }],
      }),
    );
    await expect(open(image)).rejects.toThrow(
      'the model must have one input, token ids of shape [batch, position] in int64 or int32, got "pixels" (float32 [batch, 28, 28])',
    );
    await expect(open(fixture("dynamo-18.onnx").subarray(0, 5000))).rejects.toThrow(FormatError);
  });

  it("weights that are in another file", async () => {
    const model = toyTransformer();
    const tensor = model.graph.initializer.find(({ name }) => name === "W_U")!;
    tensor.dataLocation = 1;
    tensor.rawData = new Uint8Array(0);
    tensor.externalData = [{ $typeName: "onnx.StringStringEntryProto", key: "location", value: "toy.data" }];
    await expect(open(encodeModel(model))).rejects.toThrow(
      'the weights must be inside the file (export with external_data=False), got "W_U" in "toy.data"',
    );
  });

  it("a model that the runtime refuses, in one line", async () => {
    const bytes = encodeModel(
      buildModel({
        inputs: [{ name: "tokens", type: "int64", shape: ["batch", "length"] }],
        outputs: [{ name: "logits", type: "float32" }],
        nodes: [{ op: "NoSuchOperator", inputs: ["tokens"], outputs: ["logits"] }],
      }),
    );
    await expect(open(bytes)).rejects.toThrow(
      /^createOnnxSource: onnxruntime must accept the model, got ".*NoSuchOperator.*"$/,
    );
  });
});
