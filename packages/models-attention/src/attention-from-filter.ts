import type { FixedFilter } from "@beliefscope/belief";
import type { Tensor } from "@beliefscope/tensor";
import { complexPower, type GeometricMode, geometricModes, matmul } from "@beliefscope/tensor/linalg";
import type { AttentionHead, AttentionModel, AttentionReadout } from "./attention-model.ts";

/**
 * Writes a fixed filter as a layer of attention heads, with its claim before the readout as their stream, h_t + bias.
 *
 *   h_t = sum_s v(o_s) F^(t-s) = sum_j sum_s Re(pole_j^(t-s) U_j(o_s))
 *
 *   a real pole      one head    M[t, s] = pole^(t-s)
 *   a complex pair   two heads   M[t, s] = |pole|^(t-s) cos((t-s) arg pole), and with sin
 *
 * If F is not diagonalisable on the states that v reaches, there is one head for each lag instead, which looks exactly
 * that far back.
 *
 * @param filter A filter of any readout.
 * @param options.length The longest sequence to read, at least 1.
 * @returns A model equal to the filter, in its claims and its predictions, to rounding; `messN`, with its one repeated
 *   pole, needs one head.
 * @throws RangeError if the length is not a positive integer.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * const { layers } = attentionFromFilter(filter, { length: 3 });
 * layers[0]!.heads.map(({ attention }) => attention.kind === "fixed" && attention.pattern.data.slice(6));
 * // ≈ [[0.24430, 0.49427, 1]]
 */
export function attentionFromFilter(filter: FixedFilter, { length }: { readonly length: number }): AttentionModel {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`attentionFromFilter: length must be a positive integer, got ${length}`);
  }
  const { numTokens, numStates, transition, tokenVectors, bias } = filter;
  const V: Tensor = { shape: [numTokens, numStates], data: tokenVectors };
  const F: Tensor = { shape: [numStates, numStates], data: transition };
  const modes = geometricModes(V, F);
  const heads = modes ? modes.flatMap((mode) => modeHeads(mode, length)) : lagHeads(V, F, length);
  return {
    numTokens,
    length,
    embedding: identity(numTokens),
    layers: [{ heads, skip: null, bias }],
    norm: "none",
    ...readFrom(filter),
  };
}

/** From claims to predictions. */
function readFrom(filter: FixedFilter): Pick<AttentionModel, "unembedding" | "bias" | "readout"> {
  const { numTokens, numStates, tokenLaw, readout } = filter;
  const law: Tensor = { shape: [numStates, numTokens], data: tokenLaw };
  if (readout.kind === "linear") {
    const probabilities: AttentionReadout = { kind: "probabilities", floor: readout.floor };
    return { unembedding: law, bias: new Float64Array(numTokens), readout: probabilities };
  }
  const push: Tensor = { shape: [numStates, numStates], data: readout.push };
  return {
    unembedding: identity(numStates),
    bias: new Float64Array(numStates),
    readout: { kind: "states", law: matmul(push, law) },
  };
}

function modeHeads({ pole, real, imaginary }: GeometricMode, length: number): AttentionHead[] {
  const cosine = fixedHead(length, (lag) => complexPower(pole, lag)[0], real);
  if (pole[1] === 0) return [cosine];
  const values = { shape: imaginary.shape, data: imaginary.data.map((value) => -value) };
  return [cosine, fixedHead(length, (lag) => complexPower(pole, lag)[1], values)];
}

function lagHeads(V: Tensor, F: Tensor, length: number): AttentionHead[] {
  let values = V;
  return Array.from({ length }, (_, head) => {
    if (head > 0) values = matmul(values, F);
    return fixedHead(length, (lag) => (lag === head ? 1 : 0), values);
  });
}

/** M[t, s] = weight(t - s) for s <= t, else 0. */
function fixedHead(length: number, weight: (lag: number) => number, values: Tensor): AttentionHead {
  const data = new Float64Array(length * length);
  for (let t = 0; t < length; t++) {
    for (let s = 0; s <= t; s++) data[t * length + s] = weight(t - s);
  }
  return { attention: { kind: "fixed", pattern: { shape: [length, length], data } }, values };
}

function identity(n: number): Tensor {
  return { shape: [n, n], data: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)) };
}
