import type { Hmm } from "../hmm.ts";

/** A row's guide has at least 2^10 slots of four bytes. */
const LEAST_ROW_BITS = 12;

/**
 * What a walk along hidden states looks up. A row belongs to a state, the one after the last state to the start. A place is the
 * offset in bytes of a row of the guide, row · 2^rowBits; a move is the place it leads to plus its token.
 */
export type WalkTables = {
  /**
   * Shape [row, 2^(rowBits - 2)]. The move that a random number with these leading bits chooses or, where its further bits
   * decide, ~(index of the first move that it may choose).
   */
  readonly guide: Int32Array;
  readonly rowBits: number;
  /** Running sums over the possible moves of each row, all rows in one; Infinity at a row's last. */
  readonly cumulated: Float64Array;
  /** The move of each entry of `cumulated`. */
  readonly moves: Int32Array;
};

/**
 * Lays out a proper process for sampling by inversion with a guide table: one look-up for most steps, a short search for the
 * others, and each move with its exact probability (to 2^-53).
 *
 * @throws RangeError if places do not fit in 31 bits: with up to 4096 tokens, from 524 287 states on.
 * @see Chen & Asau 1974, "On generating random variates from an empirical distribution"
 */
export function walkTables(hmm: Hmm): WalkTables {
  const { numTokens, numStates, labeledTransitions, initialBelief } = hmm;
  const rowBits = Math.max(LEAST_ROW_BITS, Math.ceil(Math.log2(numTokens)));
  if ((numStates + 1) * 2 ** rowBits > 2 ** 31) {
    throw new RangeError(`sampleTokens: there must be fewer than ${2 ** (31 - rowBits)} states, got ${numStates}`);
  }
  const slots = 2 ** (rowBits - 2);
  let numMoves = initialBelief.reduce((count, p) => count + Number(p > 0), 0);
  for (let k = 0; k < labeledTransitions.length; k++) if (labeledTransitions[k]! > 0) numMoves++;
  const guide = new Int32Array((numStates + 1) * slots);
  const cumulated = new Float64Array(numMoves);
  const moves = new Int32Array(numMoves);
  let first = 0;
  let end = 0;
  let sum = 0;
  const add = (probability: number, state: number, token: number): void => {
    if (!(probability > 0)) return;
    sum += probability;
    cumulated[end] = sum;
    moves[end++] = state * 2 ** rowBits + token;
  };
  const closeRow = (row: number): void => {
    for (let index = first; index < end; index++) cumulated[index]! /= sum;
    cumulated[end - 1] = Infinity;
    for (let slot = 0, index = first; slot < slots; slot++) {
      while (cumulated[index]! <= slot / slots) index++;
      guide[row * slots + slot] = cumulated[index]! >= (slot + 1) / slots ? moves[index]! : ~index;
    }
    first = end;
    sum = 0;
  };
  for (let from = 0; from < numStates; from++) {
    for (let token = 0; token < numTokens; token++) {
      const row = (token * numStates + from) * numStates;
      for (let to = 0; to < numStates; to++) add(labeledTransitions[row + to]!, to, token);
    }
    closeRow(from);
  }
  for (let state = 0; state < numStates; state++) add(initialBelief[state]!, state, 0);
  closeRow(numStates);
  return { guide, rowBits, cumulated, moves };
}
