import { createTensor } from "@beliefscope/tensor";
import { encodeNpy, encodeSafetensors } from "@beliefscope/tensor/files";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coin,
  createHmm,
  daysOfWeek,
  mess3,
  matchingParens,
  tokenReader,
  type TokenReaderOptions,
  tokenSequences,
} from "../index.ts";
import type { Hmm } from "../hmm.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a file cut at some places reads as; the pieces must follow one another without a gap. */
function read(
  file: Uint8Array | string,
  process: Hmm | null,
  { cuts = [], ...options }: TokenReaderOptions & { cuts?: readonly number[] } = {},
): { sequences: number[][]; names: readonly string[] | null } {
  const bytes = typeof file === "string" ? bytesOf(file) : file;
  const reader = tokenReader(process, options);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = ends.flatMap((end, i) => {
    const piece = bytes.slice(ends[i - 1] ?? 0, end);
    const found = reader.read(piece);
    piece.fill(0); // the reader keeps no memory of its caller's
    return found;
  });
  pieces.push(...reader.end());
  let [sequence, position] = [0, 0];
  for (const piece of pieces) {
    expect([piece.sequence, piece.position]).toEqual([sequence, position]);
    [sequence, position] = piece.ends ? [sequence + 1, 0] : [sequence, position + piece.tokens.length];
  }
  expect(position).toBe(0);
  return { sequences: tokenSequences(pieces).map((tokens) => [...tokens]), names: reader.names() };
}

const hmm = mess3({ x: 0.05, a: 0.85 });
const parens = matchingParens([1, 0.5, 0.5, 0.5]);

