/**
 * Debounce (docs/methods.md 5): u_max and n_max interrupt only when they object in several consecutive frames. Missing values,
 * norms, patches, p(τ), the audit gap and u_block are never delayed.
 */
import { observe, type Frames } from './decide';
import { EpisodeMonitor } from './monitor/episode-monitor';
import type { Decision } from './record';
import type { Thresholds } from './thresholds';
import { reasons as table } from './votes/reasons';
import { actions, hardest, type Observation } from './votes/vote';
import { rules } from './votes';

/** Decides the frames of one episode as they come. */
export class Debouncer {
  private readonly runs = new Map<string, number>();

  /** @param window consecutive frames that a debounced rule needs, ≥ 1 */
  constructor(
    private readonly thresholds: Thresholds,
    private readonly window: number = thresholds.debounce,
  ) {}

  /** The decision on the next frame; votes that still wait are left out. */
  next(observation: Observation): Decision {
    const reasons = rules.flatMap((rule) => {
      const vote = rule.vote(observation, this.thresholds);
      const run = vote ? (this.runs.get(rule.reason) ?? 0) + 1 : 0;
      this.runs.set(rule.reason, run);
      return vote && (!table[rule.reason].debounced || run >= this.window) ? vote : [];
    });
    return { action: hardest(reasons.map(({ action }) => action)), reasons };
  }
}

/**
 * Decisions on a whole episode, rows [start, end). One that is shorter than the debounce is interrupted when all of its
 * frames object, as the dial counts it.
 */
export function decideEpisode(frames: Frames, start: number, end: number, thresholds: Thresholds): Decision[] {
  const next = episodeDecisions(frames, start, end, thresholds);
  return Array.from({ length: end - start }, (_, i) => next(start + i));
}

/** The actions of `decideEpisode` alone, by their place in `actions`: for data sets too long for their reasons. */
export function episodeActions(frames: Frames, start: number, end: number, thresholds: Thresholds): Uint8Array {
  const next = episodeDecisions(frames, start, end, thresholds);
  const codes = new Uint8Array(end - start);
  for (let i = 0; i < codes.length; i++) codes[i] = actions.indexOf(next(start + i).action);
  return codes;
}

/** The decision on each row of an episode, asked for in order. */
function episodeDecisions(frames: Frames, start: number, end: number, thresholds: Thresholds) {
  const debouncer = new Debouncer(thresholds, Math.max(1, Math.min(thresholds.debounce, end - start)));
  const monitor = frames.followed ? new EpisodeMonitor(frames.followed) : null;
  return (row: number): Decision => {
    const seen = observe(frames, row);
    return debouncer.next(monitor ? { ...seen, monitor: monitor.next(frames, row, thresholds.floor) } : seen);
  };
}

/** Times at which an episode goes from allowed to not allowed. */
export function interruptions(decisions: readonly Decision[]): number {
  return decisions.filter(({ action }, i) => action !== 'allow' && (i === 0 || decisions[i - 1].action === 'allow'))
    .length;
}
