/** What the best predictor of a hidden Markov process believes, and the best fixed filters that approximate it. */

// One step, then whole sequences
export { updateBelief } from "./update.ts";
export { nextTokenDistribution } from "./next-token-distribution.ts";
export { filterBeliefs } from "@beliefscope/hmm-core";

// Where a process starts once its beginning is forgotten
export { stationaryStart } from "./stationary-start.ts";

// Every possible word, or a sample
export { mixedStateTree, type MixedStateTree } from "./mixed-state-tree.ts";
export { wordEnsemble, type Prefixes, type WordEnsemble } from "./word-ensemble.ts";
export { wordTree, type WordTree } from "./word-tree.ts";
export { beliefDensity, type BeliefDensity, type BeliefDensityOptions } from "./belief-density.ts";
export { sampledEnsemble } from "./sampled-ensemble.ts";

// Trees of other libraries
export { mixedStateTreeFromNpz, mixedStateTreeToNpz } from "./mixed-state-tree-npz.ts";
export { type LargestDifference, matchMixedStates, type MixedStateMatch } from "./match-mixed-states.ts";

// Every distinct belief, and the moves between them
export { mixedStatePresentation, type MixedStatePresentation } from "./mixed-state-presentation.ts";

// How well anyone could predict, from all tokens or from the last few
export { optimalLossByTokensRead } from "./optimal-loss.ts";
export { meanOptimalLossBounds, type MeanLossBounds } from "./mean-optimal-loss.ts";
export { kgramLaws, type KgramLaws } from "./kgram-laws.ts";
export { kgramLossByTokensRead } from "./kgram-loss.ts";

// How random a process is, and how much it remembers
export { blockEntropies } from "./block-entropies.ts";
export { conditionalEntropies, type ConditionalEntropies } from "./conditional-entropies.ts";
export { entropyRate, type EntropyRate } from "./entropy-rate.ts";
export { entropyRateBounds, type EntropyRateBounds } from "./entropy-rate-bounds.ts";
export { excessEntropy, type ExcessEntropyBounds } from "./excess-entropy.ts";
export { statisticalComplexity, type StatisticalComplexity } from "./statistical-complexity.ts";
export { synchronizationInformation, type SynchronizationInformation } from "./synchronization-information.ts";

// The shape that beliefs make: clouds with weights, how fast beliefs come together, how many dimensions they fill
export { type BeliefCloud } from "./belief-cloud.ts";
export { wordCloud } from "./word-cloud.ts";
export { chaosGame, type ChaosGameOptions } from "./chaos-game.ts";
export { lyapunovExponents, type LyapunovExponents, type RateEstimate } from "./lyapunov-exponents.ts";
export { lyapunovDimension } from "./lyapunov-dimension.ts";
export { cloudDimensions, type CloudDimensions } from "./cloud-dimensions.ts";
export { supportDimension } from "./support-dimension.ts";
export { type DimensionEstimate } from "./dimension-estimate.ts";
export { beliefDimension, type BeliefDimension } from "./belief-dimension.ts";

// Filters whose memory does not depend on what they read
export { type FixedFilter } from "./fixed-filter.ts";
export { kalmanFilter } from "./kalman-filter.ts";
export { messPole } from "./mess-pole.ts";
export { zetaFilter } from "./zeta-filter.ts";
export { type FilterByDepth } from "./filter-by-depth.ts";
export { kalmanFilterByDepth } from "./kalman-filter-by-depth.ts";
export { runFilter, runFilterOnEnsemble } from "./run-filter.ts";
export { filterPredictions } from "./filter-predictions.ts";

// What it costs to take anything's claims for beliefs
export { approximationCost, type ApproximationCost, type ClaimErrors } from "./approximation-cost.ts";