describe("tokenReader(process, options)", () => {
  it("reads ids, however separated and wherever the text is cut", () => {
    const separators = fc.constantFrom(" ", ",", ", ", "\t", "  ");
    const breaks = fc.constantFrom("\n", "\r\n", "\n\n", " \n");
    const sequences = fc.array(fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(
        sequences,
        separators,
        breaks,
        fc.boolean(),
        fc.array(fc.nat()),
        (tokens, between, end, last, cuts) => {
          const text = tokens.map((sequence) => sequence.join(between)).join(end) + (last ? end : "");
          expect(read(text, hmm, { cuts })).toEqual({ sequences: tokens, names: null });
          expect(read(text, null, { cuts, oneSequence: true }).sequences).toEqual([tokens.flat()]);
        },
      ),
      { seed: 1 },
    );
  });

  it("reads names, of any alphabet, cut anywhere within them", () => {
    const week = daysOfWeek();
    const text = "Mo Tmrw, Su\nWknd";
    for (let cut = 0; cut <= text.length; cut++) {
      const { sequences, names } = read(text, week, { cuts: [cut] });
      expect(sequences.map((tokens) => tokens.map((token) => week.tokenNames![token]))).toEqual([
        ["Mo", "Tmrw", "Su"],
        ["Wknd"],
      ]);
      expect(names).toEqual(week.tokenNames);
    }
    const dice = { ...hmm, tokenNames: ["1", "2", "三"] };
    for (let cut = 0; cut <= 7; cut++) {
      expect(read("三 2 1", dice, { asNames: true, cuts: [cut] }).sequences).toEqual([[2, 1, 0]]);
    }
  });

  it("without a process gives names their ids as they appear", () => {
    expect(read("b a b\nc a", null)).toEqual({ sequences: [[0, 1, 0], [2, 1]], names: ["b", "a", "c"] }); // prettier-ignore
    expect(read("7 7 2", null)).toEqual({ sequences: [[7, 7, 2]], names: null });
    expect(read("7 7 2", null, { asNames: true })).toEqual({ sequences: [[0, 0, 1]], names: ["7", "2"] });
  });

  it("skips a byte order mark", () => {
    expect(read("\uFEFF0 1", hmm).sequences).toEqual([[0, 1]]);
  });

  it("reads integers of NumPy files, cut anywhere", () => {
    const rows = encodeNpy(createTensor(Int32Array.of(0, 1, 2, 2, 1, 0), [2, 3]));
    for (let cut = 0; cut <= rows.length; cut++) {
      expect(read(rows, hmm, { cuts: [cut] })).toEqual({ sequences: [[0, 1, 2], [2, 1, 0]], names: null }); // prettier-ignore
    }
    expect(read(encodeNpy(createTensor(Uint8Array.of(5, 6), [2])), null).sequences).toEqual([[5, 6]]);
  });

  it.each([
    [
      "a token beyond the process",
      "0 1\n\n2 3",
      hmm,
      'tokens must be ids in [0, 3), got "3" at sequence 1, position 1 (line 3)',
    ],
    ["a negative number", "-1", hmm, 'tokens must be ids in [0, 3), got "-1" at sequence 0, position 0 (line 1)'],
    ["a fraction", "0 0.5", hmm, 'tokens must be ids in [0, 3), got "0.5" at sequence 0, position 1 (line 1)'],
    ["a NaN", "NaN 0", hmm, 'tokens must be ids in [0, 3), got "NaN"'],
    ["a number of 30 digits", "1".repeat(30), null, "tokens must be ids in [0, 2147483648), got"],
    ["a mistyped name", "Mo wknd", daysOfWeek(), "(did you mean Wknd?) at sequence 0, position 1"],
    ["names where there are none", "a b", hmm, 'tokens must be ids in [0, 3), got "a"'],
    [
      "an id after names",
      "( 1",
      parens,
      'tokens must be all ids or all names, got "1" after names at sequence 0, position 1',
    ],
    [
      "a name after ids",
      "0 )",
      parens,
      'tokens must be all ids or all names, got ")" after ids at sequence 0, position 1',
    ],
    ["an unknown word", "x", parens, 'tokens must be ids in [0, 2) or names among ( ), got "x"'],
    ["a fraction without a process", "0.5 0.5", null, 'tokens must be ids in [0, 2147483648), got "0.5"'],
    ["a name after ids without a process", "0 a", null, 'tokens must be all ids or all names, got "a" after ids'],
    ["nothing", "", hmm, "the file must hold at least one token, got none"],
    ["blank lines alone", "\n \n", hmm, "the file must hold at least one token, got none"],
    ["no separator", "a".repeat(2000), null, "tokens must be shorter than 1024 bytes"],
  ])("says what is wrong with %s, and where", (_, text, process, message) => {
    expect(() => read(text, process)).toThrow(message);
    expect(() => read(text, process, { cuts: [1, 2, 3, 4] })).toThrow(message);
    expect(() => read(text, process)).toThrow(/^tokenReader: /);
  });

  it.each([
    ["fractions", createTensor(Float64Array.of(0, 1), [2]), "tokens must be integers, got numbers of type f8"],
    [
      "three axes",
      createTensor(Uint8Array.of(1), [1, 1, 1]),
      "tokens must have shape [position] or [batch, position], got [1, 1, 1]",
    ],
    [
      "a token beyond the process",
      createTensor(Int32Array.of(0, 0, 0, 3), [2, 2]),
      "tokens must be in [0, 3), got 3 at sequence 1, position 1",
    ],
    ["a negative one", createTensor(Int32Array.of(-1), [1]), "got -1 at sequence 0, position 0"],
    ["no numbers", createTensor(Int32Array.of(), [0, 4]), "the file must hold at least one token, got none"],
    ["no numbers in a row", createTensor(Int32Array.of(), [4, 0]), "the file must hold at least one token, got none"],
  ])("says what is wrong with a NumPy file of %s", (_, tensor, message) => {
    expect(() => read(encodeNpy(tensor), hmm)).toThrow(message);
  });

  it("says that a NumPy file is cut short", () => {
    const file = encodeNpy(createTensor(Int32Array.of(0, 1), [2]));
    expect(() => read(file.subarray(0, file.length - 1), hmm)).toThrow(/must not end 1 numbers too soon/);
  });

  it("says of JSON and safetensors that they are none of its formats, and how to make one", () => {
    const rule =
      "tokenReader: the file must be text or .npy, as `--format text` and `--format npy` of `beliefscope sample` write them, got";
    const json = new TextEncoder().encode('{\n  "schemaVersion": 1, "tokens": [[0, 1]]\n}\n');
    expect(() => tokenReader(coin({ p: 0.5 })).read(json)).toThrow(`${rule} JSON`);
    const safetensors = encodeSafetensors({ tokens: createTensor(Int32Array.of(0, 1), [1, 2]) });
    expect(() => tokenReader(coin({ p: 0.5 })).read(safetensors)).toThrow(`${rule} safetensors`);
    const braces = createHmm({ labeledTransitions: [[[0.5]], [[0.5]]], tokenNames: ["{", "}"] });
    expect(tokenReader(braces).read(new TextEncoder().encode("{ } {\n"))[0]!.tokens).toEqual(Int32Array.of(0, 1, 0));
  });

  it("says that a process without names cannot be read by names", () => {
    expect(() => tokenReader(mess3(), { asNames: true }).read(bytesOf("0 1\n"))).toThrow(
      'tokenReader: names must be those of the process, which has none, got "0" at sequence 0, position 0 (line 1)',
    );
  });
});
