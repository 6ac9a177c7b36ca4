/**
 * A hidden Markov process in labelled ("edge-emitting", Mealy) form. Plain data; make one with `createHmm`,
 * `fromTransitionEmission` or a process of the registry.
 *
 *   labeledTransitions[token, from, to] = P(emit token, go to `to` | in `from`)
 */
export type Hmm = {
  readonly name: string;
  readonly numTokens: number;
  readonly numStates: number;
  /** Shape [token, from, to]; may be signed for generalized HMMs. */
  readonly labeledTransitions: Float64Array;
  /** Shape [state]; stationary unless given. A row vector that sums to 1 (with `rightVector`: initialBelief · rightVector = 1). */
  readonly initialBelief: Float64Array;
  /** |1> of a generalized HMM, shape [state]; absent for a proper HMM. */
  readonly rightVector?: Float64Array;
  readonly tokenNames?: readonly string[];
  readonly stateNames?: readonly string[];
};
