/** What is said of columns that are no inputs, and of those that are read in another unit or as codes. */
import { isNameless } from '../column-words';
import type { Mapping, Role } from '../mapping';
import type { Finding } from '../quality-report';
import type { Column, Table } from '../table';
import { whyNoInput } from './left-out';

/** One sentence a reason, with all columns that it holds for. */
export function roleFindings(table: Table, mapping: Mapping): Finding[] {
  const roles = new Map(mapping.features.map(({ column, role }) => [column, role]));
  const reasons = new Map<string, string[]>();
  for (const column of table.columns) {
    const why = reasonOf(column, roles.get(column.name), table, mapping);
    if (why !== null) reasons.set(why, [...(reasons.get(why) ?? []), `“${column.name}”`]);
  }
  return [...reasons].map(([why, names]) => ({ level: 'note', text: sentence(why, names) }));
}

function sentence(why: string, names: readonly string[]): string {
  const listed = names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const said =
    names.length === 1
      ? why
      : why
          .replace(/^is /, 'are ')
          .replace(/^names /, 'name ')
          .replace(/^goes round and is /, 'go round and are ')
          .replace('are an action and no input', 'are actions and no inputs');
  return `${listed} ${said}.`;
}

/** What is to be said of a column, continuing its name; null for plain inputs. */
function reasonOf(column: Column, role: Role | undefined, table: Table, mapping: Mapping): string | null {
  if (column.name === mapping.timeColumn) return 'is the clock';
  if (column.name === mapping.episodeColumn) return 'names the episode';
  if (role === 'action') return 'is an action and no input';
  if (role === 'angle') return 'goes round and is read as an angle';
  if (role === 'category') return 'is read as a category';
  if (role !== 'ignore') return null;
  return `is left out: ${whyLeftOut(column, table)}`;
}

function whyLeftOut(column: Column, { columns }: Table): string {
  if (column.group === 'reward') return 'it is a reward';
  if (column.group === 'time') return 'it is another clock, or one that does not run forward';
  if (column.group === 'episode') return 'it names the episode';
  const why = whyNoInput(column, columns);
  if (why !== null) return why;
  if (columns.some(({ group }) => group === 'observation'))
    return 'other columns are called observations; give it a role to use it';
  return columns.some(({ name }) => isNameless(name))
    ? 'columns without names are taken; give it a role to use it'
    : 'give it a role to use it';
}

/** Inputs far from zero whose movement is lost to 32-bit numbers, as positions on a national grid are. */
export function coarseFindings({ columns }: Table, { features }: Mapping): Finding[] {
  const inputs = new Set(features.filter(({ role }) => role === 'continuous').map(({ column }) => column));
  const coarse = columns.filter(({ name, values }) => inputs.has(name) && losesMovement(values));
  if (coarse.length === 0) return [];
  const names = coarse.map(({ name }) => `“${name}”`).join(', ');
  const text = `${names}: values lie so far from zero that 32-bit numbers lose their small movements: subtract a fixed offset before you import.`;
  return [{ level: 'warning', text }];
}

/** True when a twentieth of the steps that double precision tells apart are equal in single precision. */
function losesMovement(values: Column['values']): boolean {
  if (values instanceof Float32Array) return false;
  let [steps, lost] = [0, 0];
  for (let row = 1; row < values.length; row++) {
    if (!(Math.abs(values[row]) > 1e5) || values[row] === values[row - 1]) continue;
    steps++;
    if (Math.fround(values[row]) === Math.fround(values[row - 1])) lost++;
  }
  return 20 * lost > steps;
}
