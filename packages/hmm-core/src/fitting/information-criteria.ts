import { checkProper } from "../check-proper.ts";
import { checkFreeParameters, type FreeParameters } from "./free-parameters.ts";
import type { Hmm } from "../hmm.ts";

/** What `informationCriteria` finds. */
export type InformationCriteria = {
  readonly aic: number;
  readonly bic: number;
  /** Free parameters of the labelled form. */
  readonly parameters: number;
};

/**
 * Scores a fit for its likelihood and against its number of free parameters; the lower the better.
 *
 *   parameters = sum over rows of (free transitions - 1) + (possible initial states - 1, if learned)
 *   aic = 2 parameters - 2 log L,  bic = parameters log(numTokens) - 2 log L
 *
 * Transitions of probability 0 are structure and do not count. Give the process that the fit started from: a 0 that the
 * fit itself found was a free parameter. The labelled form has more parameters than the law of its words needs (without
 * zeros numStates^2 (numTokens - 1) suffice), so both criteria lean to few states.
 *
 * @param hmm A proper HMM with the zeros of the fitted family.
 * @param logLikelihood Of all tokens under the fit, in nats.
 * @param numTokens How many tokens were fitted, at least 1.
 * @param options The same `fixed` and `initialBelief` as the fit had.
 * @throws RangeError if the process is generalized, an option does not fit it, or a number is out of range.
 * @example
 * informationCriteria(goldenMean(), -100, 200, { initialBelief: "stationary" });
 * // ≈ { aic: 202, bic: 205.2983174, parameters: 1 }
 * @see Akaike 1974, "A new look at the statistical model identification"; Schwarz 1978, "Estimating the dimension of a
 *   model"
 */
export function informationCriteria(
  hmm: Hmm,
  logLikelihood: number,
  numTokens: number,
  options: FreeParameters = {},
): InformationCriteria {
  checkProper("informationCriteria", "hmm", hmm);
  checkFreeParameters("informationCriteria", hmm, options);
  if (!Number.isFinite(logLikelihood)) {
    throw new RangeError(`informationCriteria: logLikelihood must be a finite number, got ${logLikelihood}`);
  }
  if (!Number.isInteger(numTokens) || numTokens < 1) {
    throw new RangeError(`informationCriteria: numTokens must be a positive integer, got ${numTokens}`);
  }
  const { fixed, initialBelief = "learned" } = options;
  const freeInRow = new Int32Array(hmm.numStates);
  hmm.labeledTransitions.forEach((probability, index) => {
    const from = Math.floor(index / hmm.numStates) % hmm.numStates;
    if (probability > 0 && !fixed?.[index]) freeInRow[from]!++;
  });
  const starts = initialBelief === "learned" ? hmm.initialBelief.filter((probability) => probability > 0).length : 1;
  const parameters = freeInRow.reduce((sum, free) => sum + Math.max(free - 1, 0), starts - 1);
  return {
    aic: 2 * parameters - 2 * logLikelihood,
    bic: parameters * Math.log(numTokens) - 2 * logLikelihood,
    parameters,
  };
}
