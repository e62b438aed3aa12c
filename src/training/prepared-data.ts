/**
 * What training and assessment agree on without talking to each other: the split, the standardiser and the standardised
 * inputs of a data set. Pure: same demonstrations, members and seed give the same data.
 */
import type { Floats } from '../basics/arrays';
import { fail, ok, type Result } from '../basics/result';
import { median } from '../basics/statistics';
import type { Demonstrations } from '../demonstrations/demonstrations';
import { encode, encodedWidth, fitStandardiser, standardise, type Standardiser } from '../demonstrations/encoding';
import { leastRows, rowsOf, split, trainingRowsOf, type Split } from '../demonstrations/split';
import type { MemberData } from '../reward/families/mixture/training';

export interface PreparedData {
  readonly demonstrations: Demonstrations;
  readonly split: Split;
  readonly standardiser: Standardiser;
  /** D */
  readonly dims: number;
  /** [rows × D] standardised, float32 */
  readonly x: Float32Array;
}

/** Splits, encodes and standardises (docs/methods.md 1.1); the standardiser is fitted on the folds alone. */
export function prepareData(demonstrations: Demonstrations, members: number, seed: number): Result<PreparedData> {
  const { features, rows, values, episodes, timeStep } = demonstrations;
  // No model reads words: they stay where they are kept.
  const numbers = { features, rows, values, episodes, timeStep };
  if (rows < leastRows(members)) {
    return fail(
      'too-few-rows',
      `${rows} rows are too few for ${members} members: each needs rows of its own to train, validate and calibrate.`,
      'Add more demonstrations, or train fewer members.',
    );
  }
  const dims = encodedWidth(features);
  const parts = split(demonstrations.episodes, members, seed);
  const encoded = encode(features, values, rows);
  const train = gather(encoded, dims, trainingRowsOf(parts, -1));
  const standardiser = fitStandardiser(train, train.length / dims, dims);
  const x = Float32Array.from(standardise(encoded, rows, standardiser));
  return ok({ demonstrations: numbers, split: parts, standardiser, dims, x });
}

/** Copies rows of a row-major matrix. */
export function gather<T extends Floats>(matrix: T, width: number, rows: Uint32Array): T {
  const Matrix = matrix.constructor as new (length: number) => T;
  const copy = new Matrix(rows.length * width);
  rows.forEach((row, i) => copy.set(matrix.subarray(row * width, (row + 1) * width), i * width));
  return copy;
}

/** Median frames of an episode from which its first frame is left out of what it says nothing true about. */
const wholeEpisode = 3;

/**
 * Rows without the first frame of each episode, whose rates are 0 by decree: those that hard negatives are made from, with
 * rates or without, so that both see the same (docs/methods.md 1.1, 1.5). Where episodes are shorter all rows stay.
 */
export function afterStarts({ demonstrations: { episodes } }: Pick<PreparedData, 'demonstrations'>, rows: Uint32Array) {
  const lengths = Float64Array.from(episodes.subarray(1), (end, j) => end - episodes[j]);
  if (median(lengths) < wholeEpisode) return rows;
  const first = new Set(episodes);
  const left = rows.filter((row) => !first.has(row));
  return left.length > 0 ? left : rows;
}

/** Rows [n × D] of the prepared inputs. */
export function inputsAt(prepared: PreparedData, rows: Uint32Array): Float32Array {
  return gather(prepared.x, prepared.dims, rows);
}

/** Rows of the basin, ascending: demonstrations of train, validation and calibration (docs/methods.md 4). */
export function goodRows({ split }: PreparedData): Uint32Array {
  return rowsOf({ ...split, segments: split.segments.map((s) => ({ ...s, part: s.part === 'test' ? 'test' : 0 })) }, 0);
}

/** Training and validation rows of member k. */
export function memberData(prepared: PreparedData, member: number): MemberData {
  return {
    dims: prepared.dims,
    train: inputsAt(prepared, trainingRowsOf(prepared.split, member)),
    validation: inputsAt(prepared, rowsOf(prepared.split, 'validation')),
  };
}
