/**
 * One import from dropped files to a stored data set: idle → (asking →) reading → review → stored, or a failure that says
 * why. What needs much memory asks before it starts.
 */
import type { Failure } from '../../../basics/result';
import type { Progress } from '../../../basics/task';
import { saveFile } from '../../../app/page/save-file';
import type {
  Answers,
  DatasetSummary,
  ImportNeed,
  ImportOptions,
  ImportPreview,
  Mapping,
  Purpose,
  QualityReport,
  Services,
} from '../../../app/types';
import { debounce } from '../../kit/clock';
import { plain } from '../../kit/plain.svelte';
import { type ColumnDraft, draftsOf, mayHaveVelocity, specsOf, withRates } from './mapping-draft';

type Phase = 'idle' | 'asking' | 'reading' | 'review' | 'storing' | 'failed';
/** Bytes of memory up to which an import starts without asking. */
const mostUnasked = 256e6;

/** What the files are for, when whoever brings them knows already. */
export interface Intent extends ImportOptions {
  readonly purpose?: Purpose;
}

export class Importing {
  phase = $state<Phase>('idle');
  progress = $state.raw<Progress>({ label: '', done: 0, total: 0 });
  preview = $state.raw<ImportPreview | null>(null);
  failure = $state.raw<Failure | null>(null);
  name = $state('');
  purpose = $state<Purpose>('demonstrations');
  /** Data set that the new episodes are put after; null makes a data set of their own. */
  addTo = $state<string | null>(null);
  /** What the files in `asked` need, while a person is asked. */
  need = $state.raw<ImportNeed | null>(null);
  /** Everything that was dropped, videos among it. */
  files: readonly File[] = [];
  drafts = $state<ColumnDraft[]>([]);
  episodeColumn = $state<string | null>(null);
  timeColumn = $state<string | null>(null);
  fps = $state<number | null>(null);
  /** True where rows stand alone, so that nothing has a rate. */
  alone = $state(false);
  report = $state.raw<QualityReport | null>(null);
  /** Why the mapping as it stands gives no data set; the table stays as it is. */
  mappingFailure = $state.raw<Failure | null>(null);
  reviewing = $state(false);
  private readonly services: Services;
  private attempt = 0;
  private asked: { files: readonly File[]; intent: Intent } | null = null;
  private readonly soon = debounce(() => void this.review(), 300);

  constructor(services: Services) {
    this.services = services;
  }

  get mapping(): Mapping {
    return plain({
      features: specsOf(this.drafts),
      episodeColumn: this.episodeColumn,
      timeColumn: this.timeColumn,
      fps: this.fps,
      ...(this.alone && { alone: true }),
      ...(this.preview === null || this.preview.questions.length === 0 ? {} : { answers: this.answers }),
    });
  }

  /** What stands now for each question. */
  private get answers(): Answers {
    return Object.fromEntries((this.preview?.questions ?? []).map(({ id, chosen }) => [id, chosen]));
  }

  /** Reads the held files with another answer; episodes, first rows and columns follow. */
  async answer(question: string, choice: string): Promise<void> {
    const token = this.preview?.token;
    if (token === undefined) return;
    const [name, attempt] = [this.name, ++this.attempt];
    const result = await this.services.data.answer(token, { ...this.answers, [question]: choice });
    if (attempt !== this.attempt) return;
    if (!result.ok) return this.refuse(result.failure);
    this.show(result.value);
    this.name = name;
  }

  /** Downloads the mapping as it stands, for `--mapping` of the command without a screen. */
  saveMapping(): void {
    saveFile('mapping.json', new TextEncoder().encode(`${JSON.stringify(this.mapping, null, 2)}\n`));
  }

  /** Whether some rate of change is an input. */
  get moves(): boolean {
    return !this.alone && this.drafts.some(({ velocity, role }) => velocity && mayHaveVelocity(role));
  }

  /** All rates as they are proposed, or none. */
  setMotion(moves: boolean): void {
    this.drafts = withRates(this.drafts, this.preview?.motion ?? [], moves);
    this.changed();
  }

  setAlone(alone: boolean): void {
    this.alone = alone;
    this.changed();
  }

