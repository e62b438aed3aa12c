/** What a dial makes of the monitor, from the calibration episodes alone: no held-out episode is looked at (docs/methods.md 5). */
import type { GateMonitor } from './gate-monitor';
import { maximaOf, rateRange, redCause, type RedTheta } from './theta';

export interface MonitorOutcome {
  readonly theta: number;
  /** The share of unseen episodes that so many calibration episodes support. */
  readonly supported: number;
  /** Share of calibration episodes that go beyond θ, each measured by models and places without it. */
  readonly unseen: number;
  /** The 90 % range of the share that one gate interrupts. */
  readonly range: { readonly low: number; readonly high: number };
  /** null where θ is at most 4. */
  readonly red: RedTheta | null;
  /** Calibration episodes. */
  readonly episodes: number;
}

export function monitorOutcome({ theta, supported, order, calibration }: GateMonitor, dial: number): MonitorOutcome {
  const maxima = maximaOf(calibration);
  const episodes = maxima.length;
  const unseen = maxima.filter((most) => most > theta).length / episodes;
  return { theta, supported, unseen, range: rateRange(episodes, order), red: redCause(calibration, dial), episodes };
}
