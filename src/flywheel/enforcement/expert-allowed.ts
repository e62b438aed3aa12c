/** What enforcement does to experts it has not seen: shares of held-out frames and episodes (METHODS.md 5). */
import { bootstrapRatio, clopperPearson, type Interval } from '../../basics/intervals';
import { decideEpisode, interruptions } from './debounce';
import { allowedFrames, type Frames } from './decide';
import type { Thresholds } from './thresholds';

export interface ExpertAllowed {
  /** Share of frames that are allowed by themselves, without debounce; bootstrap by episode. */
  readonly frames: Interval;
  /** Share of episodes without an interruption, with debounce; Clopper–Pearson. */
  readonly episodes: Interval;
  /** Interruptions a minute of demonstration, with debounce. */
  readonly perMinute: number;
}

/**
 * @param episodes [J + 1] first row of each held-out episode and, last, their end
 * @param timeStep seconds between frames
 */
export function expertAllowed(
  frames: Frames,
  episodes: Uint32Array,
  thresholds: Thresholds,
  timeStep: number,
  seed: number,
): ExpertAllowed {
  const allowed = allowedFrames(frames, thresholds);
  const spans = Array.from(episodes.subarray(0, -1), (start, j) => ({ start, end: episodes[j + 1] }));
  const totals = spans.map(({ start, end }) => ({
    sum: allowed.subarray(start, end).reduce((a, b) => a + b, 0),
    weight: end - start,
  }));
  const counts = spans.map(({ start, end }) => interruptions(decideEpisode(frames, start, end, thresholds)));
  const minutes = ((episodes[spans.length] - episodes[0]) * timeStep) / 60;
  return {
    frames: bootstrapRatio(totals, seed),
    episodes: clopperPearson(counts.filter((count) => count === 0).length, spans.length),
    perMinute: counts.reduce((a, b) => a + b, 0) / minutes,
  };
}
