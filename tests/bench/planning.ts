/**
 * Planning (docs/methods.md 9): seconds until value iteration settles on the maze of layout 01, and how many imagined states the
 * sampling planner scores, on one thread.
 */
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { unwatched } from '../../src/basics/task';
import { fastArithmetic } from '../../src/engine/arithmetic';
import { layouts } from '../../src/planning/maze/layouts';
import { believedWalls, defaultPlan, moves, nodesOf, planValues } from '../../src/planning/planners/value-iteration';
import { defaultSampling, SamplingPlanner } from '../../src/planning/planners/sampling';
import { pendulum } from '../../src/planning/worlds/pendulum';
import { families } from '../../src/reward/families';
import type { ErrorModel } from '../../src/reward/types';
import { type Bench, measured } from './rows';

/** A reward that is high on a ring, so that every sweep has something to do. */
function ringRewards(grid: number): Float64Array {
  const nodes = nodesOf({ ...defaultPlan, grid });
  return Float64Array.from({ length: moves * grid * grid }, (_, i) => {
    const node = i % (grid * grid);
    return Math.exp(-4 * Math.abs(Math.hypot(nodes[node % grid], nodes[Math.floor(node / grid)]) - 2));
  });
}

const iterations: Bench[] = [80, 400].map((grid) => ({
  name: `plan/vi/${grid}`,
  run: () => {
    const rewards = ringRewards(grid);
    const goal = { centre: [2.5, 1.5], radius: 0.4, bonus: 5 } as const;
    let sweeps = 0;
    const measure = (): Promise<number> => {
      const start = systemClock.elapsed();
      sweeps = planValues(believedWalls(layouts[0]), rewards, { ...defaultPlan, grid, goal }).sweeps;
      return Promise.resolve((systemClock.elapsed() - start) / 1000);
    };
    return measured(`plan/vi/${grid}`, 's', 3, measure, `${grid} × ${grid} nodes × 8 moves, one thread`).then(
      (row) => ({
        ...row,
        note: `${row.note}, ${sweeps} sweeps`,
      }),
    );
  },
}));

const members = 5;
const dims = 6;

/** Energies of five mixtures of 16 Gaussians of six inputs, as the proposed family has them. */
async function gaussianWorth() {
  const arithmetic = await fastArithmetic();
  const random = Random.of(1, 'bench', 'plan');
  const x = Float32Array.from({ length: 4000 * dims }, () => random.normal());
  const opened: ErrorModel[] = [];
  for (let member = 0; member < members; member++) {
    const tensors = await families.gaussians.fit?.({ x, rows: 4000, dims, seed: 1, member }, unwatched, arithmetic);
    if (tensors === undefined) throw new Error('the Gaussians are not fitted');
    const model = families.gaussians.open(tensors, arithmetic);
    if (!model.ok) throw new Error(model.failure.message);
    opened.push(model.value);
  }
  return (raw: Float64Array, rows: number): Promise<Float64Array> => {
    const sum = new Float64Array(rows);
    for (const model of opened) model.errors(raw, rows).forEach((error, row) => (sum[row] -= error / members));
    return Promise.resolve(sum.map((n) => Math.exp(n / 10)));
  };
}

const sampling: Bench = {
  name: 'plan/sampling/pendulum',
  run: async () => {
    const worth = await gaussianWorth();
    const readings = [0, 1, 2].flatMap((column) => [false, true].map((rate) => ({ column, rate, angle: false })));
    const parts = { world: pendulum, readings, rateStep: pendulum.timeStep, worth, settings: defaultSampling };
    const planner = new SamplingPlanner(parts, Random.of(1, 'bench', 'sampling'));
    const state = Float64Array.of(3, 0);
    const measure = async (): Promise<number> => {
      const [start, before] = [systemClock.elapsed(), planner.scored];
      for (let frame = 0; frame < 20; frame++) await planner.act(state);
      return ((planner.scored - before) * 1000) / (systemClock.elapsed() - start);
    };
    return measured(sampling.name, 'states/s', 3, measure, 'Gaussians, 5 members, 6 inputs; one thread');
  },
};

export const planningBenches: readonly Bench[] = [...iterations, sampling];
