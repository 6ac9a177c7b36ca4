/** Whole measurements of how sequence models track beliefs: plain results, no files, no pixels. */

// What a trained network believes
export { type Report, type ReportInput, reportStudy } from "./report.ts";
export { type ControlInput, fitControl } from "./fit-control.ts";
export { type SiteFit } from "./site-fits.ts";
export type { FilterResult, Fit, ReportResults, SiteResult } from "./report-results.ts";

// What a process is
export { type ProcessFacts, processFacts } from "./process-facts.ts";

// A path of processes: the process at each place, what is believed along one stream of tokens, what a fixed filter claims
export { type PathStop, type PlaceOnPath, processOnPath } from "./process-on-path.ts";
export { type BeliefsAndFilter, beliefsAndFilter } from "./beliefs-and-filter.ts";

// What each simplification costs
export { ladder, type Ladder, type LadderOptions, type LadderRung, rungIds, type SkippedRung } from "./ladder.ts";
export { type RungId } from "./ladder-rungs.ts";

// By which law a network forgets
export { attentionLaw, type AttentionLaw, type AttentionLawOptions, type HeadLaw } from "./attention-law.ts";
export type { HeadAttention, InfluenceOfTokens, LossDifference } from "./measure-heads.ts";
export type { DecayBesideLaws, ForgettingLaw, ForgettingLaws, LawName } from "./forgetting-laws.ts";
export type { LinearLogitLaw } from "./linear-logit-law.ts";

// Trained networks in one table
export {
  type ComparedModel,
  type ComparedNetwork,
  compareModels,
  type CompareOptions,
  type Comparison,
} from "./compare-models.ts";
