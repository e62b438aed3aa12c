/** Which axis of stacked arrays is time, by how smoothly values change along each. */
import type { Floats } from '../../basics/arrays';

/** Values that are looked at. */
const looked = 200_000;

/**
 * Mean change along the first axis over that along the second; below 1 the first is the smoother one. NaN where either has
 * fewer than two places.
 * @param columns each [first × second], row-major
 */
export function smoothness(columns: readonly Floats[], first: number, second: number): number {
  let [along, across, pairs] = [0, 0, 0];
  for (const values of columns) {
    const scale = spread(values);
    if (!(scale > 0)) continue;
    for (let i = 0; i + 1 < first && pairs < looked; i++) {
      for (let j = 0; j + 1 < second; j++) {
        const here = values[i * second + j];
        along += Math.min(scale, Math.abs(values[(i + 1) * second + j] - here)) / scale;
        across += Math.min(scale, Math.abs(values[i * second + j + 1] - here)) / scale;
        pairs++;
      }
    }
  }
  return pairs === 0 || across === 0 ? NaN : along / across;
}

function spread(values: Floats): number {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < Math.min(values.length, looked); i++) {
    if (values[i] < min) min = values[i];
    if (values[i] > max) max = values[i];
  }
  return max - min;
}

export type TimeAxis = 'first' | 'second' | 'unclear';

/**
 * By flags that end episodes: all set at the end of one axis and not of the other.
 * @param flags [first × second] of zeros and ones
 */
export function axisByFlags(flags: Floats, first: number, second: number): TimeAxis {
  let [rows, columns, total] = [0, 0, 0];
  for (let i = 0; i < first; i++) if (flags[i * second + second - 1] > 0) rows++;
  for (let j = 0; j < second; j++) if (flags[(first - 1) * second + j] > 0) columns++;
  for (const flag of flags) if (flag > 0) total++;
  if (total === 0 || 2 * total > flags.length) return 'unclear';
  const [atSecond, atFirst] = [rows === first, columns === second];
  return atSecond === atFirst ? 'unclear' : atSecond ? 'second' : 'first';
}