  /** Reads files, or asks first where they need much memory; a newer call replaces an older one. */
  async read(files: readonly File[], intent: Intent = {}): Promise<void> {
    if (this.phase === 'storing') return;
    const attempt = ++this.attempt;
    this.failure = null;
    const need = await this.services.data.need(files);
    if (attempt !== this.attempt) return;
    if (need.refusal !== null) return this.refuse(need.refusal);
    this.asked = { files, intent };
    this.need = need;
    if (need.memory <= mostUnasked) return this.goOn();
    this.phase = 'asking';
  }

  /** Reads what was asked about. */
  async goOn(): Promise<void> {
    if (this.asked === null) return;
    const { files, intent } = this.asked;
    const attempt = ++this.attempt;
    this.phase = 'reading';
    this.progress = {
      label: `Reading ${files.length === 1 ? files[0].name : `${files.length} files`}`,
      done: 0,
      total: 0,
    };
    const report = (progress: Progress): void => {
      if (attempt === this.attempt) this.progress = progress;
    };
    const result = await this.services.data.read(files, report, plain(intent));
    if (attempt !== this.attempt) {
      if (result.ok) await this.services.data.discard(result.value.token);
      return;
    }
    if (!result.ok) return this.refuse(result.failure);
    await this.letGo();
    this.files = files;
    this.purpose = intent.purpose ?? 'demonstrations';
    this.addTo = null;
    this.show(result.value);
  }

  /** Shows a refusal; an import that is under way stays where it is. */
  refuse(failure: Failure): void {
    this.failure = failure;
    this.phase = this.preview === null ? 'failed' : 'review';
  }

  /** Shows that something is being read until it is. */
  async waitFor<T>(label: string, work: Promise<T>): Promise<T> {
    const attempt = ++this.attempt;
    this.failure = null;
    this.phase = 'reading';
    this.progress = { label, done: 0, total: 0 };
    try {
      return await work;
    } finally {
      if (attempt === this.attempt) this.phase = this.preview === null ? 'idle' : 'review';
    }
  }

  /** Takes a refusal off the screen. */
  dismiss(): void {
    this.failure = null;
    if (this.phase === 'failed') this.phase = 'idle';
  }

  private show(preview: ImportPreview): void {
    this.preview = preview;
    this.name = preview.name;
    this.drafts = draftsOf(
      preview.columns.map((column) => column.name),
      preview.proposed,
      preview.motion,
    );
    this.alone = preview.proposed.alone === true;
    this.episodeColumn = preview.proposed.episodeColumn;
    this.timeColumn = preview.proposed.timeColumn;
    this.fps = preview.proposed.fps;
    this.report = null;
    this.mappingFailure = null;
    this.phase = 'review';
    void this.review();
  }

  /** Changes one line of the wizard. */
  edit(index: number, change: Partial<ColumnDraft>): void {
    this.drafts[index] = { ...this.drafts[index], ...change };
    this.changed();
  }

  /** Call after any change of the mapping. */
  changed(): void {
    this.soon.call();
  }

  private async review(): Promise<void> {
    const token = this.preview?.token;
    if (token === undefined) return;
    this.reviewing = true;
    const mapping = this.mapping;
    const result = await this.services.data.review(token, mapping);
    if (this.preview?.token !== token) return;
    this.reviewing = false;
    this.report = result.ok ? result.value : null;
    this.mappingFailure = result.ok ? null : result.failure;
  }

  /** Stores the data set; null when it was refused. */
  async store(): Promise<DatasetSummary | null> {
    const preview = this.preview;
    if (preview === null) return null;
    this.phase = 'storing';
    const options = this.addTo === null ? { purpose: this.purpose } : { addTo: this.addTo };
    const name = this.name.trim() || preview.name;
    const result = await this.services.data.commit(preview.token, this.mapping, name, options);
    if (!result.ok) {
      this.mappingFailure = result.failure;
      this.phase = 'review';
      return null;
    }
    this.preview = null;
    this.phase = 'idle';
    return result.value;
  }

  /** Stops asking or reading; an import that was under way before is still there. */
  stop(): void {
    const reading = this.phase === 'reading';
    this.attempt += 1;
    this.phase = this.preview === null ? 'idle' : 'review';
    if (reading) void this.services.data.stop();
  }

  /** Back to the drop zone; what was read is let go. */
  async cancel(): Promise<void> {
    this.attempt += 1;
    await this.letGo();
    this.phase = 'idle';
  }

  private async letGo(): Promise<void> {
    const token = this.preview?.token;
    this.preview = null;
    this.failure = null;
    this.soon.cancel();
    if (token !== undefined) await this.services.data.discard(token);
  }
}
