import {
  filterBeliefs,
  type Hmm,
  impossibleToken,
  ImpossibleTokenError,
  tokenLaw,
  type TokenPiece,
} from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import type { BeliefRows, Likelihood } from "./belief-writer.ts";

/** Beliefs computed at a time. */
const BLOCK = 2 ** 15;

/** Filters sequences that arrive in pieces, in order. */
export type BeliefFilter = {
  /** The beliefs after the tokens of a piece. */
  read(piece: TokenPiece): Generator<BeliefRows>;
  /** Ends the sequence: says how probable it was. */
  endSequence(): Likelihood;
  /** All sequences that have ended. */
  total(): Likelihood;
};

/**
 * Filters with a process, in memory of the size of a piece.
 *
 * @param options.last Only the belief at the end of each sequence.
 * @param options.nextToken Also the next-token laws.
 * @returns A filter; `read` throws RangeError, with sequence and position, if a token is impossible after those before it.
 */
export function beliefFilter(hmm: Hmm, options: { readonly last: boolean; readonly nextToken: boolean }): BeliefFilter {
  const { numStates } = hmm;
  const law = options.nextToken ? tokenLaw(hmm) : null;
  const most = Math.max(1, Math.floor(BLOCK / (numStates + (law ? hmm.numTokens : 0))));
  const none = { numTokens: 0, logLikelihood: 0 };
  let [ofSequence, ofAll]: [Likelihood, Likelihood] = [none, none];
  let from: Tensor | undefined; // after the tokens so far, shape [1, state]; undefined before the first
  let lastRow: Omit<BeliefRows, "nextToken"> | null = null;

  const withLaw = (rows: Omit<BeliefRows, "nextToken">): BeliefRows => {
    const beliefs = { shape: [rows.tokens.length, numStates], data: rows.beliefs };
    return { ...rows, nextToken: law && matmul(beliefs, law).data };
  };

  return {
    *read({ tokens, sequence, position, ends }) {
      for (let at = 0; at < tokens.length; at += most) {
        const part = tokens.subarray(at, at + most);
        const { beliefs, finalBeliefs, logLikelihood } = filtered(hmm, part, from, sequence, position + at);
        from = finalBeliefs;
        ofSequence = plus(ofSequence, { numTokens: part.length, logLikelihood });
        if (!options.last) yield withLaw({ sequence, position: position + at, tokens: part, beliefs });
        lastRow = {
          sequence,
          position: position + at + part.length - 1,
          tokens: part.subarray(-1),
          beliefs: finalBeliefs.data,
        };
      }
      if (options.last && ends && lastRow) yield withLaw(lastRow);
    },
    endSequence() {
      const ended = ofSequence;
      ofAll = plus(ofAll, ended);
      [ofSequence, from, lastRow] = [none, undefined, null];
      return ended;
    },
    total: () => ofAll,
  };
}

function filtered(
  hmm: Hmm,
  part: Int32Array,
  from: Tensor | undefined,
  sequence: number,
  position: number,
): { beliefs: Float64Array; finalBeliefs: Tensor; logLikelihood: number } {
  try {
    const { beliefs, finalBeliefs, logLikelihood } = filterBeliefs(
      hmm,
      { shape: [1, part.length], data: part },
      from && { from },
    );
    return { beliefs: beliefs.data, finalBeliefs, logLikelihood: logLikelihood[0]! };
  } catch (error) {
    if (!(error instanceof ImpossibleTokenError)) throw error;
    throw impossibleToken("beliefs", sequence, position + (error.position ?? 0), error.token);
  }
}

function plus(a: Likelihood, b: Likelihood): Likelihood {
  return { numTokens: a.numTokens + b.numTokens, logLikelihood: a.logLikelihood + b.logLikelihood };
}
