import type { Finding } from "./finding.ts";
import { buildingItFromScratch } from "./pages/building-it-from-scratch.ts";
import { howScaledVectorsMakeAFractal } from "./pages/how-scaled-vectors-make-a-fractal.ts";
import { isMeoTheBestLinearOperator } from "./pages/is-meo-the-best-linear-operator.ts";
import { stateSpaceModels } from "./pages/state-space-models.ts";
import { theFixedMatrix } from "./pages/the-fixed-matrix.ts";
import { theLawOfForgetting } from "./pages/the-law-of-forgetting.ts";
import { theMinimalModel } from "./pages/the-minimal-model.ts";
import { theTrap } from "./pages/the-trap.ts";
import { whatAnOptimalPredictorMustRepresent } from "./pages/what-an-optimal-predictor-must-represent.ts";
import { whatTheNormDoes } from "./pages/what-the-norm-does.ts";

/** All pages, in the order of the index. */
export const findings: readonly Finding[] = [
  theMinimalModel,
  theFixedMatrix,
  theLawOfForgetting,
  howScaledVectorsMakeAFractal,
  buildingItFromScratch,
  isMeoTheBestLinearOperator,
  whatTheNormDoes,
  theTrap,
  stateSpaceModels,
  whatAnOptimalPredictorMustRepresent,
];
