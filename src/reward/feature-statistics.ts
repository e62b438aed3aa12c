/** What is known of each raw feature over a set of rows; angles are taken round the circle. */
import type { Floats } from '../basics/arrays';
import { median } from '../basics/statistics';
import type { Feature } from '../demonstrations/demonstrations';

export interface FeatureStatistics {
  readonly feature: Feature;
  readonly min: number;
  readonly max: number;
  /** Circular mean for an angle. */
  readonly mean: number;
  /** Population deviation; of the shorter way from the mean for an angle. */
  readonly std: number;
  readonly median: number;
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
      median: median(values),
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
