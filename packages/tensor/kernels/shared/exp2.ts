/** A float from 2^23 to 2^24 holds a whole number in its last bits, also a negative one added to 1.5 times 2^23. */
const WHOLE: f32 = 12582912;

/** 2^y of four floats, y in [-126, 127), to 3e-6 relative: the whole part as an exponent, the rest by its series. */
// @ts-ignore: decorator
@inline
export function exp2(y: v128): v128 {
  const bits = f32x4.add(y, f32x4.splat(WHOLE));
  const rest = f32x4.sub(y, f32x4.sub(bits, f32x4.splat(WHOLE)));
  const z = f32x4.mul(rest, f32x4.splat(0.6931471805599453)); // at most 0.35
  let series = f32x4.splat(1 / 120);
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1 / 24));
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1 / 6));
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1 / 2));
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1));
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1));
  return f32x4.mul(series, i32x4.shl(i32x4.add(bits, i32x4.splat(127)), 23));
}
