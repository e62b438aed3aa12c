/** Between mapped demonstrations and what the store keeps of them. */
import { fail, ok, type Result } from '../basics/result';
import type { Demonstrations } from '../demonstrations/demonstrations';
import type { QualityReport } from '../demonstrations/quality';
import type { Store } from '../store/store';
import type { Arrays, DatasetRow } from '../store/types';
import type { DatasetSummary } from './types';

/** One array a feature, so that a column can be read alone, and where episodes start. */
export function datasetArrays({ features, rows, values, episodes, timeStep }: Demonstrations): Arrays {
  const arrays: Record<string, Float32Array | Float64Array | Uint32Array> = {
    episodes,
    timeStep: Float64Array.of(timeStep),
  };
  features.forEach((_, f) => {
    const column = new Float32Array(rows);
    for (let row = 0; row < rows; row++) column[row] = values[row * features.length + f];
    arrays[`feature/${f}`] = column;
  });
  return arrays;
}

/** Reads a data set back as it was mapped. */
export async function loadDemonstrations(
  store: Store,
  datasetId: string,
): Promise<Result<{ row: DatasetRow; demonstrations: Demonstrations }>> {
  const [row, arrays] = await Promise.all([store.datasets.get(datasetId), store.datasets.arrays(datasetId)]);
  if (!row.ok) return row;
  if (!arrays.ok) return arrays;
  const { features, rows } = row.value;
  const { episodes, timeStep } = arrays.value;
  const values = new Float32Array(rows * features.length);
  for (let f = 0; f < features.length; f++) {
    const column = arrays.value[`feature/${f}`];
    if (!column || column.length !== rows) return incomplete(datasetId);
    for (let row = 0; row < rows; row++) values[row * features.length + f] = column[row];
  }
  if (!(episodes instanceof Uint32Array) || !timeStep) return incomplete(datasetId);
  return ok({ row: row.value, demonstrations: { features, rows, values, episodes, timeStep: timeStep[0] } });
}

export function summaryOf(row: DatasetRow): DatasetSummary {
  const { id, name, format, fingerprint, rows, episodes, features, createdAt } = row;
  return { id, name, format, fingerprint, rows, episodes, features, createdAt, report: row.report as QualityReport };
}

function incomplete(datasetId: string) {
  return fail(
    'storage',
    'This data set could not be read back completely, so it is not used.',
    'Delete it and import the files again.',
    datasetId,
  );
}
