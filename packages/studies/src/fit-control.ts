import type { Hmm } from "@beliefscope/hmm-core";
import type { ActivationSource } from "@beliefscope/interp-probes";
import { probedSites } from "./probed-sites.ts";
import { probeTaskOf } from "./probe-task.ts";
import { readPrefixes } from "./read-prefixes.ts";
import { fitSites, type SiteFit } from "./site-fits.ts";

/** What the control is measured on: the same as the network in `reportStudy`. */
export type ControlInput = {
  readonly hmm: Hmm;
  /** The network untrained, or with its weights permuted. */
  readonly source: ActivationSource;
  readonly context: number;
  readonly sites: readonly string[] | null;
  readonly seed: number;
};

/**
 * Reads the beliefs out of a control network, on the words and folds of the report with the same settings. It needs
 * nothing of the report itself, so that it can run beside it, in another thread.
 *
 * @returns One fit a site, and one of all sites side by side; plain data.
 * @throws RangeError if the network has no site to probe, or a hook has the wrong shape.
 * @example
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const filter = zetaFilter(hmm, { readout: "linear" });
 * const source = attentionSource(attentionFromFilter(filter, { length: 4 }));
 * const [site] = await fitControl({ hmm, source, context: 4, sites: null, seed: 1 });
 * site!.name; // => "blocks.0.hook_resid_post"
 */
export async function fitControl({ hmm, source, context, sites, seed }: ControlInput): Promise<SiteFit[]> {
  const { truth, task } = probeTaskOf(hmm, context, seed);
  const { hooks } = await readPrefixes(source, truth.ensemble, probedSites(source, sites), () => undefined);
  return fitSites(hooks, task, () => undefined);
}
