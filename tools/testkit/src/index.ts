/** What the tests share: a matcher, arbitrary processes, the oracle that sums over all hidden paths, and the laws of sources. Importing it adds the matcher. */

import "./to-be-close-to-array.ts";

export { arbitraryBelief } from "./arbitrary-belief.ts";
export { arbitraryHmm } from "./arbitrary-hmm.ts";
export { arbitraryHardHmm } from "./arbitrary-hard-hmm.ts";
export { jointByHiddenPaths, probabilityByHiddenPaths, type LabeledProcess } from "./hidden-paths.ts";
export { activationSourceLaws } from "./activation-source-laws.ts";
