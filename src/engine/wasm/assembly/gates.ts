/** The gate of every row, softmax(G x + h), and the term that keeps experts in balance. */
import * as m from './memory';
import { bytes } from './memory';
import { product } from './product';
import { expOfNegative, highest, total } from './simd';

/** The host's natural logarithm. */
declare function log(x: f64): f64;

/** Logits become gates, in place. A gate below e⁻⁸⁷ of the largest is 0. */
function softmax(row: usize): void {
  const end = row + bytes(m.expertsWide);
  let top = v128.load(row);
  for (let at = row + 16; at < end; at += 16) top = f32x4.pmax(top, v128.load(at));
  top = highest(top);
  let sum: f32 = 0;
  for (let at = row; at < end; at += 16) {
    const power = expOfNegative(f32x4.sub(v128.load(at), top));
    v128.store(at, power);
    sum += total(power);
  }
  const share = f32x4.splat(1 / sum);
  for (let at = row; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), share));
}

/** Gates of one block. @param x [rows × D] @param g [rows × E] @param rows a multiple of eight */
export function gatesOf(x: usize, g: usize, rows: i32): void {
  const p = m.parameters;
  const wide = bytes(m.expertsWide);
  product(
    x,
    bytes(m.dimsWide),
    p + m.gateAt,
    m.dims,
    m.dimsWide,
    m.expertsWide,
    p + m.gateBiasAt,
    g,
    wide,
    rows,
    false,
  );
  for (let r = 0; r < rows; r++) softmax(g + <usize>r * wide);
}

/** Sum of one vector of gates over rows, in blocks, so that it stays exact enough over long batches. */
function sumOf(column: usize, count: i32): v128 {
  const wide = bytes(m.expertsWide);
  let all = f32x4.splat(0);
  for (let from = 0; from < count; from += m.blockRows) {
    const end = min(count, from + m.blockRows);
    let part = f32x4.splat(0);
    for (let r = from; r < end; r++) part = f32x4.add(part, v128.load(m.gates + column + <usize>r * wide));
    all = f32x4.add(all, part);
  }
  return all;
}

/**
 * KL(mean gate ‖ uniform) over `count` rows; leaves balance·log(E·mean)/count in `balanceSlope`, the derivative by each
 * row's gate up to a constant, which the softmax takes out.
 */
export function balanceTerm(count: i32, balance: f64): f64 {
  for (let column = 0; column < m.expertsWide; column += 4) {
    v128.store(m.balanceSlope + bytes(column), sumOf(bytes(column), count));
  }
  let divergence: f64 = 0;
  for (let e = 0; e < m.experts; e++) {
    const at = m.balanceSlope + bytes(e);
    const mean = <f64>load<f32>(at) / count;
    const height = log(max<f64>(mean, 1e-30) * m.experts);
    divergence += mean * height;
    store<f32>(at, <f32>((balance * height) / count));
  }
  return balance * divergence;
}
