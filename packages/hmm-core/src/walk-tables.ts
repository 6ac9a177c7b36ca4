import type { Hmm } from "./hmm.ts";

/** Slots of a row's guide: the leading 10 bits of a random word. */
const SLOTS = 1024;

/** What a walk along hidden states looks up; row `from` is a state, the row after the last state the start. */
export type WalkTables = {
  /**
   * Shape [row, 1024]. The move that a random number with these leading bits chooses or, where its further bits decide,
   * ~(index of the first move that it may choose).
   */
  readonly guide: Int32Array;
  /** Running sums over the possible moves of each row, all rows in one; Infinity at a row's last. */
  readonly cumulated: Float64Array;
  /** token · 65536 + state, for each entry of `cumulated`. */
  readonly moves: Int32Array;
};

/**
 * Lays out a proper process for sampling by inversion with a guide table: one look-up for most steps, a short search for the
 * others, and each move with its exact probability (to 2^-53).
 *
 * @throws RangeError if there are more than 65 535 states or 32 767 tokens.
 * @see Chen & Asau 1974, "On generating random variates from an empirical distribution"
 */
export function walkTables(hmm: Hmm): WalkTables {
  const { numTokens, numStates, labeledTransitions, initialBelief } = hmm;
  if (numStates > 65_535 || numTokens > 32_767) {
    throw new RangeError(
      `sampleTokens: there must be at most 65535 states and 32767 tokens, got ${numStates} and ${numTokens}`,
    );
  }
  let numMoves = initialBelief.reduce((count, p) => count + Number(p > 0), 0);
  for (let k = 0; k < labeledTransitions.length; k++) if (labeledTransitions[k]! > 0) numMoves++;
  const guide = new Int32Array((numStates + 1) * SLOTS);
  const cumulated = new Float64Array(numMoves);
  const moves = new Int32Array(numMoves);
  let first = 0;
  let end = 0;
  let sum = 0;
  const add = (probability: number, move: number): void => {
    if (!(probability > 0)) return;
    sum += probability;
    cumulated[end] = sum;
    moves[end++] = move;
  };
  const closeRow = (row: number): void => {
    for (let index = first; index < end; index++) cumulated[index]! /= sum;
    cumulated[end - 1] = Infinity;
    for (let slot = 0, index = first; slot < SLOTS; slot++) {
      while (cumulated[index]! <= slot / SLOTS) index++;
      guide[row * SLOTS + slot] = cumulated[index]! >= (slot + 1) / SLOTS ? moves[index]! : ~index;
    }
    first = end;
    sum = 0;
  };
  for (let from = 0; from < numStates; from++) {
    for (let token = 0; token < numTokens; token++) {
      const row = (token * numStates + from) * numStates;
      for (let to = 0; to < numStates; to++) add(labeledTransitions[row + to]!, token * 65_536 + to);
    }
    closeRow(from);
  }
  initialBelief.forEach(add);
  closeRow(numStates);
  return { guide, cumulated, moves };
}
