import type { ActivationSource } from "@beliefscope/interp-probes";

const residualStream = /^blocks\.\d+\.hook_resid_post$|^ln_final\.hook_normalized$/;

/**
 * The hooks to probe: those asked for, or each block's residual stream and the final norm.
 *
 * @throws RangeError if none is asked for and none is recognised.
 */
export function probedSites({ hookNames }: ActivationSource, asked: readonly string[] | null): readonly string[] {
  const sites = asked ?? hookNames.filter((name) => residualStream.test(name));
  if (sites.length > 0) return sites;
  const hooks = hookNames.join(", ") || "none";
  throw new RangeError(`report: the network must have a residual stream that is recognised, got hooks ${hooks}`);
}
