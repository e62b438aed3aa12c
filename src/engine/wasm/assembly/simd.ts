/** Small pieces of arithmetic on four float32 at once. Where relaxed SIMD is enabled, a·b + c is rounded once. */

/** a·b + c */
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Sum of the four lanes, pairwise. */
export function total(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Largest of the four lanes, in all lanes; a NaN lane may be passed over. */
export function highest(a: v128): v128 {
  const pairs = f32x4.pmax(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.pmax(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
}

/**
 * e^x for x ≤ 0, relative error below 2e-7; 0 below −87; NaN stays NaN.
 * Cody and Waite's reduction to |r| ≤ ln 2 / 2, then Taylor's polynomial of degree 7.
 */
export function expOfNegative(x: v128): v128 {
  const whole = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(whole, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(whole, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.98412698e-4);
  sum = fma(sum, r, f32x4.splat(1.38888889e-3));
  sum = fma(sum, r, f32x4.splat(8.33333333e-3));
  sum = fma(sum, r, f32x4.splat(4.16666667e-2));
  sum = fma(sum, r, f32x4.splat(1.66666667e-1));
  sum = fma(sum, r, f32x4.splat(0.5));
  sum = fma(sum, r, f32x4.splat(1));
  sum = fma(sum, r, f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  const tiny = f32x4.lt(x, f32x4.splat(-87));
  return v128.andnot(f32x4.mul(sum, power), tiny);
}

/**
 * ln x for normal x > 0, absolute error below 2e-7·max(1, |ln x|); what it gives for others means nothing.
 * x = 2ⁿ·m with m about 1, and ln m = 2 artanh s with s = (m − 1)/(m + 1), by its series up to s⁹.
 */
export function logOfPositive(x: v128): v128 {
  // Counted from √½, so that m lies within √½ and √2.
  const from = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const whole = i32x4.shr_s(from, 23);
  const m = i32x4.sub(x, i32x4.shl(whole, 23));
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  const squared = f32x4.mul(s, s);
  let sum = f32x4.splat(0.222222222);
  sum = fma(sum, squared, f32x4.splat(0.285714286));
  sum = fma(sum, squared, f32x4.splat(0.4));
  sum = fma(sum, squared, f32x4.splat(0.666666667));
  sum = fma(sum, squared, f32x4.splat(2));
  return fma(f32x4.convert_i32x4_s(whole), f32x4.splat(0.693147181), f32x4.mul(s, sum));
}
