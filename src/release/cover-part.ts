/** The cover of the demonstrations as `gate.json` carries it where they were left out (docs/methods.md 10). */
import type { Cover } from '../reward/distance/cover';
import { Refused, type Json } from './canonical';
import { exactly, list, numbers } from './fields';

const mostCentroids = 4096;

/** Centroids row by row, float32 values written out. */
export function writeCover({ dims, centroids, radii }: Cover): object {
  const rows = Array.from(radii, (_, i) => Array.from(centroids.subarray(i * dims, (i + 1) * dims)));
  return { centroids: rows, radii };
}

/** @param dims D @param epsilon99 as gate.json says. @throws Refused */
export function readCover(value: Json | undefined, dims: number, epsilon99: number): Cover {
  const fields = exactly(value, ['centroids', 'radii'], 'cover');
  const rows = list(fields.centroids, 'centroids', mostCentroids).map((row) => numbers(row, 'a centroid'));
  const radii = Float64Array.from(numbers(fields.radii, 'radii'));
  const fits =
    rows.length > 0 &&
    rows.length === radii.length &&
    rows.every((row) => row.length === dims && row.every((entry) => Math.fround(entry) === entry)) &&
    radii.every((radius) => radius >= 0);
  if (!fits) throw new Refused('cover: centroids and radii do not fit together');
  return { dims, centroids: Float32Array.from(rows.flat()), radii, epsilon99 };
}
