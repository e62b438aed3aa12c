/**
 * What `gate.json` knows of places: cells of the tube that were audited, and the cover that stands for demonstrations which were
 * left out (docs/methods.md 5, 10). Standardised, row by row, float32 values written out.
 */
import * as v from 'valibot';
import { count, exactly, finite, list } from '../../basics/schema';
import { Refused } from '../../basics/refused';
import type { Cover } from '../../reward/distance/cover';
import { cellWidth, type AuditCells } from '../cells/audit-cells';

const mostPlaces = 4096;
const mostCounted = 0xffffffff;

const exact = v.pipe(
  finite,
  v.check((value) => Math.fround(value) === value, 'is no float32'),
);
const places = list(list(exact, 1), 1, mostPlaces);
const counts = list(v.pipe(count(), v.maxValue(mostCounted, `is more than ${mostCounted}`)), 1, mostPlaces);

export const cellsSchema = v.pipe(
  exactly({
    inputs: v.exactOptional(
      v.pipe(
        list(count(), 1, mostPlaces),
        v.check((inputs) => inputs.every((input, i) => i === 0 || input > inputs[i - 1]), 'does not ascend'),
        v.description('Encoded inputs that the cells are over: those of base columns. Absent = all.'),
      ),
    ),
    centroids: v.pipe(places, v.description('Standardised, float32-exact, one a cell.')),
    draws: counts,
    flaws: v.pipe(counts, v.description('One a cell, never more than its draws.')),
  }),
  v.check(
    ({ centroids, draws, flaws }) =>
      draws.length === centroids.length &&
      flaws.length === centroids.length &&
      flaws.every((hits, cell) => hits <= draws[cell]),
    'has centroids, draws and flaws that do not fit together',
  ),
);

export const coverSchema = v.pipe(
  exactly({
    centroids: v.pipe(places, v.description('c_i, standardised, float32-exact.')),
    radii: v.pipe(
      list(v.pipe(finite, v.minValue(0, 'is less than 0')), 1, mostPlaces),
      v.description('r_i: distance of c_i to its nearest demonstration.'),
    ),
  }),
  v.check(({ centroids, radii }) => centroids.length === radii.length, 'has centroids and radii of two lengths'),
  v.description(
    'Stands for a basin that was left out: min_i (d(x, c_i) + r_i) / epsilon99 is an upper bound of u. Absent with a basin.',
  ),
);

function rowsOf(values: Float32Array, dims: number): number[][] {
  return Array.from({ length: values.length / dims }, (_, row) =>
    Array.from(values.subarray(row * dims, (row + 1) * dims)),
  );
}

/** @throws Refused when a row is not `dims` long */
function joined(rows: readonly (readonly number[])[], dims: number, what: string): Float32Array {
  if (rows.some((row) => row.length !== dims)) throw new Refused(`${what} does not have ${dims} numbers a centroid`);
  return Float32Array.from(rows.flat());
}

export function writeCells(cells: AuditCells): v.InferOutput<typeof cellsSchema> {
  const { inputs, centroids, draws, flaws } = cells;
  const over = inputs === undefined ? {} : { inputs: [...inputs] };
  return {
    ...over,
    centroids: rowsOf(centroids, cellWidth(cells)),
    draws: Array.from(draws),
    flaws: Array.from(flaws),
  };
}

/** @param dims D. @throws Refused */
export function cellsOf(written: v.InferOutput<typeof cellsSchema>, dims: number): AuditCells {
  const { inputs, centroids, draws, flaws } = written;
  if (inputs?.some((input) => input >= dims))
    throw new Refused('gate.json.auditCells is over an input that is not there');
  const over = inputs === undefined ? {} : { inputs };
  const places = joined(centroids, cellWidth({ dims, ...over }), 'gate.json.auditCells');
  return { dims, ...over, centroids: places, draws: Uint32Array.from(draws), flaws: Uint32Array.from(flaws) };
}

export function writeCover({ dims, centroids, radii }: Cover): v.InferOutput<typeof coverSchema> {
  return { centroids: rowsOf(centroids, dims), radii: Array.from(radii) };
}

/** @param dims D. @throws Refused */
export function coverOf(
  { centroids, radii }: v.InferOutput<typeof coverSchema>,
  dims: number,
  epsilon99: number,
): Cover {
  return { dims, centroids: joined(centroids, dims, 'gate.json.cover'), radii: Float64Array.from(radii), epsilon99 };
}
