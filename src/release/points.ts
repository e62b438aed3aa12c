/** Between raw rows and standardised ones. */
import type { Floats } from '../basics/arrays';
import type { Random } from '../basics/random';
import type { Feature } from '../demonstrations/demonstrations';
import { decode, destandardise, encode, standardise, type Standardiser } from '../demonstrations/encoding';
import type { Points, RewardModel } from '../reward/types';

/** @param raw [rows × F] raw units, float32-exact */
export function pointsOf({ features, standardiser }: RewardModel, raw: Floats): Points {
  const rows = raw.length / features.length;
  return { rows, raw, x: standardise(encode(features, raw, rows), rows, standardiser) };
}

/** The raw row that encodes nearest to a standardised one, float32-exact: [F]. @param x [D] */
export function rawRow(features: readonly Feature[], standardiser: Standardiser, x: ArrayLike<number>): number[] {
  return [...decode(features, destandardise(Float64Array.from(x), 1, standardiser), 1)].map(Math.fround);
}

/** A direction on the unit sphere. */
export function direction(random: Random, dims: number): number[] {
  const values = Array.from({ length: dims }, () => random.normal());
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
