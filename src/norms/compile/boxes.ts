/**
 * The least distance from many boxes: no box is nearer than a place is beyond its farthest side, so nearly all of them are
 * passed over. The same bits as when every one is measured.
 */
import { sidesOf, type Side } from '../box-distance';
import type { Evaluate } from './evaluate';
import type { Tree } from '../tree/tree';

/** Fewer are measured one by one. */
const fewestBoxes = 4;
/** A bound may be so much above the distance that it is a bound of, by rounding. */
const rounding = 1e-12;

/**
 * @param distances how each operand is measured
 * @returns null when an operand is no distance from a box, or there are few
 */
export function openBoxes(operands: readonly Tree[], distances: () => readonly Evaluate[]): Evaluate | null {
  if (operands.length < fewestBoxes) return null;
  const boxes: (readonly Side[])[] = [];
  for (const operand of operands) {
    const sides = sidesOf(operand);
    if (sides === null) return null;
    boxes.push(sides);
  }
  const measure = distances();
  const bounds = new Float64Array(boxes.length);
  const fill = boundsOver(boxes);
  return (rows, row) => {
    const nearest = fill(rows.raw, row * (rows.raw.length / rows.rows), bounds);
    if (nearest < 0) return NaN;
    let least = measure[nearest](rows, row);
    for (let box = 0; box < bounds.length; box++) {
      if (box === nearest || bounds[box] > least + rounding * (Math.abs(least) + Math.abs(bounds[box]))) continue;
      least = Math.min(least, measure[box](rows, row));
    }
    return least;
  };
}

/** Writes how far a place is beyond the farthest side of each box; gives the box with the least, −1 where a value is not finite. */
function boundsOver(boxes: readonly (readonly Side[])[]) {
  const all = boxes.flat();
  const ends = Int32Array.from(boxes, (_, box) => boxes.slice(0, box + 1).reduce((sum, { length }) => sum + length, 0));
  const indices = Int32Array.from(all, ({ index }) => index);
  const signs = Float64Array.from(all, ({ sign }) => sign);
  const offsets = Float64Array.from(all, ({ offset }) => offset);
  const used = [...new Set(indices)];
  return (raw: ArrayLike<number>, at: number, bounds: Float64Array): number => {
    if (used.some((index) => !Number.isFinite(raw[at + index]))) return -1;
    let nearest = 0;
    for (let box = 0, side = 0; box < ends.length; box++) {
      let beyond = -Infinity;
      for (; side < ends[box]; side++) {
        const gap = signs[side] * raw[at + indices[side]] + offsets[side];
        if (gap > beyond) beyond = gap;
      }
      bounds[box] = beyond;
      if (beyond < bounds[nearest]) nearest = box;
    }
    return nearest;
  };
}
