/** u of rows that every family is judged by, measured once: it depends on the rows and the demonstrations alone. */
import type { Floats } from '../../basics/arrays';
import { uncertainties, type FittedBasin } from '../../reward/distance/uncertainty';

export class SharedDistances {
  private readonly known = new Map<string, Float64Array>();

  constructor(readonly fitted: FittedBasin) {}

  /**
   * @param name of the rows: the same name is the same rows
   * @param x [rows × D] standardised
   * @param excludeEpisode as for `uncertainties`
   * @returns [rows], shared: not to be written to
   */
  of(name: string, x: Floats, rows: number, excludeEpisode?: number): Float64Array {
    const known = this.known.get(name);
    if (known) return known;
    const measured = uncertainties(this.fitted, x, rows, excludeEpisode);
    this.known.set(name, measured);
    return measured;
  }
}
