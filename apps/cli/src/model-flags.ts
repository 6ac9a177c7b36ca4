import { tokenIds, wholeNumber } from "./flags.ts";

/** The flag that names a model's process. */
export const processFlag = {
  kind: "parsed",
  parse: String,
  optional: true,
  placeholder: "SPEC",
  brief: "id, id:name=value,… or a JSON file [the model's manifest]",
} as const;

/** The flags that say how to read a model, beside its process; see `ModelFlags`. */
export const modelFlags = {
  context: {
    kind: "parsed",
    parse: wholeNumber("--context", 1),
    optional: true,
    placeholder: "N",
    brief: "Tokens the network reads [the manifest's, else its table of positions, else 10]",
  },
  bos: {
    kind: "parsed",
    parse: wholeNumber("--bos", 0),
    optional: true,
    placeholder: "ID",
    brief: "Token id to put before every sequence [the manifest's, else none]",
  },
  tokenMap: {
    kind: "parsed",
    parse: tokenIds("--token-map"),
    optional: true,
    placeholder: "ID,ID,…",
    brief: "The model's ids of the process's tokens, in order [0,1,…]",
  },
} as const;

/** The arguments of a command that reads networks. */
export const modelFiles = {
  kind: "array",
  minimum: 1,
  parameter: { brief: "ONNX model", parse: String, placeholder: "FILE.onnx" },
} as const;
