/** What becomes of a table that is agreed on: a data set of its own, or one that grew from an older one. */
import type { Clock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { fail, ok, type Result } from '../../basics/result';
import type { Purpose } from '../../demonstrations/demonstrations';
import { fingerprint } from '../../demonstrations/fingerprint';
import { labelsOf } from '../../demonstrations/join-codes';
import { joinRecordings, type Recording } from '../../demonstrations/join-demonstrations';
import type { Mapping } from '../../demonstrations/mapping';
import type { Prepared } from '../../demonstrations/prepare';
import type { EpisodeVideo, Table } from '../../demonstrations/table';
import type { Store } from '../../store/store';
import type { Arrays, DatasetRow, LedgerEvent } from '../../store/types';
import { datasetArrays, recordingOf } from './dataset-records';
import type { KeptDemonstrations } from './kept-demonstrations';
import type { CommitOptions } from '../types';

/** Everything about a data set but its name, its identity and its date. */
export interface Content {
  readonly recording: Recording;
  readonly format: string;
  readonly mapping: Mapping;
  readonly purpose: Purpose;
  readonly videos: readonly EpisodeVideo[];
  readonly parent: string | null;
}

/** A row with its arrays and its entry in the ledger, to be stored together. */
export interface NewDataset {
  readonly row: DatasetRow;
  readonly arrays: Arrays;
  readonly event: LedgerEvent;
}

/** Content of a table by itself. */
export function ownContent(table: Table, mapping: Mapping, prepared: Prepared, purpose?: Purpose): Content {
  const labels = labelsOf(prepared.demonstrations, table);
  return {
    recording: { ...prepared, labels },
    format: table.format,
    mapping,
    purpose: purpose ?? 'demonstrations',
    videos: videosOf(table, mapping, prepared),
    parent: null,
  };
}

/**
 * The episodes of a stored data set, and the new ones after them; what was stored is not touched. The purpose stays.
 * Fails with `bad-mapping`, `not-found` or `storage`.
 */
export async function grownContent(
  { store, datasets }: { readonly store: Store; readonly datasets: KeptDemonstrations },
  added: Content,
  options: CommitOptions,
): Promise<Result<Content>> {
  if (options.addTo === undefined) return ok(added);
  const stored = await datasets.read(store, options.addTo);
  if (!stored.ok) return stored;
  const { row } = stored.value;
  if (options.purpose !== undefined && options.purpose !== row.purpose) return otherPurpose(row, options.purpose);
  const recording = joinRecordings(recordingOf(stored.value), added.recording);
  if (!recording.ok) return recording;
  return ok({
    recording: recording.value,
    format: row.format === added.format ? row.format : `${row.format} + ${added.format}`,
    mapping: row.mapping,
    purpose: row.purpose,
    videos: [...row.videos, ...added.videos],
    parent: row.id,
  });
}

export async function newDataset(content: Content, name: string, clock: Clock): Promise<NewDataset> {
  const { recording, format, mapping, purpose, videos, parent } = content;
  const { demonstrations, origins, labels, report } = recording;
  const { rows, features, episodes, texts = [] } = demonstrations;
  const arrays = datasetArrays(demonstrations, origins);
  const row: DatasetRow = {
    id: newIdentifier(),
    name,
    format,
    fingerprint: await fingerprint(demonstrations),
    rows,
    episodes: episodes.length - 1,
    features,
    labels,
    mapping,
    purpose,
    videos,
    parent,
    report,
    norms: [],
    bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
    createdAt: new Date(clock.now()).toISOString(),
    ...(texts.length === 0 ? {} : { texts: texts.map((column) => column.name) }),
  };
  return { row, arrays, event: eventOf(row) };
}

function eventOf({ id, name, fingerprint: hash, rows, episodes, features, purpose, parent }: DatasetRow): LedgerEvent {
  const names = features.map((feature) => feature.name);
  const payload = { dataset: id, name, fingerprint: hash, rows, episodes, features: names, purpose };
  return parent === null ? { kind: 'import', payload } : { kind: 'add-data', payload: { ...payload, parent } };
}

/** Videos of the episodes that are left. They go by the files' numbers, so other episodes have none. */
function videosOf({ columns, videos = [] }: Table, { episodeColumn }: Mapping, { origins }: Prepared): EpisodeVideo[] {
  const chosen = columns.find(({ name }) => name === episodeColumn);
  if (chosen !== undefined && chosen.group !== 'episode') return [];
  const numbers = new Set(origins.numbers);
  return videos.filter(({ number }) => numbers.has(number));
}

function otherPurpose({ name, purpose }: DatasetRow, wanted: Purpose): ReturnType<typeof fail> {
  const words: Readonly<Record<Purpose, string>> = {
    demonstrations: 'demonstrations to learn from',
    negative: 'examples of what is wrong',
    rollouts: 'rollouts to be scored',
  };
  const message = `“${name}” holds ${words[purpose]}, and the new files were marked as ${words[wanted]}.`;
  return fail('bad-mapping', message, 'Mark them alike, or import the files as a data set apart.');
}
