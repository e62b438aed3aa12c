/** The first principal axes of standardised rows, for mixtures over many columns (docs/methods.md 5). */
import { columnMeans, covariance, symmetricEigen } from '../../basics/linear-algebra';

/** @param z [rows × columns] @returns [count × columns], one unit axis a row, the one of largest variance first */
export function principalAxes(z: Float64Array, columns: number, count: number): Float64Array {
  const rows = z.length / columns;
  const spread = covariance(z, rows, columns, columnMeans(z, rows, columns));
  return symmetricEigen(spread, columns).vectors.slice(0, count * columns);
}
