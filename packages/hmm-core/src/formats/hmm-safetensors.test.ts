import { createTensor } from "@beliefscope/tensor";
import { decodeSafetensors, encodeSafetensors } from "@beliefscope/tensor/files";
import { describe, expect, it } from "vitest";
import { daysOfWeek, hmmFromJson, hmmFromSafetensors, hmmToJson, hmmToSafetensors, moon, processes } from "../index.ts";

const transitions = createTensor(Float64Array.of(0.75, 0.25), [2, 1, 1]);

describe("hmmToSafetensors(hmm) and hmmFromSafetensors(bytes)", () => {
  it("give every registered process back bit by bit", () => {
    for (const definition of processes) {
      const hmm = definition.create();
      expect(hmmFromSafetensors(hmmToSafetensors(hmm))).toEqual(hmm);
    }
  });

  it("keep shapes, names and schema where other readers find them", () => {
    const { tensors, metadata } = decodeSafetensors(hmmToSafetensors(moon()));
    expect(tensors.labeled_transitions?.shape).toEqual([3, 3, 3]);
    expect(tensors.right_vector?.shape).toEqual([3]);
    expect(metadata).toEqual({ schema: "beliefscope-hmm/1", name: "moon", token_names: '["a","b","c"]' });
    expect(hmmFromSafetensors(hmmToSafetensors(daysOfWeek())).stateNames?.[6]).toBe("Su");
  });

  it("read files of others: F32, nothing but the transitions", () => {
    const single = createTensor(Float32Array.of(0.75, 0.25), [2, 1, 1]);
    expect(hmmFromSafetensors(encodeSafetensors({ labeled_transitions: single }))).toMatchObject({
      name: "hmm",
      numTokens: 2,
      initialBelief: Float64Array.of(1),
    });
  });

  it.each([
    [{}, {}, "hmmFromSafetensors: tensors must have labeled_transitions, got []"],
    [{ labeled_transitions: createTensor(Int32Array.of(1), [1, 1, 1]) }, {}, "labeled_transitions must be of type F64 or F32, got integers"],
    [{ labeled_transitions: transitions }, { schema: "x/2" }, 'schema must be "beliefscope-hmm/1", got "x/2"'],
    [{ labeled_transitions: transitions }, { token_names: "a, b" }, "token_names must be a JSON list of strings"],
    [{ labeled_transitions: transitions }, { token_names: "3" }, "createHmm: tokenNames must be an array of strings"],
    [{ labeled_transitions: createTensor(Float64Array.of(0.5), [1, 1, 1]) }, {}, "transitions from state 0 must sum to 1, got 0.5"],
  ])("refuse %j with metadata %j", (tensors, metadata, message) => {
    expect(() => hmmFromSafetensors(encodeSafetensors(tensors, metadata))).toThrow(message);
  }); // prettier-ignore
});

describe("the schema of JSON files", () => {
  it("is written, may be absent, and must not be another", () => {
    expect(hmmToJson(moon()).schema).toBe("beliefscope-hmm/1");
    expect(hmmFromJson({ ...hmmToJson(moon()), schema: "beliefscope-hmm/1" })).toEqual(moon());
    expect(() => hmmFromJson({ ...hmmToJson(moon()), schema: "beliefscope-hmm/2" })).toThrow(
      'hmmFromJson: schema must be "beliefscope-hmm/1", got "beliefscope-hmm/2"',
    );
  });
});
