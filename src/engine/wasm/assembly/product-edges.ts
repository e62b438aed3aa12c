/** The products that are too shallow or too narrow for tiles of rows by eight columns. */
import { fma } from './simd';

/**
 * Eight columns of every row where K is padded to four: the panel's weights stay in registers, and rows pass by.
 * Columns of x beyond K hold zeros.
 */
export function shallow(
  x: usize,
  stride: usize,
  w: usize,
  bias: usize,
  y: usize,
  outStride: usize,
  rows: i32,
  rectified: bool,
): void {
  const w00 = v128.load(w);
  const w01 = v128.load(w, 16);
  const w10 = v128.load(w, 32);
  const w11 = v128.load(w, 48);
  const w20 = v128.load(w, 64);
  const w21 = v128.load(w, 80);
  const w30 = v128.load(w, 96);
  const w31 = v128.load(w, 112);
  const b0 = v128.load(bias);
  const b1 = v128.load(bias, 16);
  const low = f32x4.splat(rectified ? 0 : -Infinity);
  for (let left = rows; left > 0; left--) {
    const a0 = v128.load32_splat(x);
    let c0 = fma(a0, w00, b0);
    let c1 = fma(a0, w01, b1);
    const a1 = v128.load32_splat(x, 4);
    c0 = fma(a1, w10, c0);
    c1 = fma(a1, w11, c1);
    const a2 = v128.load32_splat(x, 8);
    c0 = fma(a2, w20, c0);
    c1 = fma(a2, w21, c1);
    const a3 = v128.load32_splat(x, 12);
    c0 = fma(a3, w30, c0);
    c1 = fma(a3, w31, c1);
    v128.store(y, f32x4.pmax(c0, low));
    v128.store(y, f32x4.pmax(c1, low), 16);
    x += stride;
    y += outStride;
  }
}

/** Four columns of every row; eight rows at once, so that sums do not wait for each other, and four k a turn. */
export function narrow(
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
  for (let left = rows; left > 0; left -= 8) {
    let x0 = x;
    let x1 = x0 + stride;
    let x2 = x1 + stride;
    let x3 = x2 + stride;
    let x4 = x3 + stride;
    let x5 = x4 + stride;
    let x6 = x5 + stride;
    let x7 = x6 + stride;
    let at = w;
    let c0 = v128.load(bias);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let c4 = c0;
    let c5 = c0;
    let c6 = c0;
    let c7 = c0;
    let n = k;
    for (; n >= 4; n -= 4) {
      const w0 = v128.load(at);
      c0 = fma(v128.load32_splat(x0), w0, c0);
      c1 = fma(v128.load32_splat(x1), w0, c1);
      c2 = fma(v128.load32_splat(x2), w0, c2);
      c3 = fma(v128.load32_splat(x3), w0, c3);
      c4 = fma(v128.load32_splat(x4), w0, c4);
      c5 = fma(v128.load32_splat(x5), w0, c5);
      c6 = fma(v128.load32_splat(x6), w0, c6);
      c7 = fma(v128.load32_splat(x7), w0, c7);
      const w1 = v128.load(at, 16);
      c0 = fma(v128.load32_splat(x0, 4), w1, c0);
      c1 = fma(v128.load32_splat(x1, 4), w1, c1);
      c2 = fma(v128.load32_splat(x2, 4), w1, c2);
      c3 = fma(v128.load32_splat(x3, 4), w1, c3);
      c4 = fma(v128.load32_splat(x4, 4), w1, c4);
      c5 = fma(v128.load32_splat(x5, 4), w1, c5);
      c6 = fma(v128.load32_splat(x6, 4), w1, c6);
      c7 = fma(v128.load32_splat(x7, 4), w1, c7);
      const w2 = v128.load(at, 32);
      c0 = fma(v128.load32_splat(x0, 8), w2, c0);
      c1 = fma(v128.load32_splat(x1, 8), w2, c1);
      c2 = fma(v128.load32_splat(x2, 8), w2, c2);
      c3 = fma(v128.load32_splat(x3, 8), w2, c3);
      c4 = fma(v128.load32_splat(x4, 8), w2, c4);
      c5 = fma(v128.load32_splat(x5, 8), w2, c5);
      c6 = fma(v128.load32_splat(x6, 8), w2, c6);
      c7 = fma(v128.load32_splat(x7, 8), w2, c7);
      const w3 = v128.load(at, 48);
      c0 = fma(v128.load32_splat(x0, 12), w3, c0);
      c1 = fma(v128.load32_splat(x1, 12), w3, c1);
      c2 = fma(v128.load32_splat(x2, 12), w3, c2);
      c3 = fma(v128.load32_splat(x3, 12), w3, c3);
      c4 = fma(v128.load32_splat(x4, 12), w3, c4);
      c5 = fma(v128.load32_splat(x5, 12), w3, c5);
      c6 = fma(v128.load32_splat(x6, 12), w3, c6);
      c7 = fma(v128.load32_splat(x7, 12), w3, c7);
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
      x4 += 16;
      x5 += 16;
      x6 += 16;
      x7 += 16;
      at += 64;
    }
    for (; n > 0; n--) {
      const w0 = v128.load(at);
      c0 = fma(v128.load32_splat(x0), w0, c0);
      c1 = fma(v128.load32_splat(x1), w0, c1);
      c2 = fma(v128.load32_splat(x2), w0, c2);
      c3 = fma(v128.load32_splat(x3), w0, c3);
      c4 = fma(v128.load32_splat(x4), w0, c4);
      c5 = fma(v128.load32_splat(x5), w0, c5);
      c6 = fma(v128.load32_splat(x6), w0, c6);
      c7 = fma(v128.load32_splat(x7), w0, c7);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      x4 += 4;
      x5 += 4;
      x6 += 4;
      x7 += 4;
      at += 16;
    }
    const low = f32x4.splat(rectified ? 0 : -Infinity);
    v128.store(y, f32x4.pmax(c0, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c1, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c2, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c3, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c4, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c5, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c6, low));
    y += outStride;
    v128.store(y, f32x4.pmax(c7, low));
    y += outStride;
    x += stride * 8;
  }
}
