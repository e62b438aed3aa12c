/**
 * The audit gap a(x) (docs/methods.md 5): how many flaws the cell of x may still hold, given how often it was looked at. Cells are
 * those of the nearest of at most 256 centroids of the basin. Only draws from named, non-adaptive distributions may be counted.
 */
import type { Floats } from '../../basics/arrays';
import { clopperPearsonUpper } from '../../basics/intervals';
import { kMeans, nearestRows } from './k-means';
import { cellWidth, type AuditCells } from './audit-cells';

const mostCells = 256;

/**
 * Cells without a draw.
 * @param x [n × dims] basin, standardised, finite
 * @param inputs those of base columns; all of them are no choice
 */
export function openCells(x: Floats, dims: number, seed: number, inputs: readonly number[] = []): AuditCells {
  const over = inputs.length > 0 && inputs.length < dims ? { inputs } : {};
  const width = cellWidth({ dims, ...over });
  const centroids = kMeans(placesOf({ dims, ...over }, x, x.length / dims), width, mostCells, seed);
  const cells = centroids.length / width;
  return { dims, ...over, centroids, draws: new Uint32Array(cells), flaws: new Uint32Array(cells) };
}

/** Cell of each row, [rows]; −1 where a row is not finite. @param x [rows × dims] standardised */
export function cellsOf(cells: AuditCells, x: Floats, rows: number): Int32Array {
  return nearestRows(placesOf(cells, x, rows), cellWidth(cells), cells.centroids);
}

/** What the cells are over, of each row: [rows × width]; NaN in all of a row of which anything is not finite. */
function placesOf({ dims, inputs }: Pick<AuditCells, 'dims' | 'inputs'>, x: Floats, rows: number): Floats {
  if (inputs === undefined) return x.subarray(0, rows * dims);
  const places = new Float64Array(rows * inputs.length).fill(NaN);
  for (let row = 0; row < rows; row++) {
    if (!x.subarray(row * dims, (row + 1) * dims).every(Number.isFinite)) continue;
    inputs.forEach((input, i) => (places[row * inputs.length + i] = x[row * dims + input]));
  }
  return places;
}

/** Cell of the row that begins at `at`, −1 when it is not finite. */
export function cellOf(cells: AuditCells, x: Floats, at = 0): number {
  return cellsOf(cells, x.subarray(at, at + cells.dims), 1)[0];
}

/**
 * The same cells with these draws counted; rows that are not finite count for none.
 * @param x [rows × dims] standardised draws
 * @param flawed [rows] 1 where s > floor at a violating point
 */
export function count(cells: AuditCells, x: Floats, rows: number, flawed: Uint8Array): AuditCells {
  const [draws, flaws] = [cells.draws.slice(), cells.flaws.slice()];
  cellsOf(cells, x, rows).forEach((cell, row) => {
    if (cell < 0) return;
    draws[cell]++;
    flaws[cell] += flawed[row];
  });
  return { ...cells, draws, flaws };
}

/** a of each cell: upper one-sided 95 % Clopper–Pearson bound of its flaw rate; 1 without a draw. */
export function cellGaps({ draws, flaws }: AuditCells): Float64Array {
  return Float64Array.from(draws, (n, cell) =>
    // The bound of a cell without a flaw in closed form: other programs are held to the same digits.
    n > 0 && flaws[cell] === 0 ? -Math.expm1(Math.log(0.05) / n) : clopperPearsonUpper(flaws[cell], n),
  );
}

/** a of each row, [rows] in [0, 1]; NaN where a row is not finite. @param x [rows × dims] standardised */
export function gapAt(cells: AuditCells, x: Floats, rows: number): Float64Array {
  const gaps = cellGaps(cells);
  return Float64Array.from(cellsOf(cells, x, rows), (cell) => (cell < 0 ? NaN : gaps[cell]));
}

/** The same cells with the counts of those that a change touched at 0: what was seen there holds no longer. */
export function forget(cells: AuditCells, touches: (cell: number) => boolean): AuditCells {
  const kept = (counts: Uint32Array): Uint32Array => counts.map((value, cell) => (touches(cell) ? 0 : value));
  return { ...cells, draws: kept(cells.draws), flaws: kept(cells.flaws) };
}

/** The same cells, none of them looked at. */
export function noneOf(cells: AuditCells): AuditCells {
  return forget(cells, () => true);
}

/** Counts of two audits of the same cells, of draws that have nothing to do with each other. */
export function together(cells: AuditCells, fresh: AuditCells): AuditCells {
  const sum = (a: Uint32Array, b: Uint32Array): Uint32Array => a.map((value, cell) => value + b[cell]);
  return { ...cells, draws: sum(cells.draws, fresh.draws), flaws: sum(cells.flaws, fresh.flaws) };
}

/** Draws that each cell still lacks, [cells]. @param wanted 59 without a flaw give a ≤ .05 */
export function drawsNeeded({ draws }: AuditCells, wanted = 59): Uint32Array {
  return draws.map((n) => Math.max(0, wanted - n));
}
