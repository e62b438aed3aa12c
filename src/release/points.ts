/** Between raw rows and standardised ones. */
import type { Floats } from '../basics/arrays';
import type { Random } from '../basics/random';
import type { Feature } from '../demonstrations/demonstrations';
import { encode, standardise, type Standardiser } from '../demonstrations/encoding';
import type { Points, RewardModel } from '../reward/types';

/** @param raw [rows × F] raw units, float32-exact */
export function pointsOf({ features, standardiser }: RewardModel, raw: Floats): Points {
  const rows = raw.length / features.length;
  return { rows, raw, x: standardise(encode(features, raw, rows), rows, standardiser) };
}

function likeliest(levels: readonly number[], encoded: ArrayLike<number>, at: number): number {
  let best = 0;
  for (let i = 1; i < levels.length; i++) if (encoded[at + i] > encoded[at + best]) best = i;
  return levels[best] ?? 0;
}

/** The raw row that encodes nearest to a standardised one, float32-exact: [F]. @param x [D] */
export function decode(features: readonly Feature[], { mean, std }: Standardiser, x: ArrayLike<number>): number[] {
  const encoded = Float64Array.from(mean, (centre, d) => x[d] * std[d] + centre);
  let at = 0;
  return features.map(({ role, levels }) => {
    const start = at;
    at += role === 'angle' ? 2 : role === 'category' ? levels.length : 1;
    if (role === 'angle') return Math.fround(Math.atan2(encoded[start + 1], encoded[start]));
    return role === 'category' ? likeliest(levels, encoded, start) : Math.fround(encoded[start]);
  });
}

/** A direction on the unit sphere. */
export function direction(random: Random, dims: number): number[] {
  const values = Array.from({ length: dims }, () => random.normal());
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
