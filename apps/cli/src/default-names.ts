import type { Hmm } from "@beliefscope/hmm-core";

/** The names of a process's states, S0, S1, … where it has none. */
export function stateNames({ numStates, stateNames: names }: Hmm): readonly string[] {
  return names ?? Array.from({ length: numStates }, (_, state) => `S${state}`);
}

/** The names of a process's tokens, 0, 1, … where it has none. */
export function tokenNames({ numTokens, tokenNames: names }: Hmm): readonly string[] {
  return names ?? Array.from({ length: numTokens }, (_, token) => String(token));
}
