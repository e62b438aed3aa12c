/** One maze under a reward, without and with its patches (docs/methods.md 9). In a job worker. */
import { systemClock } from '../../basics/clock';
import { mean } from '../../basics/statistics';
import { ok, type Result } from '../../basics/result';
import { readLayout, type Layout, type Place } from '../../planning/maze/layout';
import { centreOf, tilesOf } from '../../planning/maze/layout';
import { type MazeAgent, type MazePlan, mazeReadings, planMaze, rawOf, walkPlan } from '../../planning/maze/plan-maze';
import { medianSpeed } from '../../planning/maze/speed';
import { pointsAt } from '../../reward/points-at';
import type { Patch } from '../../reward/types';
import { basinPoints, type OpenReward } from '../project/open-reward';
import type { MazeAnswer, MazeQuestion, MazeRoute } from './types';

/** @returns `malformed` where a layout is none, `no-features` where the reward reads what a maze does not have */
export async function mazeScene(
  reward: OpenReward,
  patches: readonly Patch[],
  { believed, world }: MazeQuestion,
): Promise<Result<MazeAnswer>> {
  const start = systemClock.elapsed();
  const [beliefs, walls] = [readLayout('believed', 'believed', believed), readLayout('world', 'world', world)];
  if (!beliefs.ok) return beliefs;
  if (!walls.ok) return walls;
  const readings = mazeReadings(reward.model.features);
  if (!readings.ok) return readings;
  const good = basinPoints(reward);
  const speed = medianSpeed(readings.value, good.raw, good.rows);
  const agentOf = (under: readonly Patch[]): MazeAgent => ({
    readings: readings.value,
    speed,
    reward: (raw, rows) => reward.scorer.score(pointsAt(reward.model, raw, rows), under),
  });
  const plans = [];
  for (const under of [[], patches]) plans.push(await planMaze(beliefs.value, agentOf(under)));
  const [before, after] = [await routeOf(walls.value, plans[0]), await routeOf(walls.value, plans[1])];
  const { plan } = plans[1];
  const { grid, range } = plan.settings;
  return ok({
    before,
    after,
    values: Float32Array.from(plan.values),
    grid,
    range,
    milliseconds: systemClock.elapsed() - start,
  });
}

async function routeOf(world: Layout, plan: MazePlan): Promise<MazeRoute> {
  const { path, outcome, bumps } = await walkPlan(world, startOf(world), plan);
  const { readings, speed, reward } = plan.agent;
  const velocities = path.map((place, i): Place => {
    const [from, to] = i + 1 < path.length ? [place, path[i + 1]] : [path[Math.max(0, i - 1)], place];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    return [(speed * (to[0] - from[0])) / length, (speed * (to[1] - from[1])) / length];
  });
  const { score } = await reward(rawOf(readings, path, velocities), path.length);
  return { path: path.flat(), outcome, bumps, score: mean(score) };
}

/** Middle of the start tiles' first row, so that a block of them is left from its edge towards the route. */
function startOf(layout: Layout): Place {
  const tiles = tilesOf(layout, 'S');
  const [row] = tiles[0];
  const inRow = tiles.filter((tile) => tile[0] === row).map((tile) => centreOf(layout, ...tile));
  return [mean(inRow.map(([x]) => x)), inRow[0][1]];
}
