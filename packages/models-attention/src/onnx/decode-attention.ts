import { decodeModel, FormatError, mapWeights } from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";
import type { AttentionHead, AttentionModel, AttentionReadout } from "../attention-model.ts";
import { type AttentionMetadata, metadataKey } from "./attention-metadata.ts";

/**
 * Reads an attention model back from a file that `encodeAttention` wrote.
 *
 * @returns The model; weights as the file has them, in single precision.
 * @throws FormatError if the file is not a whole ONNX model, was not written by `encodeAttention`, or lacks a weight.
 * @example
 * const model = attentionFromFilter(kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" }), { length: 4 });
 * decodeAttention(encodeAttention(model)).layers[0]!.bias; // ≈ [0.333333, 0.333333, 0.333333]
 */
export function decodeAttention(bytes: Uint8Array): AttentionModel {
  const written = decodeModel(bytes).metadataProps.find(({ key }) => key === metadataKey);
  if (!written) throw new FormatError(`decodeAttention: the file must have metadata "${metadataKey}", got none`);
  const { numTokens, length, norm, layers, readout } = JSON.parse(written.value) as AttentionMetadata;
  const weights = new Map<string, Tensor>();
  mapWeights(bytes, ({ name, shape, data }) => {
    weights.set(name, { shape, data: Float64Array.from(data) });
    return data;
  });
  const weight = (name: string): Tensor => {
    const tensor = weights.get(name);
    if (!tensor) throw new FormatError(`decodeAttention: the file must have a weight "${name}", got none`);
    return tensor;
  };

  const { shape, data } = weight("embedding");
  const byPosition = shape[0] !== numTokens;
  return {
    numTokens,
    length,
    embedding: { shape: byPosition ? [shape[0]! / numTokens, numTokens, shape[1]!] : shape, data },
    layers: layers.map(({ skip, heads }, n) => ({
      heads: heads.map((kind, h): AttentionHead => {
        const name = `blocks.${n}.heads.${h}`;
        const attention =
          kind === "fixed"
            ? { kind, pattern: weight(`${name}.pattern`) }
            : { kind: "content" as const, queryKey: weight(`${name}.queryKey`), sink: kind === "sink" };
        return { attention, values: weight(`${name}.values`) };
      }),
      skip: skip ? weight(`blocks.${n}.skip`) : null,
      bias: weight(`blocks.${n}.bias`).data,
    })),
    norm,
    unembedding: weight("unembedding"),
    bias: weight("bias").data,
    readout: readBack(readout, weight),
  };
}

function readBack(readout: AttentionMetadata["readout"], weight: (name: string) => Tensor): AttentionReadout {
  return readout.kind === "states" ? { kind: "states", law: weight("law") } : readout;
}
