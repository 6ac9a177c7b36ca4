import { checkKind } from "@beliefscope/hmm-core";

/**
 * The pole of the best fixed filter of `messN`, in closed form; on `circleN` all poles have this modulus.
 *
 *   theta + 1/theta = ((1 + l^2)(1 - b^2) + b^2 (1 - l^2)) / ((1 - b^2) l),   |theta| <= 1
 *   l = 1 - n x,   b = (n a - 1)/(n - 1)                                  (the second eigenvalues of T and of E)
 *
 * Evidence makes a filter forget: theta lies between 0 (b = 1: tokens show the state) and l (b = 0: they show nothing),
 * the pole of `zetaFilter`.
 *
 * @param parameters.x Probability of each move to another state, in [0, 1/(n-1)].
 * @param parameters.a Probability that a state emits its own token, in [0, 1].
 * @param parameters.n Number of states and of tokens, an integer of at least 2.
 * @returns theta, of the sign of l. Of modulus 1 only where nothing is ever forgotten (l = 1 or -1, b neither 1 nor -1);
 *   `kalmanFilter` then throws.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * messPole({ x: 0.05, a: 0.85, n: 3 }); // ≈ 0.4942706356
 */
export function messPole(parameters: { readonly x: number; readonly a: number; readonly n: number }): number {
  checkKind("messPole", "parameters", "an object", parameters);
  const { x, a, n } = parameters;
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`messPole: n must be an integer of at least 2, got ${n}`);
  const ranges = [["x", x, 1 / (n - 1)], ["a", a, 1]] as const; // prettier-ignore
  for (const [name, value, max] of ranges) {
    if (!(value >= 0 && value <= max)) throw new RangeError(`messPole: ${name} must be in [0, ${max}], got ${value}`);
  }
  const l = 1 - n * x;
  const evidence = ((n * a - 1) / (n - 1)) ** 2; // b^2
  if (l === 0 || evidence === 1) return 0;
  // |theta| + 1/|theta| = 2 + excess, summed so that nothing cancels where l or b is near 1
  const lost = l > 0 ? n * x : 2 - n * x; // 1 - |l|
  const excess = (lost * (lost * (1 - evidence) + evidence * (1 + Math.abs(l)))) / ((1 - evidence) * Math.abs(l));
  return Math.sign(l) / (1 + excess / 2 + Math.sqrt(excess * (1 + excess / 4)));
}
