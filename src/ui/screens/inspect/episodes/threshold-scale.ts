/** A vertical axis on which a threshold stays readable beside peaks far beyond it. Layout only. */
import { ticks } from '../../../charts/scale';

export interface ThresholdScale {
  /** Ends of the axis, as places. */
  readonly low: number;
  readonly high: number;
  /** Where a value lies. */
  place(value: number): number;
  /** Values to label. */
  readonly ticks: readonly number[];
  /** True where the axis is logarithmic beyond the threshold. */
  readonly bent: boolean;
}

/**
 * Straight while the values stay within eight thresholds; else straight up to the threshold and logarithmic beyond it.
 * @param threshold what must stay readable; where it is not positive and finite the axis is straight
 */
export function thresholdScale(values: ArrayLike<number>, threshold: number): ThresholdScale {
  let least = 0;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  const usable = Number.isFinite(threshold) && threshold > 0;
  const limit = usable ? threshold : 0;
  const bent = usable && Math.max(most, -least) > 8 * limit;
  if (!bent) {
    const high = Math.max(most, limit * 1.2, least + 1e-9) * 1.05;
    return { low: least, high, place: (value) => value, ticks: ticks(least, high, 4), bent };
  }
  const place = (value: number): number => Math.asinh((2 * value) / limit);
  const shown = [0, limit];
  for (let power = Math.ceil(Math.log10(2 * limit)); 10 ** power <= most; power++) shown.push(10 ** power);
  const few = shown.filter((_value, i) => i < 2 || (shown.length - 1 - i) % Math.ceil(shown.length / 5) === 0);
  return { low: place(least), high: place(most) * 1.04, place, ticks: few, bent };
}
