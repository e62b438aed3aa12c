/** What readers promise whatever they are given, looked at from outside: what they took makes sense, or a sentence says why not. */
import { failureKinds, type Failure, type FailureKind, type Result } from '../../src/basics/result';
import type { Demonstrations } from '../../src/demonstrations/demonstrations';
import type { Column, Table } from '../../src/demonstrations/table';
import { isUnsafeName } from '../../src/formats/tables/column-names';
import type { Limits } from '../../src/formats/limits';
import type { SafetensorsFile } from '../../src/formats/artifact/safetensors';
import type { OpenedArtifact } from '../../src/release/artifact';

/** What a file in memory can never be refused for: a reader that could not do its work is no reader that refused. */
const beside = new Set<FailureKind>([
  'storage',
  'storage-full',
  'device',
  'elsewhere',
  'busy',
  'cancelled',
  'not-found',
]);
const groups = new Set(['observation', 'action', 'reward', 'time', 'episode', 'other']);

/** What is wrong with a result, in words; empty when nothing is. */
export function broken<T>(result: Result<T>, ofValue: (value: T) => string[]): string[] {
  return result.ok ? ofValue(result.value) : ofFailure(result.failure);
}

function ofFailure({ kind, message, advice, cause }: Failure): string[] {
  return said([
    [failureKinds.includes(kind) && !beside.has(kind), `the failure has the kind ${kind}: ${cause ?? message}`],
    [/^\S.{9,}[.!?”)]$/su.test(message), `the failure says ${JSON.stringify(message)}`],
    [/^[A-Z].{4,}\.$/su.test(advice), `the failure advises ${JSON.stringify(advice)}`],
    [message.length < 3000, `the failure says ${message.length} characters`],
  ]);
}

export function ofTable({ rows, columns, episodeStarts, skipped, fps }: Table, limits: Limits): string[] {
  const names = columns.map(({ name }) => name);
  return [
    ...said([
      [Number.isSafeInteger(rows) && rows > 0, `${rows} rows`],
      [columns.length > 0 && columns.length <= limits.columns, `${columns.length} columns`],
      [rows * columns.length <= limits.numbers, `${rows} × ${columns.length} numbers`],
      [new Set(names).size === names.length, `names that come twice: ${names.join()}`],
      [fps === null || (Number.isFinite(fps) && fps > 0), `${fps} frames a second`],
      [episodeStarts === null || ascends(episodeStarts, rows), `episodes start at ${episodeStarts?.join()}`],
      [skipped.every(({ what, why }) => what !== '' && why !== ''), 'something was skipped without a word'],
    ]),
    ...columns.flatMap((column) => ofColumn(column, rows)),
  ];
}

function ofColumn({ name, group, values, labels, unit }: Column, rows: number): string[] {
  const isFloats = values instanceof Float32Array || values instanceof Float64Array;
  return said([
    [/^[A-Za-z0-9_]+$/.test(name) && !isUnsafeName(name), `a column named ${JSON.stringify(name)}`],
    [groups.has(group), `a column of the group ${group}`],
    [isFloats, `${name} holds no floating-point numbers`],
    [values.length === rows, `${name} has ${values.length} values in ${rows} rows`],
    [labels === undefined || values.every((code) => isCode(code, labels.length)), `${name} has codes without text`],
    [unit === undefined || typeof unit === 'string', `${name} has no text as its unit`],
  ]);
}

function isCode(code: number, count: number): boolean {
  return Number.isNaN(code) || (Number.isInteger(code) && code >= 0 && code < count);
}

/** From 0 upwards, each once and inside the rows. */
function ascends(starts: ArrayLike<number>, rows: number): boolean {
  if (starts.length === 0 || starts[0] !== 0) return false;
  for (let i = 1; i < starts.length; i++) if (starts[i] <= starts[i - 1]) return false;
  return starts[starts.length - 1] < rows;
}

export function ofDemonstrations({ features, rows, values, episodes, timeStep }: Demonstrations): string[] {
  return said([
    [rows > 0 && values.length === rows * features.length, `${values.length} values of ${rows} prepared rows`],
    [values.every((value) => Number.isFinite(value)), 'prepared values that are not finite'],
    [episodes.at(-1) === rows && ascends(episodes.subarray(0, -1), rows), `prepared episodes ${episodes.join()}`],
    [Number.isFinite(timeStep) && timeStep > 0, `a time step of ${timeStep}`],
  ]);
}

export function ofTensors({ tensors }: SafetensorsFile): string[] {
  return [...tensors].flatMap(([name, { shape, data }]) =>
    said([
      [data.length === shape.reduce((product, length) => product * length, 1), `${name} is of another shape`],
      [data.every((value: number) => Number.isFinite(value)), `${name} is not finite`],
    ]),
  );
}

export function ofArtifact({ model, patches, selftest, id }: OpenedArtifact): string[] {
  const width = model.features.length;
  return said([
    [/^[0-9a-f]{64}$/.test(id), `the id ${id}`],
    [model.members.length > 0 && width > 0, 'a reward without members or features'],
    [Array.from(model.standardiser.std).every((std) => std > 0), 'a standardiser that divides by zero'],
    [patches.every(({ strength }) => strength > 0 && strength <= 1), 'a patch of no strength'],
    [selftest.inputs.every((row) => row.length === width), 'a self-test of other features'],
  ]);
}

/** In what two readings of the same files differ, in words. What is refused may be refused for another of its faults. */
export function difference(one: Result<Table>, two: Result<Table>): string[] {
  if (!one.ok || !two.ok) return one.ok === two.ok ? [] : [two.ok ? 'accepted' : `${two.failure.message}`];
  const [a, b] = [one.value, two.value];
  return said([
    [a.rows === b.rows && a.fps === b.fps && a.format === b.format, `${b.rows} rows of ${b.format}`],
    [a.columns.map(({ name }) => name).join() === b.columns.map(({ name }) => name).join(), 'other columns'],
    [a.columns.every(({ values }, c) => sameNumbers(values, b.columns[c]?.values)), 'other numbers'],
    [a.episodeStarts?.join() === b.episodeStarts?.join(), 'other episodes'],
    [JSON.stringify(a.skipped) === JSON.stringify(b.skipped), 'other things are skipped'],
  ]);
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number> | undefined): boolean {
  if (a.length !== b?.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function said(promises: readonly (readonly [boolean, string])[]): string[] {
  return promises.filter(([kept]) => !kept).map(([, why]) => why);
}
