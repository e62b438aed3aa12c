/** Where a patch's kernel cuts the plane of a picture: rings at its reach and at its core (docs/methods.md 2). */
import { centreDistance } from './patch';
import type { Slice } from '../plane';
import type { InputPatch, Patch } from '../types';

/** Rings are flat [a, b, …] in axis units, 96 places; empty where the plane does not cross. */
export interface Outline {
  /** Place of the plane nearest to the patch's centre; NaN for a patch that has no place among the inputs. */
  readonly centre: readonly [number, number];
  readonly reach: Float32Array;
  /** Edge of the flat part, `plateau` only. */
  readonly core: Float32Array;
}

const directions = 96;
/** How far a ring is followed, in spans of the picture, and in steps of which part. */
const farthest = 2;
const step = 1 / 32;

type Distance = (a: number, b: number) => number;

/**
 * Place of the plane nearest to the patch's centre over the inputs that it reads, where the plane is flat in them: least
 * squares from differences along the axes. A trace of weight on the origin decides what the patch leaves open.
 */
function nearestOnComponents(slice: Slice, patch: InputPatch): [number, number] {
  const [a, b] = slice.origin;
  const [start, alongA, alongB] = [
    [a, b],
    [a + 1, b],
    [a, b + 1],
  ].map(([p, q]) => {
    const x = new Float64Array(slice.dims);
    slice.write(p, q, x);
    return patch.features === undefined ? x : Float64Array.from(patch.features, (d) => x[d]);
  });
  let [aa, ab, bb, ac, bc] = [1e-9, 0, 1e-9, 0, 0];
  patch.center.forEach((place, i) => {
    const [u, v, gap] = [alongA[i] - start[i], alongB[i] - start[i], place - start[i]];
    aa += u * u;
    ab += u * v;
    bb += v * v;
    ac += u * gap;
    bc += v * gap;
  });
  const determinant = aa * bb - ab * ab;
  return [a + (ac * bb - bc * ab) / determinant, b + (bc * aa - ac * ab) / determinant];
}

/** Each axis takes the centre's own value of its feature; the origin's where the patch does not read it. */
function nearestOnFeatures(slice: Slice, patch: InputPatch): [number, number] {
  const x = new Float64Array(slice.dims);
  slice.write(...slice.origin, x);
  patch.center.forEach((place, i) => (x[patch.features === undefined ? i : patch.features[i]] = place));
  const [a, b] = slice.project(x, 1);
  return [a, b];
}

/** First distance, in spans, at which a ray from the centre leaves the ball; `farthest` where it never does. */
function leaving(inside: (t: number) => boolean): number {
  let near = 0;
  let far = step;
  while (inside(far)) {
    near = far;
    far += step;
    if (far > farthest) return farthest;
  }
  for (let i = 0; i < 40; i++) {
    const middle = (near + far) / 2;
    if (inside(middle)) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

function ring(slice: Slice, centre: readonly [number, number], distance: Distance, radius: number): Float32Array {
  if (!(radius > 0) || distance(...centre) >= radius) return new Float32Array(0);
  const { rangeX, rangeY } = slice.plane;
  const out = new Float32Array(directions * 2);
  for (let i = 0; i < directions; i++) {
    const angle = (2 * Math.PI * i) / directions;
    const towardsA = Math.cos(angle) * (rangeX[1] - rangeX[0]);
    const towardsB = Math.sin(angle) * (rangeY[1] - rangeY[0]);
    const t = leaving((along) => distance(centre[0] + along * towardsA, centre[1] + along * towardsB) < radius);
    out[2 * i] = centre[0] + t * towardsA;
    out[2 * i + 1] = centre[1] + t * towardsB;
  }
  return out;
}

/** Outline of one patch, gates left aside. Latent patches and masks have no place among the inputs: empty rings. */
export function outlineOf(slice: Slice, patch: Patch): Outline {
  const empty = new Float32Array(0);
  if (patch.space !== 'input') return { centre: [NaN, NaN], reach: empty, core: empty };
  const x = new Float64Array(slice.dims);
  const distance: Distance = (a, b) => {
    slice.write(a, b, x);
    return centreDistance(patch.center, patch.features, x, 0);
  };
  const nearest = slice.plane.mode === 'features' ? nearestOnFeatures : nearestOnComponents;
  const centre = nearest(slice, patch);
  const core = patch.kernel === 'plateau' ? ring(slice, centre, distance, patch.core * patch.reach) : empty;
  return { centre, reach: ring(slice, centre, distance, patch.reach), core };
}
