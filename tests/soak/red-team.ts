/** The ablation of the red team over many seeds, for `npm run soak -- red-team`. */
import { sourceTable, sourceWords } from '../../src/flywheel/red-team';
import { ablation, attackQueries, findersOf, foundBy } from '../unit/flywheel/red-team/ablation-table';
import { plants } from '../unit/flywheel/red-team/planted-flaws';

export { attackQueries, plants };

/** What each source of candidates is, in markdown. */
export const strategyTable = sourceTable(sourceWords);

/** Hits of one strategy in all seeds together. */
export interface TotalRow {
  readonly strategy: string;
  readonly queries: number;
  readonly hits: Record<string, number>;
}

export interface SeedOutcome {
  readonly seed: number;
  /** Plants that some strategy found on its own. */
  readonly found: readonly string[];
  /** Plants that exactly one strategy found, with that strategy. */
  readonly alone: readonly { readonly plant: string; readonly strategy: string }[];
}

/** Attacks the planted reward once a seed. */
export async function redTeam(seeds: readonly number[]): Promise<{ totals: TotalRow[]; outcomes: SeedOutcome[] }> {
  const totals = new Map<string, { queries: number; hits: Record<string, number> }>();
  const outcomes: SeedOutcome[] = [];
  for (const seed of seeds) {
    const rows = await ablation(seed);
    for (const { strategy, queries, hits } of rows) {
      const total = totals.get(strategy) ?? { queries: 0, hits: {} };
      for (const [plant, count] of Object.entries(hits)) total.hits[plant] = (total.hits[plant] ?? 0) + count;
      totals.set(strategy, { queries: total.queries + queries, hits: total.hits });
    }
    const alone = plants.flatMap((plant) => {
      const finders = findersOf(rows, plant);
      return finders.length === 1 ? [{ plant, strategy: finders[0] }] : [];
    });
    outcomes.push({ seed, found: foundBy(rows), alone });
  }
  return { totals: [...totals].map(([strategy, total]) => ({ strategy, ...total })), outcomes };
}
