/** Damage d = r₀ − max(0, r − S), raise ignored; r₀ is r before patches, which a sculpted expert changes (docs/methods.md 4). */
import type { Floats } from '../basics/arrays';
import { sorted, sortedQuantile } from '../basics/statistics';
import type { Scores } from '../reward/types';
import type { DamageFigures } from './types';

/**
 * Reward lost at each row, in [0, 1]; everything where a score is not a number, because such a row is blocked.
 * @param before r₀, [rows]; null = the reward of these scores
 */
export function damageOf(before: Floats | null, { baseReward: reward, suppression }: Scores): Float64Array {
  return reward.map((now, row) => {
    const had = before?.[row] ?? now;
    const left = Math.max(0, now - suppression[row]);
    return Number.isNaN(left) ? (Number.isNaN(had) ? 0 : had) : Math.max(0, had - left);
  });
}

/** What reports say of damage; zeros where nothing was measured. */
export function damageFigures(damage: Float64Array): DamageFigures {
  const rows = damage.length;
  if (rows === 0) return { rows, max: 0, mean: 0, p99: 0 };
  const ascending = sorted(damage);
  const sum = ascending.reduce((total, value) => total + value, 0);
  return { rows, max: ascending[rows - 1], mean: sum / rows, p99: sortedQuantile(ascending, 0.99) };
}
