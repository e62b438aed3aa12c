/** What a mapping must keep to before it is used; each breach has its own sentence. */
import { fail, type Failure } from '../basics/result';
import type { FeatureSpec, Mapping } from './mapping';
import type { Table } from './table';

/** Most codes that a category may have. */
export const mostLevels = 64;

/** Specs that are inputs of the reward; rows that stand alone have no rates. */
export function inputSpecs({ features, alone = false }: Mapping): FeatureSpec[] {
  return features.filter(({ role }) => role !== 'action' && role !== 'ignore' && !(alone && role === 'derived'));
}

/** The first rule that the mapping breaks, or null. */
export function checkMapping(table: Table, mapping: Mapping): Failure | null {
  const known = new Set(table.columns.map(({ name }) => name));
  const named = [...mapping.features.map(({ column }) => column), mapping.episodeColumn, mapping.timeColumn];
  const unknown = named.find((column) => column !== null && !known.has(column));
  if (unknown !== undefined)
    return bad(`There is no column named “${unknown}”.`, 'Choose one of the columns of the file.');
  if (mapping.fps !== null && !(mapping.fps > 0 && Number.isFinite(mapping.fps))) {
    return bad(`${mapping.fps} frames per second cannot be.`, 'Give a number above 0, or leave it empty.');
  }
  const specs = inputSpecs(mapping);
  if (specs.length === 0) {
    const message = 'No column is chosen as a feature, so there is nothing to learn from.';
    return fail('no-features', message, 'Give at least one column the role continuous, angle, category or derived.')
      .failure;
  }
  return checkNames(specs);
}

/** The refusal of a category with too many codes. */
export function tooManyLevels(name: string): Failure {
  const message = `“${name}” has more than ${mostLevels} different values, too many for a category.`;
  return bad(message, 'Give it the role continuous, or leave it out.');
}

function checkNames(specs: readonly FeatureSpec[]): Failure | null {
  const taken = new Set<string>();
  for (const { name } of specs) {
    if (name.trim() === '') return bad('A feature has no name.', 'Give every feature a name.');
    if (taken.has(name)) return bad(`Two features are named “${name}”.`, 'Give every feature its own name.');
    taken.add(name);
  }
  // A rate names what it was made from: a feature, or a column that is none.
  const own = (column: string) => specs.some((spec) => spec.column === column && spec.role !== 'derived');
  const unclear = specs.find(({ column, role }) => role === 'derived' && !own(column) && taken.has(column));
  if (unclear === undefined) return null;
  return bad(
    `“${unclear.name}” is the rate of the column “${unclear.column}”, and another feature has that name.`,
    'Give the other feature another name.',
  );
}

function bad(message: string, advice: string): Failure {
  return fail('bad-mapping', message, advice).failure;
}
