/** A small space, rows in it, and norms opened there. */
import type { Result } from '../../../src/basics/result';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { encode, encodedWidth, standardise } from '../../../src/demonstrations/encoding';
import type { Norm } from '../../../src/norms/norm';
import { openNorm } from '../../../src/norms/open-norm';
import {
  noDistances,
  type NormRows,
  type NormSpace,
  type RecordFields,
  type DemonstrationDistances,
} from '../../../src/norms/rows';

export function feature(name: string, role: Feature['role'] = 'continuous', levels: readonly number[] = []): Feature {
  return { name, unit: '', role, column: name, group: 'observation', levels };
}

export const plane = [feature('x'), feature('y')];

/** Standardises by 0 and 1 unless told otherwise. */
export function spaceOf(features: readonly Feature[], mean = 0, std = 1): NormSpace {
  const dims = encodedWidth(features);
  return {
    features,
    standardiser: { mean: new Float32Array(dims).fill(mean), std: new Float32Array(dims).fill(std) },
  };
}

export function rowsOf(
  space: NormSpace,
  raw: readonly (readonly number[])[],
  records?: readonly RecordFields[],
): NormRows {
  const flat = Float64Array.from(raw.flat());
  const x = standardise(encode(space.features, flat, raw.length), raw.length, space.standardiser);
  return { rows: raw.length, raw: flat, x, ...(records && { records }) };
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Margins of a norm at rows. */
export function marginsOf(
  norm: Norm,
  space: NormSpace,
  rows: NormRows,
  distances: DemonstrationDistances = noDistances,
): number[] {
  const opened = must(openNorm(norm, space, distances));
  return Array.from({ length: rows.rows }, (_, row) => opened.margin(rows, row));
}

/** Margin at one place of the plane, with a record beside it. */
export function marginAt(norm: Norm, place: readonly number[], record?: RecordFields): number {
  const space = spaceOf(plane);
  return marginsOf(norm, space, rowsOf(space, [place], record && [record]))[0];
}
