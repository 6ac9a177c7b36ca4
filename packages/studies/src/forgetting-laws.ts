import { type FixedFilter, kalmanFilter, zetaFilter } from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import type { Decay } from "@beliefscope/interp-probes";
import type { Complex } from "@beliefscope/tensor/linalg";

/** How fast a law says that a fixed memory should forget. */
export type ForgettingLaw = {
  readonly poles: readonly Complex[] | null;
  /** The largest modulus of a pole: by which the slowest part fades with each token; null without a pole. */
  readonly modulus: number | null;
  readonly reason?: string;
};

/** The two laws of a process: the poles of the best fixed filter, and the eigenvalues of the process (the zeta-law). */
export type ForgettingLaws = { readonly kalman: ForgettingLaw; readonly zeta: ForgettingLaw };

/** A law by name: those of the process, and the best single pole under linear logits (`LinearLogitLaw`). */
export type LawName = keyof ForgettingLaws | "linearLogits";

/** A decay, and which of the laws its interval holds; none if it is hardly geometric (R2 below .95). */
export type DecayBesideLaws = Decay & { readonly agreesWith: readonly LawName[] };

/** The laws of a process; where it has no stationary best filter, the reason. */
export function forgettingLaws(hmm: Hmm): ForgettingLaws {
  return { kalman: lawOf(hmm, kalmanFilter), zeta: lawOf(hmm, zetaFilter) };
}

function lawOf(hmm: Hmm, create: (hmm: Hmm, options: { readout: "linear" }) => FixedFilter): ForgettingLaw {
  try {
    const { poles } = create(hmm, { readout: "linear" });
    if (poles.length > 0) return { poles, modulus: Math.max(...poles.map(([re, im]) => Math.hypot(re, im))) };
    return { poles, modulus: null, reason: "no token tells anything of the state" };
  } catch (error) {
    if (error instanceof RangeError) return { poles: null, modulus: null, reason: error.message };
    throw error;
  }
}

/** A fit is no closer to a law than single precision lets it be. */
const PRECISION = 1e-6;

/** A single pole that explains less describes nothing, and may come near to any law. */
const GEOMETRIC = 0.95;

/** Sets a decay beside the laws: agreement is that the modulus of the pole ± 2 se holds that of the law. */
export function besideLaws(
  decay: Decay | null,
  laws: Readonly<Partial<Record<LawName, ForgettingLaw>>>,
): DecayBesideLaws | null {
  if (decay === null) return null;
  const agreesWith = (["kalman", "zeta", "linearLogits"] as const).filter((law) => {
    const modulus = laws[law]?.modulus ?? null;
    if (modulus === null || decay.r2 < GEOMETRIC) return false;
    return Math.abs(Math.abs(decay.pole) - modulus) <= 2 * (decay.se ?? 0) + PRECISION;
  });
  return { ...decay, agreesWith };
}
