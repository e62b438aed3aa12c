/**
 * New episodes after those of a data set: one that is as if all had been mapped together. The features must be the same by
 * name, role and unit; their order, and the order of the rows, is that of the first.
 */
import { joined } from '../basics/arrays';
import { fail, ok, type Failure, type Result } from '../basics/result';
import { mostLevels, tooManyLevels } from './check-mapping';
import type { Demonstrations, Feature, Origins } from './demonstrations';
import { recodedColumn, type Labels } from './join-codes';
import { mostListed, qualityReport } from './quality';
import { sameRate } from './motion/rate';
import type { QualityReport } from './quality-report';
import { joinedTexts } from './texts';

/** Demonstrations with what is known of them. */
export interface Recording {
  readonly demonstrations: Demonstrations;
  readonly origins: Origins;
  readonly report: QualityReport;
  /** [features] texts that the codes stand for; null where the files held numbers. */
  readonly labels: readonly Labels[];
}

/** Share by which the seconds between frames may differ. */
const stepTolerance = 0.01;

/**
 * Fails with `bad-mapping`, naming what differs. The time step of the first stays; the report is measured over the whole,
 * its dropped rows numbered as if the new files came after the old ones.
 */
export function joinRecordings(first: Recording, added: Recording): Result<Recording> {
  const order = first.demonstrations.features.map(({ name }) => indexOfName(added.demonstrations.features, name));
  const refusal = unlike(first.demonstrations, added.demonstrations);
  if (refusal !== null) return { ok: false, failure: refusal };
  const width = order.length;
  const rows = first.demonstrations.rows + added.demonstrations.rows;
  const values = new Float32Array(rows * width);
  values.set(first.demonstrations.values);
  const features: Feature[] = [];
  const labels: Labels[] = [];
  for (const [f, feature] of first.demonstrations.features.entries()) {
    const column = columnOf(added.demonstrations, order[f]);
    const recoded = recodedColumn(feature, first.labels[f], column, added.labels[order[f]]);
    if (!recoded.ok) return recoded;
    place(values, recoded.value.values, first.demonstrations.rows, f, width);
    const levels = mergedLevels(feature, added.demonstrations.features[order[f]], recoded.value.code);
    if (levels.length > mostLevels) return { ok: false, failure: tooManyLevels(feature.name) };
    features.push({ ...feature, levels });
    labels.push(recoded.value.labels);
  }
  const { timeStep } = first.demonstrations;
  const episodes = joinedEpisodes(first.demonstrations, added.demonstrations);
  const texts = joinedTexts([first.demonstrations, added.demonstrations]);
  const said = texts.length === 0 ? {} : { texts };
  const demonstrations: Demonstrations = { features, rows, values, episodes, timeStep, ...said };
  const origins = {
    numbers: joined([first.origins.numbers, added.origins.numbers]),
    frames: joinedPlaces(first.origins.frames, added.origins.frames),
    starts: joinedStarts(first, added),
  };
  return ok({ demonstrations, origins, labels, report: joinedReport(demonstrations, first, added, order) });
}

/** What keeps the two apart, or null. */
function unlike(first: Demonstrations, added: Demonstrations): Failure | null {
  for (const feature of first.features) {
    const { name, role, unit } = feature;
    const other = added.features.find((feature) => feature.name === name);
    if (other === undefined) return differ(`the data set has a feature “${name}”, which the new files have not`);
    if (other.role !== role) return differ(`“${name}” is ${role} in the data set and ${other.role} in the new files`);
    if (other.unit !== unit) {
      const said = (text: string): string => (text === '' ? 'no unit' : `the unit “${text}”`);
      return differ(`“${name}” has ${said(unit)} in the data set and ${said(other.unit)} in the new files`);
    }
    if (!sameRate(feature, other)) return differ(`the rate “${name}” is made in another way from the new files`);
  }
  const more = added.features.find(({ name }) => first.features.every((feature) => feature.name !== name));
  if (more !== undefined) return differ(`the new files have a feature “${more.name}”, which the data set has not`);
  const [a, b] = [first.timeStep, added.timeStep];
  if (Math.abs(a - b) <= stepTolerance * Math.max(a, b)) return null;
  const steps = `frames are ${seconds(a)} apart in the data set and ${seconds(b)} in the new files`;
  return differ(steps, 'Give the same frames per second, or the same time column, or import them as a data set apart.');
}

function differ(
  what: string,
  advice = 'Map the columns as they are mapped in the data set, or import the files as a data set apart.',
): Failure {
  return fail('bad-mapping', `The new files do not go with the data set: ${what}.`, advice).failure;
}

function seconds(step: number): string {
  return `${Number(step.toPrecision(4))} s`;
}

function indexOfName(features: readonly Feature[], name: string): number {
  return features.findIndex((feature) => feature.name === name);
}

function columnOf({ values, rows, features }: Demonstrations, f: number): Float32Array {
  const column = new Float32Array(rows);
  for (let row = 0; row < rows; row++) column[row] = values[row * features.length + f];
  return column;
}

function place(values: Float32Array, column: Float32Array, start: number, f: number, width: number): void {
  for (let row = 0; row < column.length; row++) values[(start + row) * width + f] = column[row];
}

/** Ascending, each once. @param code the new data's code in the words of the first */
function mergedLevels(first: Feature, added: Feature, code: (level: number) => number): number[] {
  return [...new Set([...first.levels, ...added.levels.map(code)])].sort((a, b) => a - b);
}

function joinedEpisodes(first: Demonstrations, added: Demonstrations): Uint32Array {
  return joinedPlaces(
    first.episodes,
    added.episodes.subarray(1).map((end) => first.rows + end),
  );
}

function joinedPlaces(first: Uint32Array, added: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + added.length);
  all.set(first);
  all.set(added, first.length);
  return all;
}

/** What counts on where the first ends stays; else the new files come after the rows of the old ones. */
function joinedStarts(first: Recording, added: Recording): Float64Array {
  const { starts, frames } = first.origins;
  const { rows } = first.demonstrations;
  const end = starts[starts.length - 1] + frames[rows - 1] + 1;
  const after = added.origins.starts[0] >= end;
  const shift = after ? 0 : Math.max(end, rows + first.report.dropped.count);
  return joined([starts, added.origins.starts.map((start) => start + shift)]);
}

function joinedReport(
  demonstrations: Demonstrations,
  first: Recording,
  added: Recording,
  order: readonly number[],
): QualityReport {
  const before = first.demonstrations.rows + first.report.dropped.count;
  const listed = [...first.report.dropped.rows, ...added.report.dropped.rows.map((row) => before + row)];
  return qualityReport(demonstrations, {
    missing: order.map((place, f) => first.report.features[f].missing + added.report.features[place].missing),
    dropped: {
      count: first.report.dropped.count + added.report.dropped.count,
      rows: listed.slice(0, mostListed),
    },
    backwards: first.report.backwards + added.report.backwards,
    milliseconds: first.report.milliseconds || added.report.milliseconds,
  });
}
