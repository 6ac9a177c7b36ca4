import type { BeliefText } from "./text-writer.ts";

/**
 * Beliefs as one JSON document: `sequences`, each with its `steps` {token, belief, nextToken?}, its length and
 * log-likelihood; then the log-likelihood of all.
 *
 * @param facts What the document begins with; at least one.
 * @param tokens By token, as they are to be written: names or ids.
 */
export function beliefJson(
  facts: Readonly<Record<string, unknown>>,
  tokens: readonly (string | number)[],
  numStates: number,
): BeliefText {
  const written = tokens.map((token) => JSON.stringify(token));
  let isOpen = false; // the sequence
  return {
    head: JSON.stringify(facts, null, 2).replace(/\n\}$/, ',\n  "sequences": ['),
    rows({ sequence, tokens: ids, beliefs, nextToken }) {
      let text = "";
      for (let row = 0; row < ids.length; row++) {
        const before = isOpen ? "," : `${sequence > 0 ? "," : ""}\n    {\n      "steps": [`;
        const belief = beliefs.subarray(row * numStates, (row + 1) * numStates).join(",");
        const next = nextToken?.subarray(row * written.length, (row + 1) * written.length).join(",");
        text += `${before}\n        {"token":${written[ids[row]!]!},"belief":[${belief}]`;
        text += next === undefined ? "}" : `,"nextToken":[${next}]}`;
        isOpen = true;
      }
      return text;
    },
    sequenceEnd(_, { numTokens, logLikelihood }) {
      isOpen = false;
      return `\n      ],\n      "length": ${numTokens},\n      "logLikelihood": ${logLikelihood}\n    }`;
    },
    foot({ numTokens, logLikelihood }) {
      const natsPerToken = -logLikelihood / numTokens;
      return `\n  ],\n  "numTokens": ${numTokens},\n  "logLikelihood": ${logLikelihood},\n  "natsPerToken": ${natsPerToken}\n}\n`;
    },
  };
}
