/** Gradients of weights and biases: sums over rows, added to what earlier blocks of rows left, in packed order. */
import { bytes } from './memory';
import { fma } from './simd';

const zero: v128 = f32x4.splat(0);

/** Four rows of W by eight columns. */
function fourDeep(x: usize, stride: usize, dy: usize, outStride: usize, rows: i32, g: usize, fresh: bool): void {
  let c00 = fresh ? zero : v128.load(g);
  let c01 = fresh ? zero : v128.load(g, 16);
  let c10 = fresh ? zero : v128.load(g, 32);
  let c11 = fresh ? zero : v128.load(g, 48);
  let c20 = fresh ? zero : v128.load(g, 64);
  let c21 = fresh ? zero : v128.load(g, 80);
  let c30 = fresh ? zero : v128.load(g, 96);
  let c31 = fresh ? zero : v128.load(g, 112);
  let n = rows;
  do {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    const a0 = v128.load32_splat(x);
    c00 = fma(a0, d0, c00);
    c01 = fma(a0, d1, c01);
    const a1 = v128.load32_splat(x, 4);
    c10 = fma(a1, d0, c10);
    c11 = fma(a1, d1, c11);
    const a2 = v128.load32_splat(x, 8);
    c20 = fma(a2, d0, c20);
    c21 = fma(a2, d1, c21);
    const a3 = v128.load32_splat(x, 12);
    c30 = fma(a3, d0, c30);
    c31 = fma(a3, d1, c31);
    x += stride;
    dy += outStride;
  } while (--n);
  v128.store(g, c00);
  v128.store(g, c01, 16);
  v128.store(g, c10, 32);
  v128.store(g, c11, 48);
  v128.store(g, c20, 64);
  v128.store(g, c21, 80);
  v128.store(g, c30, 96);
  v128.store(g, c31, 112);
}

/** Six rows of W by eight columns. */
function sixDeep(x: usize, stride: usize, dy: usize, outStride: usize, rows: i32, g: usize, fresh: bool): void {
  let c00 = fresh ? zero : v128.load(g);
  let c01 = fresh ? zero : v128.load(g, 16);
  let c10 = fresh ? zero : v128.load(g, 32);
  let c11 = fresh ? zero : v128.load(g, 48);
  let c20 = fresh ? zero : v128.load(g, 64);
  let c21 = fresh ? zero : v128.load(g, 80);
  let c30 = fresh ? zero : v128.load(g, 96);
  let c31 = fresh ? zero : v128.load(g, 112);
  let c40 = fresh ? zero : v128.load(g, 128);
  let c41 = fresh ? zero : v128.load(g, 144);
  let c50 = fresh ? zero : v128.load(g, 160);
  let c51 = fresh ? zero : v128.load(g, 176);
  let n = rows;
  do {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    const a0 = v128.load32_splat(x);
    c00 = fma(a0, d0, c00);
    c01 = fma(a0, d1, c01);
    const a1 = v128.load32_splat(x, 4);
    c10 = fma(a1, d0, c10);
    c11 = fma(a1, d1, c11);
    const a2 = v128.load32_splat(x, 8);
    c20 = fma(a2, d0, c20);
    c21 = fma(a2, d1, c21);
    const a3 = v128.load32_splat(x, 12);
    c30 = fma(a3, d0, c30);
    c31 = fma(a3, d1, c31);
    const a4 = v128.load32_splat(x, 16);
    c40 = fma(a4, d0, c40);
    c41 = fma(a4, d1, c41);
    const a5 = v128.load32_splat(x, 20);
    c50 = fma(a5, d0, c50);
    c51 = fma(a5, d1, c51);
    x += stride;
    dy += outStride;
  } while (--n);
  v128.store(g, c00);
  v128.store(g, c01, 16);
  v128.store(g, c10, 32);
  v128.store(g, c11, 48);
  v128.store(g, c20, 64);
  v128.store(g, c21, 80);
  v128.store(g, c30, 96);
  v128.store(g, c31, 112);
  v128.store(g, c40, 128);
  v128.store(g, c41, 144);
  v128.store(g, c50, 160);
  v128.store(g, c51, 176);
}

