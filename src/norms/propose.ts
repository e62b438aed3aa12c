/** Norms proposed from what was observed. */
import type { Feature } from '../demonstrations/demonstrations';
import type { RangeNorm } from './norm';

/** Half width of the band round a feature that never changed, relative. */
const constantBand = 1e-6;

/**
 * One range norm a feature: the observed range widened `factor` × about its centre. Categories have no range.
 * @param ranges observed range of each raw feature, raw units
 */
export function proposeRanges(
  features: readonly Feature[],
  ranges: readonly { readonly min: number; readonly max: number }[],
  factor: number,
): RangeNorm[] {
  return features.flatMap(({ name, role, unit }, index): RangeNorm[] => {
    if (role === 'category') return [];
    const { min, max } = ranges[index];
    const centre = (min + max) / 2;
    const half = max > min ? ((max - min) / 2) * factor : constantBand * (1 + Math.abs(centre));
    const description = `${name} stays within ${factor} × its observed range${unit === '' ? '' : ` (${unit})`}.`;
    return [
      {
        id: `range_${name}`,
        type: 'range',
        description,
        features: [index],
        min: [centre - half],
        max: [centre + half],
      },
    ];
  });
}
