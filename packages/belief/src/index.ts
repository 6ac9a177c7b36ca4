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
export { sampledEnsemble } from "./sampled-ensemble.ts";

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
export { entropyRateBounds, type EntropyRateBounds } from "./entropy-rate.ts";
export { excessEntropy, type ExcessEntropyBounds } from "./excess-entropy.ts";
export { statisticalComplexity, type StatisticalComplexity } from "./statistical-complexity.ts";
export { synchronizationInformation, type SynchronizationInformation } from "./synchronization-information.ts";

// Filters whose memory does not depend on what they read
export { type FixedFilter } from "./fixed-filter.ts";
export { kalmanFilter } from "./kalman-filter.ts";
export { zetaFilter } from "./zeta-filter.ts";
export { runFilter, runFilterOnEnsemble } from "./run-filter.ts";
export { filterPredictions } from "./filter-predictions.ts";
