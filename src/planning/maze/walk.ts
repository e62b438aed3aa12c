/**
 * What becomes of a plan in a maze that may be another than the one it believes in (docs/methods.md 9): every step the move that
 * the policy prefers, a wall of the world is bumped into, fifty bumps in a row are the end.
 */
import type { Layout, Place } from './layout';
import { inWall } from './layout';
import { believedWalls, blocked, directionOf } from '../planners/value-iteration';

export interface WalkSettings {
  readonly moveLength: number;
  /** The walk succeeds inside this circle. */
  readonly goal: { readonly centre: Place; readonly radius: number };
  readonly longest: number;
  /** Bumps in a row after which the agent counts as stuck. */
  readonly patience: number;
}

export interface Walk {
  readonly path: readonly Place[];
  readonly outcome: 'reached' | 'stuck' | 'lost';
  readonly bumps: number;
  /** Places inside the wall that were bumped into last; null where none was. */
  readonly wall: Place | null;
}

/** @param preferred move that the policy makes at a place; asked once a place */
export async function walk(
  world: Layout,
  start: Place,
  preferred: (x: number, y: number) => Promise<number>,
  settings: WalkSettings,
): Promise<Walk> {
  const { moveLength, goal, longest, patience } = settings;
  const closed = believedWalls(world);
  const path: Place[] = [start];
  let [x, y] = start;
  let bumps = 0;
  let inRow = 0;
  let wall: Place | null = null;
  let move = await preferred(x, y);
  while (path.length <= longest) {
    if (Math.hypot(x - goal.centre[0], y - goal.centre[1]) <= goal.radius)
      return { path, outcome: 'reached', bumps, wall };
    const [across, up] = directionOf(move);
    const next: Place = [x + moveLength * across, y + moveLength * up];
    if (blocked(closed, x, y, move, moveLength)) {
      bumps++;
      if (inWall(world, ...next)) wall = next;
      if (++inRow >= patience) return { path, outcome: 'stuck', bumps, wall };
      continue;
    }
    inRow = 0;
    [x, y] = next;
    path.push(next);
    move = await preferred(x, y);
  }
  return { path, outcome: 'lost', bumps, wall };
}

export const defaultWalk = { moveLength: 0.15, longest: 400, patience: 50 } as const;
