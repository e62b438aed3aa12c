/** Which columns get their rate of change as an input, and why (docs/methods.md 1.1). A person may choose otherwise. */
import { median } from '../../basics/statistics';
import { episodeStarts } from '../episode-starts';
import type { FeatureSpec, Mapping } from '../mapping';
import { timeOf } from '../prepare-time';
import type { Column, Table } from '../table';
import { recordedRates } from './recorded';
import { usualHold } from './repeats';

/** Why a column has a rate, or none. `recorded`: another column is that rate; `constant`: it changes within no episode. */
export type MotionReason = 'moves' | 'recorded' | 'constant' | 'short' | 'alone';

export interface ColumnMotion {
  readonly column: string;
  /** Whether its rate is proposed as an input. */
  readonly rate: boolean;
  readonly reason: MotionReason;
  /** Column that records the rate; null for other reasons. */
  readonly recordedIn: string | null;
  /** Frames that it usually keeps a value. */
  readonly hold: number;
}

/** Median frames of an episode below which nothing has a rate. */
const leastFrames = 3;

/** What is proposed for each continuous or angle column of a mapping, in its order. */
export function chooseMotion(table: Table, mapping: Mapping): ColumnMotion[] {
  const specs = mapping.features.filter(({ role }) => role === 'continuous' || role === 'angle');
  const columns = specs.flatMap(({ column }) => table.columns.find(({ name }) => name === column) ?? []);
  const starts = episodeStarts(table, mapping);
  const lengths = Array.from(starts, (start, episode) => (starts[episode + 1] ?? table.rows) - start);
  const whole = mapping.alone === true ? 'alone' : median(Float64Array.from(lengths)) < leastFrames ? 'short' : null;
  const traces = columns.map(({ values }, i) => ({ values, angle: specs[i].role === 'angle' }));
  const { time } = timeOf(table, mapping, starts);
  const recorded = whole === null ? recordedRates(traces, starts, time.steps) : null;
  return columns.map((column, i): ColumnMotion => {
    const other = recorded?.[i] ?? -1;
    const reason = whole ?? (rests(column, starts) ? 'constant' : other >= 0 ? 'recorded' : 'moves');
    return {
      column: column.name,
      rate: reason === 'moves',
      reason,
      recordedIn: reason === 'recorded' ? specs[other].name : null,
      hold: usualHold(column.values, starts),
    };
  });
}

/** The mapping with the proposed rates as further features, each after its column; rates that it has already stay. */
export function withMotion(mapping: Mapping, motion: readonly ColumnMotion[]): Mapping {
  const taken = new Set(mapping.features.map(({ name }) => name));
  const timed = mapping.timeColumn !== null || mapping.fps !== null;
  const features = mapping.features.flatMap((spec): FeatureSpec[] => {
    const own = motion.find(({ column }) => column === spec.column);
    const has = mapping.features.some(({ column, role }) => column === spec.column && role === 'derived');
    if (own?.rate !== true || has || spec.role === 'ignore' || spec.role === 'action') return [spec];
    const rate = rateSpec(spec, own.hold, timed, taken);
    taken.add(rate.name);
    return [spec, rate];
  });
  return { ...mapping, features };
}

/** The mapping without rates of columns that are features themselves. */
export function withoutMotion(mapping: Mapping): Mapping {
  const own = new Set(mapping.features.flatMap(({ column, role }) => (role === 'derived' ? [] : [column])));
  const features = mapping.features.filter(({ column, role }) => role !== 'derived' || !own.has(column));
  return { ...mapping, features };
}

/** The rate of a column as a feature. @param taken names that are in use */
function rateSpec({ column, name, unit }: FeatureSpec, hold: number, timed: boolean, taken: Set<string>): FeatureSpec {
  let own = `${name}_rate`;
  for (let i = 2; taken.has(own); i++) own = `${name}_rate_${i}`;
  const rateUnit = unit === '' ? '' : `${unit}/${timed ? 's' : 'frame'}`;
  return { column, name: own, unit: rateUnit, role: 'derived', ...(hold > 1 && { hold }) };
}

/** True for a column that changes within no episode: its rate would be 0 everywhere. */
function rests({ values }: Column, starts: Uint32Array): boolean {
  return Array.from(starts).every((start, episode) => {
    const end = starts[episode + 1] ?? values.length;
    let known = NaN;
    for (let row = start; row < end; row++) {
      if (!Number.isFinite(values[row])) continue;
      if (Number.isFinite(known) && values[row] !== known) return false;
      known = values[row];
    }
    return true;
  });
}
