/**
 * Cross-conformal p-values by episode (docs/methods.md 1.4): each fold episode was judged by the member that did not see it, and a
 * new point or trajectory is compared with those judgements. Frames of one episode depend on each other, so an episode
 * counts as one example however long it is. Approximate: proved up to a factor of about 2.
 */
import { firstNotBelow, type Floats } from '../../basics/arrays';
import type { OutOfFoldEpisode } from '../types';

/** Fewest fold episodes for a conformal claim. */
export const leastEpisodes = 20;

/** Ascending values and, for each, the weight of it and all above; one more 0 at the end. */
interface Tail {
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

export class CrossConformal {
  /** J, the number of judged episodes. */
  readonly episodes: number;
  /** Smallest p that can come out, 1/(J + 1). */
  readonly resolution: number;
  /** False when J < 20: scores, no conformal claim. */
  readonly claims: boolean;
  private readonly frameTails: readonly Tail[];
  private readonly peakTails: readonly Tail[];

  /** @param members K, the number of energies that each query brings */
  constructor(
    episodes: readonly OutOfFoldEpisode[],
    readonly members: number,
  ) {
    this.episodes = episodes.length;
    this.resolution = 1 / (episodes.length + 1);
    this.claims = episodes.length >= leastEpisodes;
    const byMember = Array.from({ length: members }, (_, k) => episodes.filter(({ member }) => member === k));
    this.frameTails = byMember.map((own) => tailOf(own.flatMap(({ energies }) => weigh(energies))));
    this.peakTails = byMember.map((own) => tailOf(own.map(({ energies }) => ({ value: peak(energies), weight: 1 }))));
  }

  /**
   * p(x) of each row, in [1/(J + 1), 1]; NaN where an energy is NaN.
   * @param energies [rows × K] n_k, unclipped
   */
  frames(energies: Floats, rows: number): Float64Array {
    const p = new Float64Array(rows);
    for (let row = 0; row < rows; row++) p[row] = this.compare(this.frameTails, energies, row * this.members);
    return p;
  }

  /**
   * p(τ) of one trajectory, by the highest energy of each member along it.
   * @param energies [rows × K] n_k, frame by frame
   */
  trajectory(energies: Floats, rows: number): number {
    const peaks = new Float64Array(this.members).fill(-Infinity);
    for (let at = 0; at < rows * this.members; at++) {
      const k = at % this.members;
      if (!(energies[at] <= peaks[k])) peaks[k] = Number.isNaN(peaks[k]) ? NaN : energies[at];
    }
    return this.compare(this.peakTails, peaks, 0);
  }

  private compare(tails: readonly Tail[], energies: Floats, offset: number): number {
    let above = 1;
    for (let k = 0; k < this.members; k++) {
      const energy = energies[offset + k];
      if (Number.isNaN(energy)) return NaN;
      above += weightFrom(tails[k], energy);
    }
    return above / (this.episodes + 1);
  }
}

function weigh(energies: Float64Array): { value: number; weight: number }[] {
  return Array.from(energies, (value) => ({ value, weight: 1 / energies.length }));
}

/** Largest value; NaN when one is NaN. */
function peak(energies: Float64Array): number {
  return energies.reduce((a, b) => Math.max(a, b), -Infinity);
}

function tailOf(items: { value: number; weight: number }[]): Tail {
  items.sort((a, b) => a.value - b.value);
  const weights = new Float64Array(items.length + 1);
  for (let i = items.length - 1; i >= 0; i--) weights[i] = weights[i + 1] + items[i].weight;
  return { values: Float64Array.from(items, ({ value }) => value), weights };
}

/** Weight of all values ≥ x. */
function weightFrom({ values, weights }: Tail, x: number): number {
  return weights[firstNotBelow(values, x)];
}
