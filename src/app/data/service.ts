/** Demonstrations in: reads files, holds the table until its mapping is agreed on, reviews, stores. Runs in a job worker. */
import { systemClock, type Clock } from '../../basics/clock';
import { newIdentifier } from '../../basics/identifier';
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Progress, type Task } from '../../basics/task';
import { layoutKey } from '../../demonstrations/guess-mapping';
import { interpret } from '../../demonstrations/interpretation/interpret';
import type { Answers } from '../../demonstrations/interpretation/interpretation';
import type { Mapping } from '../../demonstrations/mapping';
import { prepare } from '../../demonstrations/prepare';
import type { QualityReport } from '../../demonstrations/quality-report';
import type { Table } from '../../demonstrations/table';
import { importBytes } from '../../formats/import-bytes';
import { openFiles } from '../../formats/open-files';
import { sourceFromFile, type SourceFile } from '../../formats/source';
import { roomLeft } from '../../store/room-left';
import { summaryOf } from './dataset-records';
import { importNeed } from './import-need';
import { previewOf } from './import-preview';
import { grownContent, newDataset, ownContent } from './new-dataset';
import { guessedProposal, proposal } from './proposed-mapping';
import type { CommitOptions, DatasetSummary, ImportNeed, ImportOptions, ImportPreview } from '../types';
import type { Served } from '../worker/host';
import { mapResult, withStore } from '../worker/worker-store';
import type { KeptDemonstrations } from './kept-demonstrations';
import type { ImportJob } from './types';

export class ImportService implements Served<ImportJob> {
  private readonly held = new Map<string, Held>();
  /** The last preparation: what was reviewed is what is stored. */
  private made: { readonly token: string; readonly key: string; readonly prepared: ReturnType<typeof prepare> } | null =
    null;
  /** The newest reading; an older one finds that it is no longer it. */
  private reading: object | null = null;

  constructor(
    private readonly datasets: KeptDemonstrations,
    private readonly clock: Clock = systemClock,
  ) {}

  async need(files: readonly File[]): Promise<ImportNeed> {
    return importNeed(files.map(sourceFromFile), await roomLeft());
  }

  async read(
    files: readonly File[],
    onProgress: (progress: Progress) => void,
    options: ImportOptions = {},
  ): Promise<Result<ImportPreview>> {
    const own = {};
    this.reading = own;
    const cancelled = (): boolean => this.reading !== own;
    try {
      return await this.readFiles(files.map(sourceFromFile), this.watched(onProgress, cancelled), options);
    } catch (error) {
      if (error instanceof Cancelled) return stopped();
      throw error;
    }
  }

  stop(): void {
    this.reading = null;
  }

  answer(token: string, answers: Answers): Promise<Result<ImportPreview>> {
    const held = this.held.get(token);
    if (held === undefined) return Promise.resolve(gone());
    const read = guessedProposal(held.raw, answers, false);
    this.held.set(token, { ...held, answers: keyOf(answers), table: read.table });
    return Promise.resolve(ok(previewOf(token, held.name, read, held.bytes)));
  }

  review(token: string, mapping: Mapping): Promise<Result<QualityReport>> {
    return Promise.resolve(this.prepared(token, mapping)).then((result) => mapResult(result, ({ report }) => report));
  }

  async commit(
    token: string,
    mapping: Mapping,
    name: string,
    options: CommitOptions = {},
  ): Promise<Result<DatasetSummary>> {
    const prepared = this.prepared(token, mapping);
    const held = this.held.get(token);
    if (!prepared.ok || !held) return prepared.ok ? gone() : prepared;
    const { table } = held;
    const own = ownContent(table, mapping, prepared.value, options.purpose);
    return withStore(async (store) => {
      const content = await grownContent({ store, datasets: this.datasets }, own, options);
      if (!content.ok) return content;
      const { row, arrays, event } = await newDataset(content.value, name, this.clock);
      const added = await store.datasets.add(row, arrays, event);
      if (!added.ok) return added;
      await store.mappings.remember(layoutKey(held.raw), mapping);
      this.discard(token);
      const { demonstrations, origins } = content.value.recording;
      // Who trains on it next need not read it again.
      this.datasets.keep({ row, demonstrations, origins });
      return ok(summaryOf(row));
    });
  }

  discard(token: string): void {
    this.held.delete(token);
    if (this.made?.token === token) this.made = null;
  }

  /** @throws Cancelled */
  private async readFiles(
    sources: readonly SourceFile[],
    task: Task,
    options: ImportOptions,
  ): Promise<Result<ImportPreview>> {
    const opened = await openFiles(sources, task);
    if (task.cancelled()) throw new Cancelled();
    if (!opened.ok) return opened;
    const proposed = await proposal(opened.value, options);
    if (task.cancelled()) throw new Cancelled();
    if (!proposed.ok) return proposed;
    const token = newIdentifier();
    const [name, bytes] = [nameOf(sources, opened.value), importBytes(sources)];
    const { table, questions } = proposed.value;
    const answers = Object.fromEntries(questions.map(({ id, chosen }) => [id, chosen]));
    this.held.set(token, { raw: opened.value, table, answers: keyOf(answers), name, bytes });
    return ok(previewOf(token, name, proposed.value, bytes));
  }

  private prepared(token: string, mapping: Mapping): ReturnType<typeof prepare> {
    const held = this.held.get(token);
    if (held === undefined) return gone();
    const answers = mapping.answers ?? {};
    // A mapping with other answers is of another reading of the same files.
    const table = keyOf(answers) === held.answers ? held.table : interpret(held.raw, answers).table;
    if (table !== held.table) this.held.set(token, { ...held, table, answers: keyOf(answers) });
    const key = JSON.stringify(mapping);
    if (this.made?.token !== token || this.made.key !== key) {
      this.made = { token, key, prepared: prepare(table, mapping) };
    }
    return this.made.prepared;
  }

  private watched(onProgress: (progress: Progress) => void, cancelled: () => boolean): Task {
    const report = (progress: Progress): void => {
      if (!cancelled()) onProgress(progress);
    };
    return { report, cancelled, breathe: () => this.clock.sleep(0) };
  }
}

interface Held {
  /** As it was read. */
  readonly raw: Table;
  /** As it is interpreted with these answers. */
  readonly table: Table;
  readonly answers: string;
  readonly name: string;
  readonly bytes: number;
}

function keyOf(answers: Answers): string {
  return JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
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

function stopped() {
  return fail('cancelled', 'Reading was stopped. Nothing was stored.', 'Choose the files again to read them.');
}
