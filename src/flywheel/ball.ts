/** Uniform draws from a ball: a Gaussian's direction at a radius whose power is uniform. */
import type { Random } from '../basics/random';

/** A step from the middle of a ball, [dims]. @param radius ≥ 0 */
export function stepInBall(random: Random, dims: number, radius: number): Float64Array {
  const step = Float64Array.from({ length: dims }, () => random.normal());
  const length = Math.hypot(...step) || 1;
  const distance = radius * random.next() ** (1 / dims);
  return step.map((value) => (value / length) * distance);
}
