/**
 * The arithmetic that families do much of, as an interface: the plain float64 reference here, and whatever faster thing is
 * handed in from above. A faster one is equal to the reference to the last bit, so that no figure depends on which it was.
 */
import type { Floats } from '../../basics/arrays';
import { treeNeighbours, type OpenNeighbours } from '../distance/neighbour-search';
import {
  emptyMoments,
  gatherMoments,
  logDensity,
  logPeaks,
  type GaussianMixture,
  type Moments,
} from './gaussians/gaussian-mixture';

/** One Gaussian mixture, ready for many rows. */
export interface OpenGaussians {
  /** −ln p of each row, [rows]. @param x [rows × D] finite */
  errors(x: Floats, rows: number): Float64Array;
  /** Adds rows [first, end) of x to what `moments` gives. @param x [n × D] finite */
  gather(x: Floats, first: number, end: number): void;
  /** What was gathered. Ends the gathering: a fit opens its next mixture for the next step. */
  moments(): Moments;
}

export interface FamilyArithmetic {
  readonly neighbours: OpenNeighbours;
  readonly gaussians: (mixture: GaussianMixture) => OpenGaussians;
}

function openGaussians(mixture: GaussianMixture): OpenGaussians {
  const { components, dims } = mixture;
  const moments = emptyMoments(components, dims);
  return {
    errors(x, rows) {
      const [joint, delta, peaks] = [new Float64Array(components), new Float64Array(dims), logPeaks(mixture)];
      return Float64Array.from({ length: rows }, (_, row) => -logDensity(mixture, peaks, x, row * dims, joint, delta));
    },
    gather: (x, first, end) => gatherMoments(mixture, x, first, end, moments),
    moments: () => moments,
  };
}

export const plainArithmetic: FamilyArithmetic = { neighbours: treeNeighbours, gaussians: openGaussians };
