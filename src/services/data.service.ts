/** Demonstrations in: reads files, holds the table until its mapping is agreed on, reviews, stores. Runs in a worker. */
import { systemClock, type Clock } from '../basics/clock';
import { newIdentifier } from '../basics/identifier';
import { fail, ok, type Result } from '../basics/result';
import type { Progress, Task } from '../basics/task';
import { checkMapping } from '../demonstrations/check-mapping';
import { fingerprint } from '../demonstrations/fingerprint';
import { guessMapping, layoutKey } from '../demonstrations/guess-mapping';
import type { Mapping } from '../demonstrations/mapping';
import { prepare } from '../demonstrations/prepare';
import type { QualityReport } from '../demonstrations/quality';
import type { Table } from '../demonstrations/table';
import { importBytes } from '../formats/import-bytes';
import { openFiles } from '../formats/open-files';
import { sourceFromFile, type SourceFile } from '../formats/source';
import { datasetArrays, summaryOf } from './dataset-records';
import { previewOf } from './import-preview';
import { mapResult, withStore } from './worker-store';
import type { DatasetSummary, ImportPreview } from './types';

interface Held {
  readonly table: Table;
  readonly bytes: number;
}

export class DataWorkerService {
  private readonly held = new Map<string, Held>();

  constructor(private readonly clock: Clock = systemClock) {}

  async read(files: readonly File[], onProgress: (progress: Progress) => void): Promise<Result<ImportPreview>> {
    const sources = files.map(sourceFromFile);
    const bytes = importBytes(sources);
    const table = await openFiles(sources, this.watched(onProgress));
    if (!table.ok) return table;
    const token = newIdentifier();
    this.held.set(token, { table: table.value, bytes });
    const remembered = await this.recall(table.value);
    const proposed = remembered ?? guessMapping(table.value);
    return ok(previewOf(token, nameOf(sources, table.value), table.value, proposed, remembered !== null, bytes));
  }

  review(token: string, mapping: Mapping): Promise<Result<QualityReport>> {
    return Promise.resolve(this.prepared(token, mapping)).then((result) => mapResult(result, ({ report }) => report));
  }

  async commit(token: string, mapping: Mapping, name: string): Promise<Result<DatasetSummary>> {
    const prepared = this.prepared(token, mapping);
    const held = this.held.get(token);
    if (!prepared.ok || !held) return prepared.ok ? gone() : prepared;
    const { demonstrations, report } = prepared.value;
    const { rows, features, episodes } = demonstrations;
    const arrays = datasetArrays(demonstrations);
    const row = {
      id: newIdentifier(),
      name,
      format: held.table.format,
      fingerprint: await fingerprint(demonstrations),
      rows,
      episodes: episodes.length - 1,
      features,
      mapping,
      report,
      bytes: Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0),
      createdAt: new Date(this.clock.now()).toISOString(),
    };
    const payload = {
      dataset: row.id,
      name,
      fingerprint: row.fingerprint,
      rows,
      episodes: row.episodes,
      features: features.map((feature) => feature.name),
    };
    return withStore(async (store) => {
      const added = await store.datasets.add(row, arrays, { kind: 'import', payload });
      if (!added.ok) return added;
      await store.mappings.remember(layoutKey(held.table), mapping);
      this.held.delete(token);
      return ok(summaryOf(row));
    });
  }

  discard(token: string): void {
    this.held.delete(token);
  }

  list(): Promise<Result<DatasetSummary[]>> {
    return withStore(async (store) => mapResult(await store.datasets.list(), (rows) => rows.map(summaryOf)));
  }

  remove(datasetId: string): Promise<Result<true>> {
    return withStore(async (store) =>
      mapResult(
        await store.datasets.remove(datasetId, { kind: 'delete-data-set', payload: { dataset: datasetId } }),
        () => true as const,
      ),
    );
  }

  private prepared(token: string, mapping: Mapping): ReturnType<typeof prepare> {
    const held = this.held.get(token);
    return held ? prepare(held.table, mapping) : gone();
  }

  /** The mapping of an earlier import of this layout, when it still fits. */
  private async recall(table: Table): Promise<Mapping | null> {
    const recalled = await withStore((store) => store.mappings.recall(layoutKey(table)));
    if (!recalled.ok || recalled.value === null) return null;
    return checkMapping(table, recalled.value) === null ? recalled.value : null;
  }

  private watched(onProgress: (progress: Progress) => void): Task {
    return { report: onProgress, cancelled: () => false, breathe: () => this.clock.sleep(0) };
  }
}

/** A data set is called after its folder, or after the first file that was read. */
function nameOf(sources: readonly SourceFile[], { skipped }: Table): string {
  const left = new Set(skipped.map(({ what }) => what));
  const { name } = sources.find((source) => !left.has(source.name)) ?? sources[0];
  const [folder, ...inside] = name.split('/');
  return inside.length > 0 ? folder : name.replace(/\.[^.]+$/, '');
}

function gone() {
  return fail('not-found', 'These files are no longer held in memory.', 'Drop them again.');
}
