/** Rows on their way to kernels that read them column by column. */
import type { Floats } from '../../basics/arrays';

/**
 * Rows `from … from + rows` in blocks of `width` rows, each block column by column: [blocks][dims][width]. What is left
 * of the last block is zero.
 * @param x row-major, `dims` numbers in each row
 */
export function inColumns(x: Floats, from: number, rows: number, dims: number, width: number): Float32Array {
  const blocks = Math.max(1, Math.ceil(rows / width));
  const columns = new Float32Array(blocks * dims * width);
  for (let row = 0; row < rows; row++) {
    const at = (from + row) * dims;
    const to = Math.floor(row / width) * dims * width + (row % width);
    for (let d = 0; d < dims; d++) columns[to + d * width] = x[at + d];
  }
  return columns;
}

/** Whether all numbers of a row are finite. */
export function isFiniteRow(x: Floats, row: number, dims: number): boolean {
  for (let at = row * dims; at < (row + 1) * dims; at++) if (!Number.isFinite(x[at])) return false;
  return true;
}
