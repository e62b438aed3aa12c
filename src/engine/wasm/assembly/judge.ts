/** What the network says of rows: errors and decoder norms, beside the gates (docs/methods.md 1.2, 8). */
import * as m from './memory';
import { bytes } from './memory';
import { fma, logOfPositive, total } from './simd';

function errorOf(x: usize, output: usize): f32 {
  let squares = f32x4.splat(0);
  const end = output + bytes(m.dimsWide);
  for (; output < end; output += 16) {
    const difference = f32x4.sub(v128.load(output), v128.load(x));
    squares = fma(difference, difference, squares);
    x += 16;
  }
  return total(squares) / <f32>m.dims;
}

/** Σ_e g_e²(‖code_e‖² + 1): the squares of a row of gated codes, which ends with the gates. */
function normOf(gated: usize): f32 {
  let even = f32x4.splat(0);
  let odd = even;
  let third = even;
  let fourth = even;
  const end = gated + bytes(m.codeWide);
  const whole = gated + (bytes(m.codeWide) & ~63);
  for (; gated < whole; gated += 64) {
    const a = v128.load(gated);
    const b = v128.load(gated, 16);
    const c = v128.load(gated, 32);
    const d = v128.load(gated, 48);
    even = fma(a, a, even);
    odd = fma(b, b, odd);
    third = fma(c, c, third);
    fourth = fma(d, d, fourth);
  }
  for (; gated < end; gated += 16) {
    const a = v128.load(gated);
    even = fma(a, a, even);
  }
  return total(f32x4.add(f32x4.add(even, odd), f32x4.add(third, fourth)));
}

/** Judges a block whose forward pass is done. @param from its first row */
export function judgeBlock(x: usize, from: usize, rows: i32): void {
  for (let r: usize = 0; r < <usize>rows; r++) {
    const at = (from + r) * 4;
    store<f32>(m.errors + at, errorOf(x + r * bytes(m.dimsWide), m.output + r * bytes(m.dimsWide)));
    store<f32>(m.norms + at, normOf(m.gated + r * bytes(m.codeWide)));
  }
}

/** Logarithms of the errors of a block. @param rows a multiple of four */
export function logBlock(from: usize, rows: i32): void {
  for (let r: usize = 0; r < <usize>rows; r += 4) {
    const at = (from + r) * 4;
    const error = f32x4.add(v128.load(m.errors + at), f32x4.splat(1e-12));
    v128.store(m.logs + at, logOfPositive(error));
  }
}
