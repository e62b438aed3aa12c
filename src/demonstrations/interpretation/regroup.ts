/** What each column is, where its name says one thing and its values another, or only the names together tell. */
import type { Floats } from '../../basics/arrays';
import type { Column, ColumnGroup } from '../table';
import { countsUp } from './blocks';
import { isNameless } from '../column-words';
import { saysClock, saysCounter } from './words';

/** The columns in their groups, and a sentence for each that was moved by its values. */
export function regrouped(columns: readonly Column[]): {
  readonly columns: readonly Column[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const whole = withFractions(columns, notes);
  const moved = whole.map((column, place): Column => {
    const [group, note] = groupOf(column, place, columns, names);
    if (note !== null) notes.push(note);
    return group === column.group ? column : { ...column, group };
  });
  return { columns: moved, notes };
}

function groupOf(
  { name, group, values, labels }: Column,
  place: number,
  columns: readonly Column[],
  names: ReadonlySet<string>,
): readonly [ColumnGroup, string | null] {
  if (group === 'time' && /^t$/i.test(name) && forwardShare(values) < 0.8 && !isEvenlySpread(values))
    return ['other', `“${name}” does not run forward as a clock does: it is read as a measurement.`];
  if (
    group === 'episode' &&
    labels === undefined &&
    values.some((value) => value === value && !Number.isInteger(value))
  )
    return ['other', `“${name}” holds fractions, so that it does not name episodes: it is read as a measurement.`];
  if (group !== 'other') return [group, null];
  if (labels === undefined && saysClock(name) && forwardShare(values) >= 0.5) return ['time', null];
  const letter = /^([ar])(_\d+)?$/i.exec(name)?.[1].toLowerCase();
  if (
    letter !== undefined &&
    (names.has('s') || names.has('s_0')) &&
    (names.has('s2') || names.has('s2_0') || names.has('s_') || names.has('r'))
  )
    return [
      letter === 'a' ? 'action' : 'reward',
      `“${name}” is read as ${letter === 'a' ? 'an action' : 'a reward'}, as s, a and r stand for state, action and reward.`,
    ];
  if (isControl(name, names)) return ['action', `“${name}” is read as an action, as control inputs are called u.`];
  if (place === 0 && isNamelessClock(columns))
    return ['time', `“${name}” rises by the same step in every row and is read as the clock.`];
  return [group, null];
}

/** Seconds and nanoseconds in two columns, as ROS writes its stamps, become one clock. */
function withFractions(columns: readonly Column[], notes: string[]): readonly Column[] {
  const stemOf = (name: string, ending: RegExp): string | null => ending.exec(name)?.[1] ?? null;
  const seconds = /^(.*?)(?<!n)(?<!nano)(?:secs?|seconds)$/i;
  const parts = /^(.*?)(?:nsecs?|nanosecs?|nanoseconds?)$/i;
  const merged = new Set<Column>();
  const whole = columns.map((column) => {
    const stem = stemOf(column.name, seconds);
    const part = stem === null ? undefined : columns.find(({ name }) => stemOf(name, parts) === stem);
    if (part === undefined) return column;
    merged.add(part);
    notes.push(`“${column.name}” and “${part.name}” were merged into one clock.`);
    const values = Float64Array.from(column.values, (value, row) => value + part.values[row] * 1e-9);
    return { ...column, values, group: 'time' as const, unit: 's' };
  });
  return whole.filter((column) => !merged.has(column));
}

/** Share of steps that go forward. */
export function forwardShare(values: Floats): number {
  let forward = 0;
  for (let row = 1; row < values.length; row++) if (values[row] > values[row - 1]) forward++;
  return values.length > 1 ? forward / (values.length - 1) : 0;
}

/** True for values that differ and lie one step apart once they are sorted: a clock whose rows were shuffled. */
function isEvenlySpread(values: Floats): boolean {
  const sorted = Float64Array.from(new Set(values)).sort();
  if (sorted.length < 8 || sorted.length < 0.5 * values.length) return false;
  const gaps = Array.from(sorted.subarray(1), (value, i) => value - sorted[i]);
  const middle = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return gaps.filter((gap) => gap <= 1.5 * middle && gap >= 0.5 * middle).length >= 0.8 * gaps.length;
}

/** `u`, `u1`, `u_2` are control inputs, unless they are one of the components u, v, w. */
function isControl(name: string, names: ReadonlySet<string>): boolean {
  return /^u(_?\d+)?$/i.test(name) && !names.has('v') && !names.has('v0') && !names.has('v_0') && names.size > 1;
}

/** The first of several nameless columns, when it alone rises by one step throughout. */
function isNamelessClock(columns: readonly Column[]): boolean {
  const [first, ...rest] = columns;
  if (rest.length === 0 || !isNameless(first.name) || columns.some(({ group }) => group === 'time')) return false;
  return first.values.length >= 20 && isSteady(first.values) && !rest.some(({ values }) => countsUp(values));
}

function isSteady(values: Floats): boolean {
  const step = (values[values.length - 1] - values[0]) / (values.length - 1);
  if (!(step > 0)) return false;
  for (let row = 1; row < values.length; row++) {
    if (Math.abs(values[row] - values[row - 1] - step) > 0.01 * step) return false;
  }
  return true;
}

/** Counters in the order of the table, for those who need one. */
export function countersOf(columns: readonly Column[]): Column[] {
  return columns.filter(({ name, group, values }) => group === 'other' && saysCounter(name) && countsUp(values));
}
