/**
 * Bounds that bind nothing: `null` in files, ∓`unbounded` in memory, so that norms stay plain finite numbers that every
 * copy and every hash keeps.
 */
export const unbounded = Number.MAX_VALUE;

export function bindsBelow(min: number): boolean {
  return min > -unbounded;
}

export function bindsAbove(max: number): boolean {
  return max < unbounded;
}

/** Bounds as files have them. */
export function writtenBounds(bounds: readonly number[]): (number | null)[] {
  return bounds.map((bound) => (Math.abs(bound) < unbounded ? bound : null));
}
