/** Descriptors of families brought together, and looked up by id. */
import type { Family } from './family';

/** Families by id, in their order. */
export type Families = Readonly<Record<string, Family>>;

/** @throws Error where two have one id, or one cannot be trained as it says */
export function collectFamilies<Id extends string>(list: readonly Family<Id>[]): Readonly<Record<Id, Family<Id>>> {
  const byId = new Map<string, Family<Id>>();
  for (const family of list) {
    const { id, trainedBy, byDefault, fit } = family;
    if (byId.has(id)) throw new Error(`two families are called ${id}`);
    if ((trainedBy === 'itself') !== (fit !== undefined)) throw new Error(`family ${id} is not trained as it says`);
    if (byDefault && trainedBy === 'nobody') throw new Error(`family ${id} cannot be trained by default`);
    byId.set(id, family);
  }
  return Object.fromEntries(byId) as Record<Id, Family<Id>>;
}

/** Ids of the families that every training makes, in their order: the first is the one that scores before any is chosen. */
export function trainedByDefault<Id extends string>(known: Readonly<Record<Id, Family<Id>>>): Id[] {
  return Object.values<Family<Id>>(known).flatMap(({ id, byDefault }) => (byDefault ? [id] : []));
}

/** The table of docs/methods.md 1.5, in markdown. */
export function familyTable(known: Families): string {
  const makers = { engine: 'the engine, step by step', itself: 'a fit of its own', nobody: 'nobody: it is given' };
  const rows = Object.values(known).map(
    ({ id, error, mapping, trainedBy }) => `| \`${id}\` | ${error} | ${mapping.formula} | ${makers[trainedBy]} |`,
  );
  return ['| id | m(x) | r_k from n | trained by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
