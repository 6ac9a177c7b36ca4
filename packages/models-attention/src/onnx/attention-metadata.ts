import type { AttentionModel } from "../attention-model.ts";

/** Under this key an ONNX file says how its weights belong together. */
export const metadataKey = "beliefscope.attention";

/** What the weights of an attention model do not say. */
export type AttentionMetadata = {
  readonly numTokens: number;
  readonly length: number;
  readonly norm: AttentionModel["norm"];
  readonly layers: readonly {
    readonly skip: boolean;
    readonly heads: readonly ("fixed" | "content" | "sink")[];
  }[];
  readonly readout:
    | { readonly kind: "logits" }
    | { readonly kind: "states" }
    | { readonly kind: "probabilities"; readonly floor: number };
};
