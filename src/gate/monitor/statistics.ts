/** The statistics of one episode, frame by frame (docs/methods.md 5): sums, `far`, `motion` and how long columns are stuck. */
import { drift, farWindow } from './constants';
import { standing, type Places } from './places';
import { frameAt, statisticNames, summed, type MonitorFrame, type MonitorSeries, type SummedName } from './series';

/** Highest value that a sum may take; absent = no bound, as in calibration. */
export type Ceilings = Partial<Readonly<Record<SummedName, number>>>;

/** What statistics remember of the frames before: plain numbers. */
export interface StatisticsState {
  readonly sums: Partial<Record<SummedName, number>>;
  /** The last z(u), at most three; NaN where it was not known. */
  readonly far: number[];
}

/** Nothing yet. */
export function emptyState(): StatisticsState {
  return { sums: {}, far: [] };
}

/**
 * The statistics at the next frame, in the order of `statisticNames`; NaN where one is not known. A frame that is not known
 * leaves a sum as it was: it interrupts by itself.
 * @param state changed
 */
export function nextStatistics(
  state: StatisticsState,
  frame: MonitorFrame,
  places: Places,
  highest: Ceilings,
): Float64Array {
  const sums = summed.flatMap((name) => {
    const place = places[name];
    if (place === undefined) return [];
    const value = frame[name] ?? NaN;
    const before = state.sums[name] ?? 0;
    if (!Number.isFinite(value)) return [NaN];
    const next = Math.min(Math.max(0, before + standing(name, value, place) - drift), highest[name] ?? Infinity);
    state.sums[name] = name === 'n' && frame.lifted ? before : next;
    return [state.sums[name]];
  });
  const motion = Number.isFinite(frame.g) ? standing('g', frame.g, places.g) : NaN;
  return Float64Array.from([...sums, nextFar(state.far, frame.u, places), motion, ...Array.from(frame.run)]);
}

/** The least of the last three z(u); −∞ until there are three that are known. */
function nextFar(far: number[], u: number, places: Places): number {
  const z = Number.isFinite(u) ? standing('u', u, places.u) : NaN;
  far.push(z);
  if (far.length > farWindow) far.shift();
  if (Number.isNaN(z)) return NaN;
  return far.length === farWindow && far.every(Number.isFinite) ? Math.min(...far) : -Infinity;
}

/** Every statistic at every frame of an episode, [T × S]. */
export function statisticsOf(episode: MonitorSeries, places: Places, highest: Ceilings = {}): Float64Array {
  const frames = episode.n.length;
  const names = statisticNames(places.r !== undefined, episode.run.length / Math.max(1, frames));
  const all = new Float64Array(frames * names.length);
  const state = emptyState();
  for (let t = 0; t < frames; t++)
    all.set(nextStatistics(state, frameAt(episode, t), places, highest), t * names.length);
  return all;
}

/**
 * The highest value of each statistic in a calibration episode, [S]. An episode too short for three frames counts as far as
 * the least of those that it has.
 */
export function peaksOf(episode: MonitorSeries, places: Places): Float64Array {
  const frames = episode.n.length;
  const all = statisticsOf(episode, places);
  const width = all.length / frames;
  const peaks = new Float64Array(width).fill(-Infinity);
  for (let t = 0; t < frames; t++) for (let s = 0; s < width; s++) peaks[s] = higher(peaks[s], all[t * width + s]);
  if (frames < farWindow) {
    const far = statisticNames(places.r !== undefined, 0).indexOf('far');
    peaks[far] = Math.min(...Array.from(episode.u, (u) => standing('u', u, places.u)));
  }
  return peaks;
}

function higher(a: number, b: number): number {
  return b > a ? b : a;
}
