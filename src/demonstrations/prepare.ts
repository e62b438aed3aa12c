/**
 * From a table and a mapping to demonstrations and their quality report (docs/methods.md 1.1). Differences are taken first,
 * then rows with a missing or infinite input are dropped, counted and listed. The table is left as it was.
 */
import { fail, ok, type Result } from '../basics/result';
import { checkMapping, inputSpecs, mostLevels, tooManyLevels } from './check-mapping';
import type { Demonstrations, Feature, Origins } from './demonstrations';
import { differences } from './derive';
import { episodeStarts } from './episode-starts';
import type { FeatureSpec, Mapping } from './mapping';
import { isDegrees } from './interpretation/angles';
import type { Clock, RateFacts } from './motion/rate';
import { timeOf } from './prepare-time';
import { originsOf } from './origins';
import { lossesOf, qualityReport } from './quality';
import type { QualityReport } from './quality-report';
import { columnOf, type Table } from './table';
import { textsAt } from './texts';
import type { TimeSteps } from './time-steps';

export interface Prepared {
  readonly demonstrations: Demonstrations;
  readonly origins: Origins;
  readonly report: QualityReport;
}

/** Fails with `bad-mapping`, `no-features` or `no-usable-rows`. */
export function prepare(table: Table, mapping: Mapping): Result<Prepared> {
  const refusal = checkMapping(table, mapping);
  if (refusal !== null) return { ok: false, failure: refusal };
  const starts = episodeStarts(table, mapping);
  const { time, milliseconds, clock } = timeOf(table, mapping, starts);
  const specs = inputSpecs(mapping);
  const inputs = specs.map((spec) => inputOf(table, mapping, spec, starts, time));
  const usable = usableRows(inputs, table.rows);
  if (usable.length === 0) {
    const why =
      table.rows === 0 ? 'There are no rows.' : 'Every row has a missing or infinite value in a chosen column.';
    return fail('no-usable-rows', why, 'Leave out the columns that are empty, or mend the file.');
  }
  const features: Feature[] = [];
  for (const [f, spec] of specs.entries()) {
    const levels = spec.role === 'category' ? levelsOf(inputs[f], usable) : [];
    if (levels === null) return { ok: false, failure: tooManyLevels(spec.name) };
    features.push({ ...featureOf(table, spec, levels), ...rateFacts(specs, spec, time.timeStep, mapping, clock) });
  }
  const { episodes, kept } = keptEpisodes(starts, usable);
  const demonstrations: Demonstrations = {
    features,
    rows: usable.length,
    values: interleave(inputs, usable),
    episodes,
    timeStep: time.timeStep,
    ...(table.texts === undefined ? {} : { texts: textsAt(table.texts, usable) }),
  };
  const origins = originsOf(table, mapping, starts, usable, kept);
  const known = { ...lossesOf(inputs, usable), backwards: time.backwards, milliseconds };
  return ok({ demonstrations, origins, report: qualityReport(demonstrations, known) });
}

/** [rows] of one input, rounded to float32; not finite where it is missing. */
function inputOf(
  table: Table,
  mapping: Mapping,
  spec: FeatureSpec,
  starts: Uint32Array,
  time: TimeSteps,
): Float32Array {
  const { values } = columnOf(table, spec.column);
  // Read only from here on, so what is float32 already is not copied: it may be a gigabyte.
  const turning = mapping.features.find(({ column, role }) => column === spec.column && role === 'angle');
  if (isDegrees(turning?.unit)) {
    const radians = Float32Array.from(values, (value) => (value * Math.PI) / 180);
    return spec.role === 'derived' ? new Float32Array(differences(radians, starts, time, true, spec.hold)) : radians;
  }
  if (spec.role !== 'derived') return values instanceof Float32Array ? values : new Float32Array(values);
  return new Float32Array(differences(values, starts, time, turning !== undefined, spec.hold));
}

/** How a rate was made, so that it can be made again from other frames; nothing for other features. */
function rateFacts(
  specs: readonly FeatureSpec[],
  { role, column, hold = 1 }: FeatureSpec,
  timeStep: number,
  { timeColumn, fps }: Mapping,
  clock: Clock | null,
): Partial<RateFacts> {
  if (role !== 'derived') return {};
  const source = specs.find((spec) => spec.column === column && spec.role !== 'derived');
  const per = timeColumn === null && fps === null ? 'frame' : 'second';
  return { of: source?.name ?? column, per, step: timeStep, hold, ...(clock && { clock }) };
}

function usableRows(inputs: readonly Float32Array[], rows: number): Uint32Array {
  const usable = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (inputs.every((values) => Number.isFinite(values[row]))) usable[count++] = row;
  }
  return usable.slice(0, count);
}

/** Distinct values, ascending; null when there are more than a category may have. */
function levelsOf(values: Float32Array, usable: Uint32Array): number[] | null {
  const seen = new Set<number>();
  for (const row of usable) {
    seen.add(values[row]);
    if (seen.size > mostLevels) return null;
  }
  return [...seen].sort((a, b) => a - b);
}

function featureOf(table: Table, { column, name, unit, role }: FeatureSpec, levels: readonly number[]): Feature {
  if (role === 'action' || role === 'ignore') throw new Error(`${name} is no input`);
  const stored = role === 'angle' && isDegrees(unit) ? 'rad' : unit;
  return { name, unit: stored, role, column, group: columnOf(table, column).group, levels };
}

function interleave(inputs: readonly Float32Array[], usable: Uint32Array): Float32Array {
  const width = inputs.length;
  const values = new Float32Array(usable.length * width);
  inputs.forEach((input, f) => usable.forEach((row, i) => (values[i * width + f] = input[row])));
  return values;
}

/** [J + 1] over the rows that are left, and the places of the episodes that did not lose every row. */
function keptEpisodes(
  starts: Uint32Array,
  usable: Uint32Array,
): { readonly episodes: Uint32Array; readonly kept: readonly number[] } {
  const firsts: number[] = [];
  const kept: number[] = [];
  let place = 0;
  for (let episode = 0; episode < starts.length; episode++) {
    const end = episode + 1 < starts.length ? starts[episode + 1] : Infinity;
    const first = place;
    while (place < usable.length && usable[place] < end) place++;
    if (place === first) continue;
    firsts.push(first);
    kept.push(episode);
  }
  return { episodes: Uint32Array.from([...firsts, usable.length]), kept };
}
