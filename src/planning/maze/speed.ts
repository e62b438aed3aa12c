/** How fast demonstrations move through a maze: what a planner's moves are read with (docs/methods.md 9). */
import type { Floats } from '../../basics/arrays';
import { median } from '../../basics/statistics';
import type { MazeReading } from './plan-maze';

/**
 * Median speed over moving frames, in the unit of the rates; 1 where the reward reads no velocity, which then is never asked for.
 * @param raw [rows × F] demonstrations
 */
export function medianSpeed(readings: readonly MazeReading[], raw: Floats, rows: number): number {
  const [across, up] = [readings.indexOf('vx'), readings.indexOf('vy')];
  if (across < 0 || up < 0) return 1;
  const speeds = Array.from({ length: rows }, (_, row) =>
    Math.hypot(raw[row * readings.length + across], raw[row * readings.length + up]),
  );
  const moving = speeds.filter((speed) => speed > 0);
  return moving.length > 0 ? median(moving) : 1;
}
