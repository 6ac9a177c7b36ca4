/** What the best predictor of a hidden Markov process believes, and the best fixed filters that approximate it. */

// One step, then whole sequences
export { updateBelief } from "./update.ts";
export { nextTokenDistribution } from "./next-token-distribution.ts";
export { filterBeliefs } from "./filter.ts";

// Where a process starts once its beginning is forgotten
export { stationaryStart } from "./stationary-start.ts";

// Every possible word, or a sample
export { wordEnsemble, type Prefixes, type WordEnsemble } from "./word-ensemble.ts";
export { sampledEnsemble } from "./sampled-ensemble.ts";

// How well anyone could predict
export { optimalLossByTokensRead } from "./optimal-loss.ts";
export { entropyRateBounds, type EntropyRateBounds } from "./entropy-rate.ts";

// Filters whose memory does not depend on what they read
export { type FixedFilter } from "./fixed-filter.ts";
export { kalmanFilter } from "./kalman-filter.ts";
export { zetaFilter } from "./zeta-filter.ts";
export { runFilter, runFilterOnEnsemble } from "./run-filter.ts";
export { filterPredictions } from "./filter-predictions.ts";
