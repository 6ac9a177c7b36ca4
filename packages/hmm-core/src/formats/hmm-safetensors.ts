import type { Tensor, TensorData } from "@beliefscope/tensor";
import { decodeSafetensors, encodeSafetensors } from "@beliefscope/tensor/files";
import { checkKind } from "../check-kind.ts";
import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { HMM_SCHEMA } from "./hmm-json.ts";

/**
 * Writes a process as a safetensors file that `hmmFromSafetensors` turns back into the same process, bit by bit.
 *
 *   tensors (F64):  labeled_transitions [token, from, to],  initial_belief [state],  right_vector [state] if generalized
 *   metadata:  schema "beliefscope-hmm/1",  name,  token_names and state_names (JSON lists) if it has them
 *
 * @returns The bytes of the file.
 * @example
 * hmmFromSafetensors(hmmToSafetensors(goldenMean({ p: 0.25 }))).initialBelief; // ≈ [0.8, 0.2]
 */
export function hmmToSafetensors(hmm: Hmm): Uint8Array {
  const { name, numTokens, numStates, labeledTransitions, initialBelief, rightVector, tokenNames, stateNames } = hmm;
  return encodeSafetensors(
    {
      labeled_transitions: { shape: [numTokens, numStates, numStates], data: labeledTransitions },
      initial_belief: { shape: [numStates], data: initialBelief },
      ...(rightVector && { right_vector: { shape: [numStates], data: rightVector } }),
    },
    {
      schema: HMM_SCHEMA,
      name,
      ...(tokenNames && { token_names: JSON.stringify(tokenNames) }),
      ...(stateNames && { state_names: JSON.stringify(stateNames) }),
    },
  );
}

/**
 * Reads a process from a safetensors file of `hmmToSafetensors`, or from any with those tensors in F64 or F32.
 *
 * @param bytes The whole file.
 * @throws RangeError if a tensor is missing, of another shape or type, or the schema another one; whatever
 *   `decodeSafetensors` throws for the file, and `createHmm` for what is in it (sums, signs, names).
 * @example
 * hmmFromSafetensors(hmmToSafetensors(mess3({ x: 0.05, a: 0.85 }))).name; // => "mess3"
 */
export function hmmFromSafetensors(bytes: Uint8Array): Hmm {
  checkKind("hmmFromSafetensors", "bytes", "a Uint8Array", bytes);
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { schema = HMM_SCHEMA, name, token_names: tokenNames, state_names: stateNames } = metadata;
  if (schema !== HMM_SCHEMA) {
    throw new RangeError(`hmmFromSafetensors: schema must be "${HMM_SCHEMA}", got ${JSON.stringify(schema)}`);
  }
  const labeledTransitions = numbersOf(tensors, "labeled_transitions");
  if (labeledTransitions === undefined) {
    throw new RangeError(
      `hmmFromSafetensors: tensors must have labeled_transitions, got [${Object.keys(tensors).join(", ")}]`,
    );
  }
  const initialBelief = numbersOf(tensors, "initial_belief")?.data;
  const rightVector = numbersOf(tensors, "right_vector")?.data;
  return createHmm({
    labeledTransitions,
    ...(name !== undefined && { name }),
    ...(initialBelief && { initialBelief }),
    ...(rightVector && { rightVector }),
    ...(tokenNames !== undefined && { tokenNames: namesOf("token_names", tokenNames) }),
    ...(stateNames !== undefined && { stateNames: namesOf("state_names", stateNames) }),
  });
}

function numbersOf(tensors: Readonly<Record<string, Tensor<TensorData>>>, name: string): Tensor | undefined {
  const tensor = tensors[name];
  if (tensor === undefined) return undefined;
  if (!(tensor.data instanceof Float64Array || tensor.data instanceof Float32Array)) {
    throw new RangeError(`hmmFromSafetensors: ${name} must be of type F64 or F32, got integers`);
  }
  return { shape: tensor.shape, data: Float64Array.from(tensor.data) };
}

function namesOf(field: string, json: string): readonly string[] {
  try {
    return JSON.parse(json) as readonly string[]; // createHmm checks what they are
  } catch (error) {
    throw new RangeError(`hmmFromSafetensors: ${field} must be a JSON list of strings, got ${JSON.stringify(json)}`, {
      cause: error,
    });
  }
}
