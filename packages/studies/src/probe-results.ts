import type { ProbeTask } from "./probe-task.ts";
import { probeRidge } from "./probe-task.ts";
import type { Fit, ReportResults, SiteResult } from "./report-results.ts";
import { allSites, type SiteFit } from "./site-fits.ts";

type TokenBaselines = Omit<ReportResults["baselines"], "untrained">;

/**
 * Sets the fits of a network beside those of its control and the baselines.
 *
 * @throws RangeError if the control lacks a site of the network.
 */
export function probeResults(
  { folds }: ProbeTask,
  fits: readonly SiteFit[],
  controlFits: readonly SiteFit[],
  tokens: TokenBaselines,
): Pick<ReportResults, "probe" | "sites" | "shownSite" | "baselines"> {
  const bestControl = best(controlFits);
  const rivals = [tokens.lastToken, tokens.last3, tokens.history, bestControl.fit];
  const bestRival = Math.max(...rivals.map(({ r2HeldOut }) => r2HeldOut ?? -Infinity));
  return {
    probe: {
      foldRule: folds.rule,
      folds: folds.numFolds,
      distinctBeliefs: folds.distinctTargets,
      weights: "word probability",
      ridge: probeRidge,
    },
    sites: fits.map(({ name, width, fit }): SiteResult => {
      const control = controlFits.find((candidate) => candidate.name === name);
      if (control?.width !== width) {
        const got = control ? `width ${control.width} for ${width}` : "none";
        throw new RangeError(`report: the control must have the sites of the network, got ${got} at ${name}`);
      }
      const gain = fit.r2HeldOut === null ? null : fit.r2HeldOut - bestRival;
      return { name, width, ...fit, gainOverBestBaseline: gain, untrained: control.fit };
    }),
    shownSite: bestSingleSite(fits).name,
    baselines: { ...tokens, untrained: { ...bestControl.fit, site: bestControl.name } },
  };
}

/** The single site that predicts best on words held out. */
export function bestSingleSite(fits: readonly SiteFit[]): SiteFit {
  return best(fits.filter(({ name }) => name !== allSites));
}

/** The fit that predicts best on words held out. */
function best(fits: readonly SiteFit[]): SiteFit {
  const r2 = ({ fit }: { readonly fit: Fit }): number => fit.r2WordsHeldOut ?? fit.r2HeldOut ?? -Infinity;
  return fits.reduce((a, b) => (r2(b) > r2(a) ? b : a));
}
