/** Angles that go round, in radians or in degrees. */
import type { Floats } from '../../basics/arrays';

/** True for the ways in which people write degrees. */
export function isDegrees(unit: string | undefined): boolean {
  return unit !== undefined && /^(deg(ree)?s?|°|grad)$/i.test(unit.trim());
}

/**
 * Unit of values that go round, or null: within one turn about 0 or from 0 on, and either a leap of most of a turn or nearly
 * a whole turn seen. Without a unit, values within ±2π are radians.
 */
export function turningUnit(values: Floats, unit: string | undefined): 'rad' | 'deg' | null {
  const { min, max, leap } = rangeOf(values);
  const goesRound = (turn: number): boolean => leap >= 0.75 * turn || max - min >= 0.9 * turn;
  const radians = unit === undefined || /^rad(ians?)?$/i.test(unit.trim());
  const turn = 2 * Math.PI;
  if (radians && min >= -turn - 1e-6 && max <= turn + 1e-6) return goesRound(turn) ? 'rad' : null;
  const degrees = unit === undefined || isDegrees(unit);
  const inOneTurn = (min >= -180.5 && max <= 180.5) || (min >= -0.5 && max <= 360.5);
  return degrees && inOneTurn && goesRound(360) ? 'deg' : null;
}

function rangeOf(values: Floats): { readonly min: number; readonly max: number; readonly leap: number } {
  let [min, max, leap] = [Infinity, -Infinity, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    const step = row > 0 ? Math.abs(value - values[row - 1]) : 0;
    if (step > leap) leap = step;
  }
  return { min, max, leap };
}
