/** First guess of a mapping, so that most people only have to agree (docs/methods.md 10 "Names"). */
import { isNameless, saysAngle, saysCategory } from './column-words';
import { turningUnit } from './interpretation/angles';
import { whyNoInput } from './interpretation/left-out';
import type { FeatureSpec, Mapping, Role } from './mapping';
import type { Column, Table } from './table';

/** Most distinct codes that a column may have to be guessed a category. */
const mostGuessedLevels = 10;

/**
 * Observation columns become features, else all nameless ones, else the named ones that nothing marks as something else,
 * else the action columns. Every column gets a spec; what is no feature is `action` or `ignore`.
 */
export function guessMapping(table: Table): Mapping {
  const chosen = new Set(defaultFeatures(table.columns));
  const time = table.columns.find((column) => column.group === 'time' && runsForward(column.values));
  const episode = table.columns.find((column) => column.group === 'episode');
  return {
    features: table.columns.map((column) => specOf(column, chosen.has(column))),
    // Readers that join files know more than the column does: two files may both begin with episode 0.
    episodeColumn: table.episodeStarts === null && episode !== undefined ? episode.name : null,
    timeColumn: time?.name ?? null,
    fps: table.fps,
  };
}

/** Names the layout of a table: same columns and groups in the same order, same key. */
export function layoutKey(table: Table): string {
  return JSON.stringify(table.columns.map(({ name, group }) => [name, group]));
}

function defaultFeatures(columns: readonly Column[]): readonly Column[] {
  const open = columns.filter(({ group }) => group === 'other');
  const choices = [
    columns.filter(({ group }) => group === 'observation'),
    open.filter(({ name }) => isNameless(name)),
    open.filter((column) => whyNoInput(column, columns) === null),
    columns.filter(({ group }) => group === 'action'),
  ];
  return choices.find((choice) => choice.length > 0) ?? [];
}

function specOf(column: Column, chosen: boolean): FeatureSpec {
  const role = chosen ? guessRole(column) : column.group === 'action' ? 'action' : 'ignore';
  const unit = column.unit ?? (role === 'angle' ? turningUnit(column.values, undefined) : null) ?? '';
  return { column: column.name, name: column.name, unit, role };
}

function guessRole({ name, values, labels, unit }: Column): Role {
  if (labels !== undefined) return 'category';
  if (saysAngle(name) && turningUnit(values, unit) !== null) return 'angle';
  return saysCategory(name) && fewIntegers(values) ? 'category' : 'continuous';
}

function fewIntegers(values: Column['values']): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    seen.add(value);
    if (seen.size > mostGuessedLevels) return false;
  }
  return seen.size >= 2;
}

/** True when most steps of a time column go forward (it may start again with each episode). */
function runsForward(values: Column['values']): boolean {
  let forward = 0;
  for (let row = 1; row < values.length; row++) if (values[row] > values[row - 1]) forward++;
  return forward > 0 && forward >= 0.5 * (values.length - 1);
}
