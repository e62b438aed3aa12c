/** What is known of each raw feature over a set of rows; angles are taken round the circle. */
import type { Floats } from '../../basics/arrays';
import { median } from '../../basics/statistics';
import type { Feature } from '../../demonstrations/demonstrations';

export interface FeatureStatistics {
  readonly feature: Feature;
  readonly min: number;
  readonly max: number;
  /** Circular mean for an angle. */
  readonly mean: number;
  /** Population deviation; of the shorter way from the mean for an angle. */
  readonly std: number;
  /** Median; the circular mean of an angle, the commonest code of a category. */
  readonly typical: number;
}

/** @param raw [rows × F] raw units, rows ≥ 1 */
export function featureStatistics(features: readonly Feature[], raw: Floats, rows: number): FeatureStatistics[] {
  return features.map((feature, f) => {
    const values = Float64Array.from({ length: rows }, (_, row) => raw[row * features.length + f]);
    const mean = feature.role === 'angle' ? circularMean(values) : values.reduce((a, b) => a + b) / rows;
    const squares = values.reduce((sum, value) => sum + offset(feature, value, mean) ** 2, 0);
    return {
      feature,
      min: values.reduce((a, b) => Math.min(a, b)),
      max: values.reduce((a, b) => Math.max(a, b)),
      mean,
      std: Math.sqrt(squares / rows),
      typical: typicalValue(feature, values, mean),
    };
  });
}

/** value − from, the shorter way round for an angle. */
export function offset({ role }: Feature, value: number, from: number): number {
  const difference = value - from;
  return role === 'angle' ? difference - 2 * Math.PI * Math.round(difference / (2 * Math.PI)) : difference;
}

function circularMean(angles: Float64Array): number {
  let x = 0;
  let y = 0;
  for (const angle of angles) {
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  return Math.atan2(y, x);
}

function typicalValue({ role }: Feature, values: Float64Array, mean: number): number {
  if (role === 'angle') return mean;
  return role === 'category' ? commonest(values) : median(values);
}

/** The value that occurs most often; the smallest of several. */
function commonest(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values.toSorted()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
