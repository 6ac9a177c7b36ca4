/** Hidden Markov processes as labelled transition matrices. */

// A process
export { type Hmm } from "./hmm.ts";
export { createHmm, type HmmInput } from "./create-hmm.ts";
export { fromTransitionEmission, type EmitOn, type TransitionEmissionOptions } from "./from-transition-emission.ts";
export { type CubeInput, type MatrixInput } from "./nested-array.ts";

// What it is made of
export { transitionMatrix } from "./transition-matrix.ts";
export { tokenLaw } from "./token-law.ts";
export { stationaryLaw } from "./stationary-law.ts";
export { factorTransitionEmission, type TransitionEmission } from "./factor-transition-emission.ts";
export { withEmissionOn } from "./with-emission-on.ts";

// Processes with a name
export * from "./processes/index.ts";
export { createProcess, findProcess, processes } from "./processes/registry.ts";
export {
  type ProcessConvention,
  type ProcessDefinition,
  type ProcessParameter,
  type ProcessParameters,
} from "./processes/define-process.ts";
export { parseProcessSpec } from "./processes/parse-process-spec.ts";

// Processes made of others
export { mixture } from "./mixture.ts";
export { product } from "./product.ts";
export { interpolateHmm, type InterpolationPath } from "./interpolation/interpolate-hmm.ts";
export { interpolateProcess } from "./interpolation/interpolate-process.ts";

// Words
export { sampleTokens } from "./sampling/sample-tokens.ts";
export { sampleInPieces } from "./sampling/sample-in-pieces.ts";
export { tokenSampler } from "./sampling/token-sampler.ts";
export { wordProbability } from "./inference/word-probability.ts";
export { logLikelihood } from "./inference/log-likelihood.ts";
export { filterBeliefs, type FilteredBeliefs, type FilterOptions } from "./inference/filter-beliefs.ts";
export { padTokens } from "./sampling/pad-tokens.ts";
export { type TokenPiece, type TokenReader, tokenReader, type TokenReaderOptions } from "./token-files/token-reader.ts";
export { tokenSequences } from "./token-files/token-sequences.ts";

// What the tokens to come say of each state
export { backwardVectors, type BackwardVectors } from "./inference/backward-vectors.ts";

// What the hidden states were, in the light of all tokens
export { smoothBeliefs, type SmoothedBeliefs } from "./inference/smooth-beliefs.ts";
export { pairwisePosteriors } from "./inference/pairwise-posteriors.ts";
export { expectedTransitions, type ExpectedTransitions } from "./fitting/expected-transitions.ts";
export { viterbiPath, type ViterbiPath } from "./inference/viterbi-path.ts";

// Processes found in data
export { baumWelch, type BaumWelchFit, type BaumWelchOptions, type BaumWelchProgress } from "./fitting/baum-welch.ts";
export { informationCriteria, type InformationCriteria } from "./fitting/information-criteria.ts";
export { type FreeParameters } from "./fitting/free-parameters.ts";

// What kind of process it is, and whether two are one
export { processChecks, type ProcessChecks } from "./equivalence/process-checks.ts";
export { type Equivalence, equivalentProcesses } from "./equivalence/equivalent-processes.ts";
export { minimalRealization } from "./equivalence/minimal-realization.ts";
export { type Identification, type IdentificationStep, identifyProcess } from "./equivalence/identify-process.ts";

// For functions that read words
export { forwardStep, lostProbability } from "./inference/forward-step.ts";
export { refuseNegative, refuseNegativeStep } from "./inference/negative-words.ts";
export { ImpossibleTokenError } from "./impossible-token-error.ts";
export { type ArgumentKind, checkKind } from "./check-kind.ts";
export { checkBeliefs } from "./check-beliefs.ts";
export { checkTokens, impossibleToken, type SequenceOptions } from "./check-tokens.ts";

// Files
export { hmmFromJson, hmmToJson, type HmmJson } from "./formats/hmm-json.ts";
export { hmmFromSafetensors, hmmToSafetensors } from "./formats/hmm-safetensors.ts";
