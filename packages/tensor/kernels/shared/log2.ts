/** sqrt(1/2) as bits. */
const SQRT_HALF: i32 = 0x3f3504f3;

/**
 * log2(x) of four floats, normal and above 0, to 2e-6 absolute: exponent + (2 / ln 2) artanh((m - 1) / (m + 1)) for x = 2^exponent
 * m, m in [sqrt(1/2), sqrt(2)).
 */
// @ts-ignore: decorator
@inline
export function log2(x: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, i32x4.splat(SQRT_HALF)), 23);
  const mantissa = i32x4.sub(x, i32x4.shl(exponent, 23));
  const one = f32x4.splat(1);
  const t = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one)); // at most 0.172
  const tt = f32x4.mul(t, t);
  let series = f32x4.splat(0.5770780163555854);
  series = f32x4.add(f32x4.mul(series, tt), f32x4.splat(0.961796693925976));
  series = f32x4.add(f32x4.mul(series, tt), f32x4.splat(2.885390081777927));
  return f32x4.add(f32x4.convert_i32x4_s(exponent), f32x4.mul(t, series));
}
