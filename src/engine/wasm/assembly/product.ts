/**
 * Matrix products with packed weights: y = x·W + bias, or its positive part.
 *
 * Weights [K × N] lie in panels of eight columns, row after row inside a panel; when N/4 is odd the last panel has four.
 * A panel stays in the first cache while all rows pass by; four rows by eight columns stay in registers. Each sum runs
 * over k in order, so that a row's result depends on nothing but the row.
 */
import { narrow, shallow } from './product-edges';
import { fma } from './simd';

/** Where W[k, n] lies in packed weights, in floats. @param depth K as it was padded; columns are a multiple of four */
export function packedAt(k: i32, n: i32, depth: i32, columns: i32): usize {
  const panel = n & ~7;
  const width = columns - panel < 8 ? 4 : 8;
  return <usize>(panel * depth + k * width + (n - panel));
}

/** Four rows by eight columns. */
function fourRows(
  x: usize,
  stride: usize,
  w: usize,
  k: i32,
  bias: usize,
  y: usize,
  outStride: usize,
  rectified: bool,
): void {
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  let c00 = v128.load(bias);
  let c01 = v128.load(bias, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  let n = k;
  do {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const a0 = v128.load32_splat(x0);
    c00 = fma(a0, w0, c00);
    c01 = fma(a0, w1, c01);
    const a1 = v128.load32_splat(x1);
    c10 = fma(a1, w0, c10);
    c11 = fma(a1, w1, c11);
    const a2 = v128.load32_splat(x2);
    c20 = fma(a2, w0, c20);
    c21 = fma(a2, w1, c21);
    const a3 = v128.load32_splat(x3);
    c30 = fma(a3, w0, c30);
    c31 = fma(a3, w1, c31);
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    w += 32;
  } while (--n);
  const low = f32x4.splat(rectified ? 0 : -Infinity);
  v128.store(y, f32x4.pmax(c00, low));
  v128.store(y, f32x4.pmax(c01, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c10, low));
  v128.store(y, f32x4.pmax(c11, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c20, low));
  v128.store(y, f32x4.pmax(c21, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c30, low));
  v128.store(y, f32x4.pmax(c31, low), 16);
}

/** Six rows by eight columns. */
function sixRows(
  x: usize,
  stride: usize,
  w: usize,
  k: i32,
  bias: usize,
  y: usize,
  outStride: usize,
  rectified: bool,
): void {
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  let x4 = x3 + stride;
  let x5 = x4 + stride;
  let c00 = v128.load(bias);
  let c01 = v128.load(bias, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  let c40 = c00;
  let c41 = c01;
  let c50 = c00;
  let c51 = c01;
  let n = k;
  do {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const a0 = v128.load32_splat(x0);
    c00 = fma(a0, w0, c00);
    c01 = fma(a0, w1, c01);
    const a1 = v128.load32_splat(x1);
    c10 = fma(a1, w0, c10);
    c11 = fma(a1, w1, c11);
    const a2 = v128.load32_splat(x2);
    c20 = fma(a2, w0, c20);
    c21 = fma(a2, w1, c21);
    const a3 = v128.load32_splat(x3);
    c30 = fma(a3, w0, c30);
    c31 = fma(a3, w1, c31);
    const a4 = v128.load32_splat(x4);
    c40 = fma(a4, w0, c40);
    c41 = fma(a4, w1, c41);
    const a5 = v128.load32_splat(x5);
    c50 = fma(a5, w0, c50);
    c51 = fma(a5, w1, c51);
    x0 += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
    x4 += 4;
    x5 += 4;
    w += 32;
  } while (--n);
  const low = f32x4.splat(rectified ? 0 : -Infinity);
  v128.store(y, f32x4.pmax(c00, low));
  v128.store(y, f32x4.pmax(c01, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c10, low));
  v128.store(y, f32x4.pmax(c11, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c20, low));
  v128.store(y, f32x4.pmax(c21, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c30, low));
  v128.store(y, f32x4.pmax(c31, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c40, low));
  v128.store(y, f32x4.pmax(c41, low), 16);
  y += outStride;
  v128.store(y, f32x4.pmax(c50, low));
  v128.store(y, f32x4.pmax(c51, low), 16);
}

/**
 * Eight columns of every row. Six rows at once need all vector registers, and a product that is added without one of its
 * own; four at once are what is left.
 */
function wide(
  x: usize,
  stride: usize,
  w: usize,
  k: i32,
  bias: usize,
  y: usize,
  outStride: usize,
  rows: i32,
  rectified: bool,
): void {
  let left = rows;
  if (ASC_FEATURE_RELAXED_SIMD) {
    for (; left >= 6 && left !== 8; left -= 6) {
      sixRows(x, stride, w, k, bias, y, outStride, rectified);
      x += stride * 6;
      y += outStride * 6;
    }
  }
  for (; left > 0; left -= 4) {
    fourRows(x, stride, w, k, bias, y, outStride, rectified);
    x += stride * 4;
    y += outStride * 4;
  }
}

/**
 * y [rows × N] = x [rows × K]·W + bias, or its positive part.
 * @param stride bytes from one row of x to the next; `outStride` the same of y
 * @param depth K as W was padded; columns of x beyond K hold zeros
 * @param columns N, a multiple of four
 * @param rows a multiple of eight
 * @param rectified whether negative results become 0
 */
export function product(
  x: usize,
  stride: usize,
  w: usize,
  k: i32,
  depth: i32,
  columns: i32,
  bias: usize,
  y: usize,
  outStride: usize,
  rows: i32,
  rectified: bool,
): void {
  let left = columns;
  for (; left >= 8; left -= 8) {
    if (depth === 4) shallow(x, stride, w, bias, y, outStride, rows, rectified);
    else wide(x, stride, w, k, bias, y, outStride, rows, rectified);
    w += <usize>depth * 32;
    bias += 32;
    y += 32;
  }
  if (left > 0) narrow(x, stride, w, k, bias, y, outStride, rows, rectified);
}
