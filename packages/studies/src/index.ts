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
