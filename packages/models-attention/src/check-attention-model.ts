import { checkTensor } from "@beliefscope/tensor";
import type { AttentionHead, AttentionModel } from "./attention-model.ts";

/**
 * Checks that a model's weights are finite and of shapes that fit together.
 *
 * @param caller The public function, for the message.
 * @throws RangeError if a weight has another shape or an entry that is not finite, or a name is unknown.
 */
export function checkAttentionModel(caller: string, model: AttentionModel): void {
  const { numTokens, length, embedding, layers, norm, unembedding, bias, readout } = model;
  let width = embedding.shape.at(-1) ?? 0;
  const byPosition = embedding.shape.length === 3;
  checkTensor(caller, "embedding", embedding, byPosition ? [length, numTokens, width] : [numTokens, width]);
  layers.forEach(({ heads, skip, bias: offset }, n) => {
    const next = offset.length;
    heads.forEach((head, i) => {
      checkHead(caller, `of layers[${n}].heads[${i}]`, head, { length, width, next });
    });
    if (skip !== null) checkTensor(caller, `skip of layers[${n}]`, skip, [width, next]);
    checkVector(caller, `bias of layers[${n}]`, offset, next);
    width = next;
  });
  if (!["none", "rms", "l2"].includes(norm)) {
    throw new RangeError(`${caller}: norm must be none, rms or l2, got ${norm}`);
  }
  const numOutputs = readout.kind === "states" ? (readout.law.shape[0] ?? 0) : numTokens;
  checkTensor(caller, "unembedding", unembedding, [width, numOutputs]);
  checkVector(caller, "bias", bias, numOutputs);
  if (readout.kind === "states") checkTensor(caller, "law of readout", readout.law, [numOutputs, numTokens]);
  if (readout.kind === "probabilities") checkFloor(caller, readout.floor);
}

/** Checks a least probability, before renormalising. */
export function checkFloor(caller: string, floor: number): void {
  if (!(floor >= 0 && floor < Infinity)) {
    throw new RangeError(`${caller}: floor must be finite and at least 0, got ${floor}`);
  }
}

function checkHead(
  caller: string,
  place: string,
  { attention, values }: AttentionHead,
  { length, width, next }: { readonly length: number; readonly width: number; readonly next: number },
): void {
  if (attention.kind === "fixed") checkTensor(caller, `pattern ${place}`, attention.pattern, [length, length]);
  else checkTensor(caller, `queryKey ${place}`, attention.queryKey, [width, width]);
  checkTensor(caller, `values ${place}`, values, [width, next]);
}

function checkVector(caller: string, name: string, data: Float64Array, length: number): void {
  checkTensor(caller, name, { shape: [data.length], data }, [length]);
}
