/** One step of a point down the energy, in shares of the box's sides: straight on, or along the margin that is in the way. */

/** Where a point stands. All slopes are with respect to shares of the box. */
export interface Stand {
  /** ∂n, [D] */
  readonly slope: Float64Array;
  /** Below 0 where the point violates. */
  readonly margin: number;
  /** ∂margin, [D]: of a point that does not violate, or was turned back by the margin; else null. */
  readonly wall: Float64Array | null;
  /** −1 where the point is on the lower side of the box, 1 on the upper, 0 between, [D] */
  readonly sides: Int8Array;
}

/** A point that slides keeps so much of its distance to the margin. */
const keptDistance = 0.5;

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** Of length 1, without what would leave the box; null where nothing is left. */
function heading(vector: Float64Array, sides: Int8Array): Float64Array | null {
  const free = vector.map((value, d) => (value * sides[d] > 0 ? 0 : value));
  const length = lengthOf(free);
  return length > 0 && Number.isFinite(length) ? free.map((value) => value / length) : null;
}

/** What of a step goes along the wall, and as much of the rest as leaves half of the distance to it. */
function alongWall(step: Float64Array, wall: Float64Array, margin: number): Float64Array {
  const steepness = lengthOf(wall);
  if (!(steepness > 0)) return step;
  const normal = wall.map((value) => value / steepness);
  const towards = step.reduce((sum, value, d) => sum + value * normal[d], 0);
  const excess = towards - Math.min(towards, ((1 - keptDistance) * -margin) / steepness);
  return step.map((value, d) => value - excess * normal[d]);
}

/**
 * Where a point goes next, as shares of the box, [D]; null where it cannot go.
 * @param length share of the box
 */
export function ascentStep({ slope, margin, wall, sides }: Stand, length: number): Float64Array | null {
  const down = (vector: Float64Array) =>
    heading(
      vector.map((value) => -value),
      sides,
    );
  if (!(margin < 0)) return wall && (down(wall)?.map((value) => value * length) ?? null);
  const step = down(slope)?.map((value) => value * length) ?? null;
  if (step === null || wall === null) return step;
  const along = alongWall(step, wall, margin);
  return lengthOf(along) > 1e-9 * length ? along : null;
}
