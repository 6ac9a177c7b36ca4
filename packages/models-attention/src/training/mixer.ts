import type { Random } from "@beliefscope/tensor/random";
import type { AttentionHead } from "../attention-model.ts";

/**
 * The heads of one trainable layer: from parameters to what they add to the stream at every node of the prefix tree. It
 * owns its work space, so that one call follows the other: `mix`, then `pullBack` at the same parameters.
 */
export type Mixer = {
  readonly numParameters: number;
  readonly start: (random: Random) => Float64Array;
  /** Writes the streams, shape [node, width]; node 0 is left alone. */
  readonly mix: (parameters: Float64Array, streams: Float64Array) => void;
  /** Writes the gradient with respect to the parameters, given that with respect to the streams. */
  readonly pullBack: (parameters: Float64Array, streamGradient: Float64Array, gradient: Float64Array) => void;
  /** The heads as data; their input is [one-hot token, one-hot position] if `usesPositions`, else [one-hot token]. */
  readonly heads: (parameters: Float64Array) => AttentionHead[];
  readonly usesPositions: boolean;
};
