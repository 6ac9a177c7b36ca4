import type { BeliefText } from "./text-writer.ts";

/**
 * Beliefs as CSV: a line for each token, with its sequence and position, then the belief after it.
 *
 * @param names.tokens By token, as they are to be written.
 * @param names.nextToken By token, if next-token probabilities are to be written: they follow as columns `next NAME`.
 */
export function beliefCsv(names: {
  readonly states: readonly string[];
  readonly tokens: readonly string[];
  readonly nextToken: readonly string[] | null;
}): BeliefText {
  const next = names.nextToken?.map((name) => `next ${name}`) ?? [];
  const columns = ["sequence", "position", "token", ...names.states, ...next];
  const tokens = names.tokens.map(field);
  return {
    head: `${columns.map(field).join(",")}\n`,
    rows({ sequence, position, tokens: ids, beliefs, nextToken }) {
      const numStates = names.states.length;
      let text = "";
      for (let row = 0; row < ids.length; row++) {
        text += `${sequence},${position + row},${tokens[ids[row]!]!}`;
        for (let i = row * numStates; i < (row + 1) * numStates; i++) text += `,${beliefs[i]!}`;
        if (nextToken) {
          for (let i = row * next.length; i < (row + 1) * next.length; i++) text += `,${nextToken[i]!}`;
        }
        text += "\n";
      }
      return text;
    },
    sequenceEnd: () => "",
    foot: () => "",
  };
}

/** A field of a CSV line, in quotes where it needs them. */
function field(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
