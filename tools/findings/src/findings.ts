import type { Finding } from "./finding.ts";
import { howScaledVectorsMakeAFractal } from "./pages/how-scaled-vectors-make-a-fractal.ts";

/** All pages, in the order of the index. */
export const findings: readonly Finding[] = [howScaledVectorsMakeAFractal];
