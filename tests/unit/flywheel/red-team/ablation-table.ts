/** How often each strategy finds each planted flaw: the ablation behind docs/red-team.md. */
import { strategies } from '../../../../src/flywheel/red-team';
import { attack } from '../../../../src/flywheel/attack';
import type { StrategyId } from '../../../../src/flywheel/types';
import { plantedFlaws, plants, type Plant } from './planted-flaws';

/** Points that one attack looks at, over all strategies: the default of an audit. */
export const attackQueries = 20_000;

export interface StrategyRow {
  readonly strategy: StrategyId;
  readonly queries: number;
  /** Flaws found in each plant, and at the edge of the tube. */
  readonly hits: Readonly<Record<Plant | 'edge', number>>;
}

/**
 * One attack on the planted reward of this seed, strategy by strategy, in the order in which they strike.
 * @param without strategies that are left out
 */
export async function ablation(seed: number, without: readonly StrategyId[] = []): Promise<StrategyRow[]> {
  const { problem, plantAt } = plantedFlaws(seed);
  const { tallies, flaws } = await attack(
    { ...problem, without },
    {
      queries: attackQueries,
      seed,
      iteration: 1,
      known: new Float64Array(0),
    },
  );
  return strategies.flatMap(({ id }) => {
    const tally = tallies.find(({ strategy }) => strategy === id);
    if (tally === undefined) return [];
    const hits = { slab: 0, corner: 0, spike: 0, ridge: 0, joint: 0, edge: 0 };
    for (const flaw of flaws) if (flaw.strategy === id) hits[plantAt(flaw.raw) ?? 'edge']++;
    return [{ strategy: id, queries: tally.queries, hits }];
  });
}

/** Strategies that found a plant without being shown it: all but resampling, which starts from what others found. */
export function findersOf(rows: readonly StrategyRow[], plant: Plant): StrategyId[] {
  return rows
    .filter(({ strategy, hits }) => strategy !== 'resampling' && hits[plant] > 0)
    .map(({ strategy }) => strategy);
}

/** Plants that a strategy found on its own. */
export function foundBy(rows: readonly StrategyRow[]): Plant[] {
  return plants.filter((plant) => findersOf(rows, plant).length > 0);
}
