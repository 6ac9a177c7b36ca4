/** A file of `js/`, `c/` or `python/` that does one job: the same protocol in three languages, see `js/program.mjs`. */
export type Program = {
  readonly language: "js" | "c" | "python";
  /** Of Python, where it needs PyTorch: the environment of `tools/train`, which is several GB; else that of the benchmarks. */
  readonly torch?: true;
  /** Without folder and extension. */
  readonly name: string;
  /** After the input file. */
  readonly args?: readonly (string | number)[];
  /** Of gcc. */
  readonly flags?: readonly string[];
};
