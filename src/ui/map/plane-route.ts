/** A plane as two parameters of the URL: `view` (mode, axes, spans) and `at` (the point that the slice goes through). */
import type { Plane } from '../../app/types';

const shortened = (value: number): number => Number(value.toPrecision(6));
const short = (value: number): string => String(shortened(value));

/** The plane as the URL names it: what is shown is what a reload shows again, to the last pixel. */
export function rounded(plane: Plane): Plane {
  const [left, right, bottom, top] = [...plane.rangeX, ...plane.rangeY].map(shortened);
  return { ...plane, origin: plane.origin.map(shortened), rangeX: [left, right], rangeY: [bottom, top] };
}

/** `f_0_1_-2.4_2.4_-3_3` and `.1_.2_…`. */
export function formatPlane(plane: Plane): { view: string; at: string } {
  const spans = [...plane.rangeX, ...plane.rangeY].map(short);
  return {
    view: [plane.mode === 'features' ? 'f' : 'c', plane.x, plane.y, ...spans].join('_'),
    at: plane.origin.length <= 64 ? plane.origin.map(short).join('_') : '',
  };
}

/** The plane that the parameters name, or null where they do not fit a reward with this many features. */
export function parsePlane(view: string | undefined, at: string | undefined, centre: readonly number[]): Plane | null {
  const [mode, ...rest] = (view ?? '').split('_');
  const [x, y, x0, x1, y0, y1] = rest.map(Number);
  const numbers = [x, y, x0, x1, y0, y1];
  if ((mode !== 'f' && mode !== 'c') || rest.length !== 6 || !numbers.every(Number.isFinite)) return null;
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x1 <= x0 || y1 <= y0) return null;
  if (mode === 'f' && Math.max(x, y) >= centre.length) return null;
  const given = (at ?? '').split('_').map(Number);
  const origin = at !== undefined && given.length === centre.length && given.every(Number.isFinite) ? given : centre;
  return { mode: mode === 'f' ? 'features' : 'components', x, y, origin, rangeX: [x0, x1], rangeY: [y0, y1] };
}
