import type { Random } from "@beliefscope/tensor/random";
import { filteredLawSource } from "./filtered-law-source.ts";
import type { Hmm } from "../hmm.ts";
import { stateWalk } from "./state-walk.ts";

/** Draws tokens and remembers where it stands. */
export type TokenSource = {
  /** Writes the tokens that come next; the first ones follow a start drawn from the initial belief. */
  next(tokens: Int32Array): void;
  /** Writes sequences of one length, one after the other, each from a new start. */
  sequences(tokens: Int32Array, length: number): void;
};

/** A proper process walks its hidden states; a generalized one, which has none, draws each token from its filtered law. */
export function tokenSource(hmm: Hmm, random: Random): TokenSource {
  return hmm.rightVector ? filteredLawSource(hmm, random) : stateWalk(hmm, random);
}
