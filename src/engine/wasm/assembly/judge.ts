/** What the network says of rows: errors and decoder norms, beside the gates (METHODS.md 1.2, 8). */
import * as m from './memory';
import { bytes } from './memory';
import { fma, total } from './simd';

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

/** Σ_e g_e²(‖code_e‖² + 1) */
function normOf(code: usize, g: usize): f32 {
  let sum: f32 = 0;
  for (let e: usize = 0; e < <usize>m.experts; e++) {
    let squares = f32x4.splat(0);
    const end = code + bytes(m.unitsWide);
    for (; code < end; code += 16) squares = fma(v128.load(code), v128.load(code), squares);
    const own = load<f32>(g + e * 4);
    sum += own * own * (total(squares) + 1);
  }
  return sum;
}

/** Judges a block whose forward pass is done. @param from its first row */
export function judgeBlock(x: usize, g: usize, from: usize, rows: i32): void {
  for (let r: usize = 0; r < <usize>rows; r++) {
    const at = (from + r) * 4;
    store<f32>(m.errors + at, errorOf(x + r * bytes(m.dimsWide), m.output + r * bytes(m.dimsWide)));
    store<f32>(m.norms + at, normOf(m.code + r * bytes(m.allUnits), g + r * bytes(m.expertsWide)));
  }
}
