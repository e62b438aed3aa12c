/** What enforcement does to experts it has not seen: shares of held-out frames and episodes (docs/methods.md 5). */
import { clopperPearson, type Interval } from '../../basics/intervals';
import { decideEpisode, interruptions } from '../debounce';
import { allowedFrames, type Frames } from '../decide';
import type { Thresholds } from '../thresholds';

export interface ExpertAllowed {
  /**
   * Share of frames that are allowed by themselves, without debounce. Its interval counts each episode as one trial with
   * its own share as the outcome (Clopper–Pearson): conservative, and not [1, 1] when a few episodes are all allowed, as a
   * bootstrap would say.
   */
  readonly frames: Interval;
  /** Share of episodes without an interruption, with debounce; Clopper–Pearson. */
  readonly episodes: Interval;
  /** Interruptions a minute of demonstration, with debounce. */
  readonly perMinute: number;
}

/**
 * @param episodes [J + 1] first row of each held-out episode and, last, their end
 * @param timeStep seconds between frames
 * @param countNorms whether votes of norms are interruptions of an episode. By default they are not: an expert who breaks a
 * rule is stopped as wished. Frames that a norm objects to are not allowed either way.
 */
export function expertAllowed(
  frames: Frames,
  episodes: Uint32Array,
  thresholds: Thresholds,
  timeStep: number,
  countNorms = false,
): ExpertAllowed {
  const allowed = allowedFrames(frames, thresholds);
  const spans = Array.from(episodes.subarray(0, -1), (start, j) => ({ start, end: episodes[j + 1] }));
  const totals = spans.map(({ start, end }) => allowed.subarray(start, end).reduce((a, b) => a + b, 0));
  const shares = totals.map((total, j) => total / (spans[j].end - spans[j].start));
  const frameCount = episodes[spans.length] - episodes[0];
  const judged = countNorms ? frames : { ...frames, norms: undefined };
  const counts = spans.map(({ start, end }) => interruptions(decideEpisode(judged, start, end, thresholds)));
  const minutes = (frameCount * timeStep) / 60;
  return {
    frames: { ...clopperPearson(sum(shares), spans.length), value: sum(totals) / frameCount },
    episodes: clopperPearson(counts.filter((count) => count === 0).length, spans.length),
    perMinute: sum(counts) / minutes,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
