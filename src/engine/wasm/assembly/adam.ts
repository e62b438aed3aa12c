/** Adam on the packed vectors: β₁ .9, β₂ .999; the bias corrections are folded into rate and ε by the caller. */
import * as m from './memory';
import { fma } from './simd';

/** p −= rate·m/(√v + ε), moments first. Padding has no gradient and stays as it is. */
export function adam(rate: f32, epsilon: f32): void {
  const keep1 = f32x4.splat(0.9);
  const take1 = f32x4.splat(0.1);
  const keep2 = f32x4.splat(0.999);
  const take2 = f32x4.splat(0.001);
  const down = f32x4.splat(-rate);
  const floor = f32x4.splat(epsilon);
  const second = m.secondMoment;
  const p = m.parameters;
  const g = m.gradient;
  const first = m.firstMoment;
  for (let at: usize = 0; at < m.packedBytes; at += 16) {
    const slope = v128.load(g + at);
    const momentum = fma(keep1, v128.load(first + at), f32x4.mul(take1, slope));
    const energy = fma(keep2, v128.load(second + at), f32x4.mul(take2, f32x4.mul(slope, slope)));
    v128.store(first + at, momentum);
    v128.store(second + at, energy);
    const direction = f32x4.div(momentum, f32x4.add(f32x4.sqrt(energy), floor));
    v128.store(p + at, fma(down, direction, v128.load(p + at)));
  }
}
