/** Between mapped demonstrations and what the store keeps of them. */
import * as v from 'valibot';
import { fail, ok, type Result } from '../../basics/result';
import type { Demonstrations, Origins } from '../../demonstrations/demonstrations';
import { encodedWidth } from '../../demonstrations/encoding';
import type { TextColumn } from '../../demonstrations/table';
import type { Recording } from '../../demonstrations/join-demonstrations';
import type { Store } from '../../store/store';
import type { Arrays, DatasetRow, StoredArray } from '../../store/types';
import type { DatasetSummary } from '../types';

/** A data set read back: its row, what it holds, and where that came from. */
export interface StoredDemonstrations {
  readonly row: DatasetRow;
  readonly demonstrations: Demonstrations;
  readonly origins: Origins;
}

/**
 * One array a feature, so that a column can be read alone, where episodes start, where the rows came from, and for each column
 * of texts its codes and, as JSON in UTF-8, what they stand for.
 */
export function datasetArrays(
  { features, rows, values, episodes, timeStep, texts = [] }: Demonstrations,
  { numbers, frames, starts }: Origins,
): Arrays {
  const arrays: Record<string, StoredArray> = {
    episodes,
    timeStep: Float64Array.of(timeStep),
    numbers,
    frames,
    starts,
  };
  features.forEach((_, f) => {
    const column = new Float32Array(rows);
    for (let row = 0; row < rows; row++) column[row] = values[row * features.length + f];
    arrays[`feature/${f}`] = column;
  });
  texts.forEach(({ codes, texts: words }, place) => {
    arrays[`text/${place}/codes`] = codes;
    arrays[`text/${place}/words`] = new TextEncoder().encode(JSON.stringify(words));
  });
  return arrays;
}

/** The columns of texts; null when what is there cannot be theirs. */
function textsIn(names: readonly string[], arrays: Arrays, rows: number): TextColumn[] | null {
  const texts: TextColumn[] = [];
  for (const [place, name] of names.entries()) {
    const { [`text/${place}/codes`]: codes, [`text/${place}/words`]: words } = arrays;
    if (!(codes instanceof Uint32Array && codes.length === rows && words instanceof Uint8Array)) return null;
    const read = v.safeParse(v.array(v.string()), JSON.parse(new TextDecoder().decode(words)));
    if (!read.success) return null;
    texts.push({ name, codes, texts: read.output });
  }
  return texts;
}

/** Reads a data set back as it was mapped. */
export async function loadDemonstrations(store: Store, datasetId: string): Promise<Result<StoredDemonstrations>> {
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
  const { texts: names = [] } = row.value;
  const texts = textsIn(names, arrays.value, rows);
  if (texts === null) return incomplete(datasetId);
  const said = texts.length === 0 ? {} : { texts };
  const demonstrations = { features, rows, values, episodes, timeStep: timeStep[0], ...said };
  const origins = originsIn(arrays.value, demonstrations);
  return origins === null ? incomplete(datasetId) : ok({ row: row.value, demonstrations, origins });
}

/** A stored data set as one that others can be joined to. */
export function recordingOf({ row, demonstrations, origins }: StoredDemonstrations): Recording {
  return { demonstrations, origins, labels: row.labels, report: row.report };
}

export function summaryOf(row: DatasetRow): DatasetSummary {
  const { id, name, format, fingerprint, rows, episodes, features, report, purpose, videos, parent, createdAt } = row;
  const inputs = encodedWidth(features);
  return {
    id,
    name,
    format,
    fingerprint,
    rows,
    episodes,
    features,
    inputs,
    report,
    purpose,
    videos,
    parent,
    createdAt,
  };
}

/** null when what is there cannot be theirs. */
function originsIn({ numbers, frames, starts }: Arrays, demonstrations: Demonstrations): Origins | null {
  if (!(numbers instanceof Float64Array && frames instanceof Uint32Array && starts instanceof Float64Array))
    return null;
  const episodes = demonstrations.episodes.length - 1;
  const fits = numbers.length === episodes && starts.length === episodes && frames.length === demonstrations.rows;
  return fits ? { numbers, frames, starts } : null;
}

function incomplete(datasetId: string) {
  return fail(
    'storage',
    'This data set could not be read back completely, so it is not used.',
    'Delete it and import the files again.',
    datasetId,
  );
}
