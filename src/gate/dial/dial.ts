/**
 * One dial δ, the tolerated share of interrupted unseen expert episodes, sets u_max, n_max and u_block (docs/methods.md 5). Each
 * of u and n gets δ/2: its threshold is the ⌈(J + 1)(1 − δ/2)⌉-th smallest peak of the debounced value among fold episodes
 * that were judged by a member, or by neighbours, that did not see them.
 */
import { sorted } from '../../basics/statistics';
import type { OutOfFoldEpisode } from '../../reward/types';
import { defaultAMax, type Thresholds } from '../thresholds';
import { unseenEnergies } from './unseen-energies';

export interface DialSettings {
  /** δ in (0, 1) */
  readonly dial: number;
  /** Consecutive frames, ≥ 1 */
  readonly debounce: number;
  /** Score at or below which a point counts as suppressed. */
  readonly floor: number;
  /** a_max in (0, 1], default .26 */
  readonly aMax?: number;
}

export const defaultDial: DialSettings = { dial: 0.05, debounce: 3, floor: 0.05 };

/** Largest least value of `window` consecutive ones; of all of them when there are fewer. @param values at least one */
export function debouncedPeak(values: Float64Array, window: number): number {
  const width = Math.min(window, values.length);
  let peak = -Infinity;
  for (let end = width; end <= values.length; end++) {
    let least = Infinity;
    for (let i = end - width; i < end; i++) least = Math.min(least, values[i]);
    peak = Math.max(peak, least);
  }
  return peak;
}

/**
 * Thresholds from out-of-fold judgements of J episodes. When J is too small for δ, the largest peak is taken and
 * `supported` says what share it stands for, 2/(J + 1).
 * @param episodes an empty series was not judged and does not count towards its J
 * @throws RangeError when no episode was judged by u, or none by n
 */
export function setDial(episodes: readonly OutOfFoldEpisode[], settings: DialSettings = defaultDial): Thresholds {
  const { dial, debounce, floor, aMax = defaultAMax } = settings;
  const u = thresholdOf(
    episodes.map(({ uncertainties }) => uncertainties),
    settings,
  );
  const n = thresholdOf(
    episodes.map(({ energies }) => energies),
    settings,
  );
  return {
    dial,
    uMax: u.value,
    uBlock: 2 * u.value,
    nMax: n.value,
    debounce,
    floor,
    aMax,
    supported: Math.max(dial, u.share + n.share),
  };
}

/**
 * The dial of a trained reward: energies are measured as if no episode had calibrated its own member (docs/decisions/015).
 * Where no fold holds two episodes that cannot be known: then the energies are taken as they are, and `supported` is 1.
 * @throws RangeError without episodes
 */
export function dialFromFolds(
  outOfFold: readonly OutOfFoldEpisode[],
  settings: DialSettings = defaultDial,
): Thresholds {
  const unseen = unseenEnergies(outOfFold);
  if (unseen.some(({ energies }) => energies.length > 0)) return setDial(unseen, settings);
  return { ...setDial(outOfFold, settings), supported: 1 };
}

/** One threshold, and the share of new episodes that it interrupts at most. */
function thresholdOf(
  series: readonly Float64Array[],
  { dial, debounce }: DialSettings,
): { value: number; share: number } {
  const peaks = sorted(series.filter(({ length }) => length > 0).map((values) => debouncedPeak(values, debounce)));
  if (peaks.length === 0) throw new RangeError('no episodes to set the thresholds by');
  const count = peaks.length + 1;
  // The small step back keeps 40·(1 − .025) at 39 although it comes out a hair above.
  const place = Math.max(1, Math.ceil(count * (1 - dial / 2) - 1e-9));
  return {
    value: peaks[Math.min(place, peaks.length) - 1],
    share: place > peaks.length ? 1 / count : dial / 2,
  };
}
