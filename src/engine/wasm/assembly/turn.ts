/** Turns packed matrices over, four by four, for the backward pass. */
import { packedAt } from './product';

/** Bytes from one row of a packed panel to the next, for the panel that holds column n. */
function panelStride(n: i32, columns: i32): usize {
  return columns - (n & ~7) < 8 ? 16 : 32;
}

/** t [N × K] = w [K × N]ᵀ, both packed and padded to multiples of four. */
export function turn(w: usize, depth: i32, columns: i32, t: usize): void {
  for (let n = 0; n < columns; n += 4) {
    const stride = panelStride(n, columns);
    for (let k = 0; k < depth; k += 4) {
      const from = w + packedAt(k, n, depth, columns) * 4;
      const to = t + packedAt(n, k, columns, depth) * 4;
      const step = panelStride(k, depth);
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + stride * 2);
      const d = v128.load(from + 3 * stride);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const low = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
      v128.store(to + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
      v128.store(to + step * 2, v128.shuffle<f32>(high, low, 0, 1, 4, 5));
      v128.store(to + 3 * step, v128.shuffle<f32>(high, low, 2, 3, 6, 7));
    }
  }
}
