/** Consecutive tokens of a sequence, and what is believed after each. */
export type BeliefRows = {
  readonly sequence: number;
  /** The position of the first of the tokens in its sequence. */
  readonly position: number;
  readonly tokens: Int32Array;
  /** P(state | tokens so far), shape [row, state]. */
  readonly beliefs: Float64Array;
  /** P(next token | tokens so far), shape [row, token]; null if not asked for. */
  readonly nextToken: Float64Array | null;
};

/** How much was read, and how probable it was. */
export type Likelihood = {
  readonly numTokens: number;
  /** log P(tokens), nats. */
  readonly logLikelihood: number;
};

/** Writes the beliefs of one sequence after the other. */
export type BeliefWriter = {
  rows(rows: BeliefRows): Promise<void>;
  sequenceEnd(sequence: number, likelihood: Likelihood): Promise<void>;
  /** Sends on whatever waits: no more may come for a while. */
  flush(): Promise<void>;
  end(likelihood: Likelihood): Promise<void>;
  /** Lets go of what the writer holds, whether or not it came to the end. */
  close(): Promise<void>;
};
