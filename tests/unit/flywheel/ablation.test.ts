import { describe, expect, it } from 'vitest';
import { ablation, attackQueries, findersOf, foundBy, type StrategyRow } from './red-team/ablation-table';
import { plantedFlaws, plants } from './red-team/planted-flaws';

const seeds = [1, 2, 3, 4, 5];
const tables = new Map<number, Promise<StrategyRow[]>>();

/** Each attack once for all tests. */
function tableOf(seed: number): Promise<StrategyRow[]> {
  const table = tables.get(seed) ?? ablation(seed);
  tables.set(seed, table);
  return table;
}

describe('the planted reward', () => {
  it.each(seeds)('rewards all five places although norms are violated there (seed %i)', async (seed) => {
    const { problem, centreOf, plantAt } = plantedFlaws(seed);
    for (const plant of plants) {
      const raw = centreOf(plant);
      const points = problem.points(Float64Array.from(raw), 1);
      const { score } = await problem.scores(points);
      expect(plantAt(raw)).toBe(plant);
      expect(score[0]).toBeGreaterThan(0.9);
      expect(Math.min(...problem.norms.map((norm) => norm.margin(points, 0)))).toBeLessThan(0);
    }
  });

  it('rewards good points and turns none of them away', async () => {
    const { problem } = plantedFlaws(1);
    const { points } = problem.basin;
    const { score } = await problem.scores(points);
    expect(score.filter((score) => score > 0.5).length / points.rows).toBeGreaterThan(0.9);
    const support = problem.norms[problem.norms.length - 1];
    expect(support.margin(points, 0)).toBeGreaterThan(0);
  });
});

describe('the red team on five planted flaws', () => {
  it.each(seeds)('finds all five in one attack (seed %i)', async (seed) => {
    expect(foundBy(await tableOf(seed))).toEqual(plants);
  });

  it.each(seeds)('keeps to its queries (seed %i)', async (seed) => {
    for (const { queries } of await tableOf(seed)) expect(queries).toBeLessThan(1.2 * (attackQueries / 7));
  });

  it('needs several strategies: none finds all five in every seed', async () => {
    const all = await Promise.all(seeds.map(tableOf));
    for (const strategy of all[0].map((row) => row.strategy)) {
      if (strategy === 'resampling') continue;
      const everywhere = all.every((rows) => plants.every((plant) => findersOf(rows, plant).includes(strategy)));
      expect(everywhere, strategy).toBe(false);
    }
  });

  it('has flaws that only one strategy finds', async () => {
    const all = await Promise.all(seeds.map(tableOf));
    const alone = all.flatMap((rows) =>
      plants.map((plant) => findersOf(rows, plant)).filter(({ length }) => length === 1),
    );
    expect(new Set(alone.flat()).size).toBeGreaterThanOrEqual(2);
  });

  it('loses a flaw with the strategy that alone finds it', async () => {
    const rows = await tableOf(1);
    const alone = plants.find((plant) => findersOf(rows, plant).length === 1) ?? 'slab';
    const [finder] = findersOf(rows, alone);
    const without = await ablation(1, [finder]);
    expect(without.map(({ strategy }) => strategy)).not.toContain(finder);
    expect(foundBy(without)).toEqual(plants.filter((plant) => plant !== alone));
  });
});
