/**
 * A maze plan on an artifact (docs/methods.md 9): what every move earns under a reward, the tiles that its patches close, the plan,
 * and the walk in a world that may be another than the one that is believed in.
 */
import { fail, ok, type Result } from '../../basics/result';
import type { Feature } from '../../demonstrations/demonstrations';
import {
  bestMove,
  believedWalls,
  type Closed,
  defaultPlan,
  directionOf,
  moves,
  nodesOf,
  type Plan,
  planValues,
  type PlanSettings,
} from '../planners/value-iteration';
import { centreOf, goalOf, type Layout, type Place, tileOf } from './layout';
import { defaultWalk, walk, type Walk } from './walk';

/** What a feature of the reward reads of a walker: a coordinate, its speed along it, or a change of that speed, which is 0. */
export type MazeReading = 'x' | 'y' | 'vx' | 'vy' | 'steady';

/** Score and suppression of raw rows [n × F], each [n]. */
export type MazeReward = (
  raw: Float64Array,
  rows: number,
) => Promise<{ readonly score: Float64Array; readonly suppression: Float64Array }>;

export interface MazeAgent {
  readonly readings: readonly MazeReading[];
  /** Median speed of the demonstrations, in the unit of the rate features. */
  readonly speed: number;
  readonly reward: MazeReward;
}

/** Suppression at the centre of a tile from which on the planner believes it to be a wall. */
const closedFrom = 0.5;

/**
 * How the features of a reward are read from a place and a velocity: `x` and `y` by name, `vx` and `vy` by name or as rates of
 * them; rates of recorded velocities are those of steady motion.
 * @returns `no-features` with the name of a feature that a maze does not have
 */
export function mazeReadings(features: readonly Feature[]): Result<MazeReading[]> {
  const readings: MazeReading[] = [];
  for (const { name, column, role } of features) {
    const place = column.toLowerCase();
    const read = role !== 'derived' ? place : place === 'vx' || place === 'vy' ? 'steady' : `v${place}`;
    if (read !== 'steady' && read !== 'x' && read !== 'y' && read !== 'vx' && read !== 'vy') {
      return fail(
        'no-features',
        `A walker in a maze has no “${name}”.`,
        'Choose a reward that reads x, y and their rates alone.',
      );
    }
    readings.push(read);
  }
  return ok(readings);
}

/** Raw rows of places with the velocities of moves. @param at [n] places @param velocities [n] */
export function rawOf(
  readings: readonly MazeReading[],
  at: readonly Place[],
  velocities: readonly Place[],
): Float64Array {
  const raw = new Float64Array(at.length * readings.length);
  at.forEach((place, row) => {
    readings.forEach((reading, f) => {
      if (reading === 'steady') return;
      const axis = reading.endsWith('x') ? 0 : 1;
      raw[row * readings.length + f] = (reading.length === 2 ? velocities[row] : place)[axis];
    });
  });
  return raw;
}

/** Velocity of a move: its direction at the median speed of the demonstrations. */
function velocityOf(move: number, speed: number): Place {
  const [across, up] = directionOf(move);
  return [speed * across, speed * up];
}

/** True in tiles whose suppression at the centre, standing still, exceeds one half. */
export async function closedTiles(layout: Layout, { readings, reward }: MazeAgent): Promise<Closed> {
  const tiles = layout.rows.flatMap((line, row) => [...line].map((_, column) => centreOf(layout, row, column)));
  const still = tiles.map((): Place => [0, 0]);
  const { suppression } = await reward(rawOf(readings, tiles, still), tiles.length);
  const width = layout.rows[0].length;
  return (x, y) => {
    const [row, column] = tileOf(layout, x, y);
    return (suppression[row * width + column] ?? 0) > closedFrom;
  };
}

export interface MazePlan {
  readonly plan: Plan;
  readonly closed: Closed;
  readonly agent: MazeAgent;
}

/** @param believed the layout that the planner takes the world to be: that of the demonstrations */
export async function planMaze(
  believed: Layout,
  agent: MazeAgent,
  settings: Partial<PlanSettings> = {},
): Promise<MazePlan> {
  const goal = { centre: goalOf(believed), radius: 0.4, bonus: 5 };
  const chosen = { ...defaultPlan, goal, ...settings };
  const nodes = nodesOf(chosen);
  const places = Array.from({ length: chosen.grid ** 2 }, (_, node): Place => [
    nodes[node % chosen.grid],
    nodes[Math.floor(node / chosen.grid)],
  ]);
  const rewards = new Float64Array(moves * places.length);
  for (let move = 0; move < moves; move++) {
    const velocity = velocityOf(move, agent.speed);
    const { score } = await agent.reward(
      rawOf(
        agent.readings,
        places,
        places.map(() => velocity),
      ),
      places.length,
    );
    rewards.set(score, move * places.length);
  }
  const closed = believedWalls(believed, await closedTiles(believed, agent));
  return { plan: planValues(closed, rewards, chosen), closed, agent };
}

/** The walk of a plan in a world. */
export function walkPlan(world: Layout, start: Place, { plan, closed, agent }: MazePlan): Promise<Walk> {
  const { goal, moveLength } = plan.settings;
  const velocities = Array.from({ length: moves }, (_, move) => velocityOf(move, agent.speed));
  const preferred = async (x: number, y: number): Promise<number> => {
    const places = velocities.map((): Place => [x, y]);
    const { score } = await agent.reward(rawOf(agent.readings, places, velocities), moves);
    const bonus = Math.hypot(x - goal.centre[0], y - goal.centre[1]) <= goal.radius ? goal.bonus : 0;
    return bestMove(plan, closed, (move) => score[move] + bonus, x, y);
  };
  return walk(world, start, preferred, { ...defaultWalk, moveLength, goal });
}
