/** What the best predictor of a hidden Markov process believes, and the best fixed filters that approximate it. */

// One step, then whole sequences
export { updateBelief } from "./update.ts";
export { nextTokenDistribution } from "./next-token-distribution.ts";
export { filterBeliefs } from "@beliefscope/hmm-core";

// Where a process starts once its beginning is forgotten
export { stationaryStart } from "./stationary-start.ts";

// Every possible word, or a sample
export { mixedStateTree, type MixedStateTree } from "./words/mixed-state-tree.ts";
export { wordEnsemble, type Prefixes, type WordEnsemble } from "./words/word-ensemble.ts";
export { wordTree, type WordTree } from "./words/word-tree.ts";
export { beliefDensity, type BeliefDensity, type BeliefDensityOptions } from "./density/belief-density.ts";
export { sampledEnsemble } from "./words/sampled-ensemble.ts";

// Trees of other libraries
export { mixedStateTreeFromNpz, mixedStateTreeToNpz } from "./words/mixed-state-tree-npz.ts";
export { type LargestDifference, matchMixedStates, type MixedStateMatch } from "./words/match-mixed-states.ts";

// Every distinct belief, and the moves between them
export { mixedStatePresentation, type MixedStatePresentation } from "./mixed-states/mixed-state-presentation.ts";

// How well anyone could predict, from all tokens or from the last few
export { optimalLossByTokensRead } from "./entropies/optimal-loss.ts";
export { meanOptimalLossBounds, type MeanLossBounds } from "./entropies/mean-optimal-loss.ts";
export { kgramLaws, type KgramLaws } from "./words/kgram-laws.ts";
export { kgramLossByTokensRead } from "./entropies/kgram-loss.ts";

// How random a process is, and how much it remembers
export { blockEntropies } from "./entropies/block-entropies.ts";
export { conditionalEntropies, type ConditionalEntropies } from "./entropies/conditional-entropies.ts";
export { entropyRate, type EntropyRate } from "./entropies/entropy-rate.ts";
export { entropyRateBounds, type EntropyRateBounds } from "./entropies/entropy-rate-bounds.ts";
export { excessEntropy, type ExcessEntropyBounds } from "./entropies/excess-entropy.ts";
export { statisticalComplexity, type StatisticalComplexity } from "./entropies/statistical-complexity.ts";
export {
  synchronizationInformation,
  type SynchronizationInformation,
} from "./entropies/synchronization-information.ts";

// The shape that beliefs make: clouds with weights, how fast beliefs come together, how many dimensions they fill
export { type BeliefCloud } from "./geometry/belief-cloud.ts";
export { wordCloud } from "./geometry/word-cloud.ts";
export { chaosGame, type ChaosGameOptions } from "./geometry/chaos-game.ts";
export { lyapunovExponents, type LyapunovExponents, type RateEstimate } from "./geometry/lyapunov-exponents.ts";
export { lyapunovDimension } from "./geometry/lyapunov-dimension.ts";
export { cloudDimensions, type CloudDimensions } from "./geometry/cloud-dimensions.ts";
export { supportDimension } from "./geometry/support-dimension.ts";
export { type DimensionEstimate } from "./geometry/dimension-estimate.ts";
export { beliefDimension, type BeliefDimension } from "./geometry/belief-dimension.ts";

// Filters whose memory does not depend on what they read
export { type FixedFilter } from "./fixed-filters/fixed-filter.ts";
export { kalmanFilter } from "./fixed-filters/kalman-filter.ts";
export { messPole } from "./fixed-filters/mess-pole.ts";
export { zetaFilter } from "./fixed-filters/zeta-filter.ts";
export { type FilterByDepth } from "./fixed-filters/filter-by-depth.ts";
export { kalmanFilterByDepth } from "./fixed-filters/kalman-filter-by-depth.ts";
export { runFilter, runFilterOnEnsemble } from "./fixed-filters/run-filter.ts";
export { filterPredictions } from "./fixed-filters/filter-predictions.ts";

// What it costs to take anything's claims for beliefs
export { approximationCost, type ApproximationCost, type ClaimErrors } from "./fixed-filters/approximation-cost.ts";