/** Eight columns of W; as in `product`, six rows at once where a product is added without a register of its own. */
function wide(
  x: usize,
  stride: usize,
  depth: i32,
  dy: usize,
  outStride: usize,
  rows: i32,
  g: usize,
  fresh: bool,
): void {
  let left = depth;
  if (ASC_FEATURE_RELAXED_SIMD) {
    for (; left > 4 && left !== 8; left -= 6) {
      sixDeep(x, stride, dy, outStride, rows, g, fresh);
      x += 24;
      g += 192;
    }
  }
  for (; left > 0; left -= 4) {
    fourDeep(x, stride, dy, outStride, rows, g, fresh);
    x += 16;
    g += 128;
  }
}

/** Four rows of W by four columns; even and odd rows of the batch apart, so that sums do not wait for each other. */
function narrowTile(x: usize, stride: usize, dy: usize, outStride: usize, rows: i32, g: usize, fresh: bool): void {
  let c0 = fresh ? zero : v128.load(g);
  let c1 = fresh ? zero : v128.load(g, 16);
  let c2 = fresh ? zero : v128.load(g, 32);
  let c3 = fresh ? zero : v128.load(g, 48);
  let e0 = zero;
  let e1 = zero;
  let e2 = zero;
  let e3 = zero;
  for (let n = rows; n > 0; n -= 2) {
    const d = v128.load(dy);
    c0 = fma(v128.load32_splat(x), d, c0);
    c1 = fma(v128.load32_splat(x, 4), d, c1);
    c2 = fma(v128.load32_splat(x, 8), d, c2);
    c3 = fma(v128.load32_splat(x, 12), d, c3);
    x += stride;
    dy += outStride;
    const f = v128.load(dy);
    e0 = fma(v128.load32_splat(x), f, e0);
    e1 = fma(v128.load32_splat(x, 4), f, e1);
    e2 = fma(v128.load32_splat(x, 8), f, e2);
    e3 = fma(v128.load32_splat(x, 12), f, e3);
    x += stride;
    dy += outStride;
  }
  v128.store(g, f32x4.add(c0, e0));
  v128.store(g, f32x4.add(c1, e1), 16);
  v128.store(g, f32x4.add(c2, e2), 32);
  v128.store(g, f32x4.add(c3, e3), 48);
}

/**
 * g [K × N] (packed) += xᵀ·dy.
 * @param depth K, a multiple of four; columns of x beyond the real ones hold zeros
 * @param columns N, a multiple of four
 * @param rows even
 * @param fresh starts from zero
 */
export function outer(
  x: usize,
  stride: usize,
  depth: i32,
  dy: usize,
  outStride: usize,
  columns: i32,
  rows: i32,
  g: usize,
  fresh: bool,
): void {
  let left = columns;
  for (; left >= 8; left -= 8) {
    wide(x, stride, depth, dy, outStride, rows, g, fresh);
    g += <usize>depth * 32;
    dy += 32;
  }
  if (left === 0) return;
  for (let k = 0; k < depth; k += 4) {
    narrowTile(x + bytes(k), stride, dy, outStride, rows, g, fresh);
    g += 64;
  }
}

/** g [N] += Σ over rows of dy. */
export function sumRows(dy: usize, stride: usize, columns: i32, rows: i32, g: usize, fresh: bool): void {
  for (let left = columns; left > 0; left -= 4) {
    let even = fresh ? zero : v128.load(g);
    let odd = zero;
    let at = dy;
    for (let n = rows; n > 0; n -= 2) {
      even = f32x4.add(even, v128.load(at));
      odd = f32x4.add(odd, v128.load(at + stride));
      at += stride * 2;
    }
    v128.store(g, f32x4.add(even, odd));
    dy += 16;
    g += 16;
  }
}
