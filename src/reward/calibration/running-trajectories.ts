/**
 * Conformal p of a trajectory as it goes on (docs/methods.md 1.4): at each frame, p(τ) of what has been seen of it so far. It never
 * rises along a trajectory, and at the last frame it is p(τ) of the whole.
 */
import { firstNotBelow, type Floats } from '../../basics/arrays';
import type { CrossConformal } from './conformal';

/**
 * p(τ up to here) of each row, [rows] in [1/(J + 1), 1]. An energy that is no number counts as the worst there is.
 * @param energies [rows × K] n_k
 * @param starts [episodes + 1] first row of each trajectory and, last, the number of rows; null = each row is one of its own
 */
export function runningTrajectories(
  conformal: CrossConformal,
  energies: Floats,
  rows: number,
  starts: Uint32Array | null,
): Float64Array {
  const { members } = conformal;
  const p = new Float64Array(rows);
  const peaks = new Float64Array(members);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const begins = starts === null || row === starts[next];
    if (begins) {
      peaks.fill(-Infinity);
      next++;
    }
    const changed = raise(peaks, energies, row * members);
    p[row] = changed || begins ? conformal.trajectory(peaks, 1) : p[row - 1];
  }
  return p;
}

function raise(peaks: Float64Array, energies: Floats, at: number): boolean {
  let changed = false;
  for (let k = 0; k < peaks.length; k++) {
    const energy = energies[at + k];
    if (energy <= peaks[k]) continue;
    peaks[k] = Number.isNaN(energy) ? Infinity : energy;
    changed = true;
  }
  return changed;
}

/**
 * The same for one of the judged episodes, by the member that did not see it and against the others alone: the last is
 * `leaveOneOutTrajectories` of it, [rows] in [1/J, 1].
 * @param energies [rows] n of that member
 * @param peaks [J] highest energy of each judged episode, its own among them, ascending
 */
export function runningLeaveOneOut(energies: Float64Array, peaks: Float64Array): Float64Array {
  const own = energies.reduce((a, b) => (b <= a ? a : Number.isNaN(b) ? Infinity : b), -Infinity);
  let peak = -Infinity;
  return energies.map((energy) => {
    if (!(energy <= peak)) peak = Number.isNaN(energy) ? Infinity : energy;
    // Its own peak is one of those not below; it stands for the 1 of the new trajectory.
    const above = peaks.length - firstNotBelow(peaks, peak) - (own >= peak ? 1 : 0);
    return (1 + above) / peaks.length;
  });
}
