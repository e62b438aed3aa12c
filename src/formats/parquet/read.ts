/** Reads the columns of one Parquet file, column by column and page by page, so that no more than a page is held packed. */
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import { saysEpisode } from '../../demonstrations/interpretation/words';
import type { Skipped, TextColumn } from '../../demonstrations/table';
import { isUnsafeName } from '../tables/column-names';
import { Damaged } from '../damaged';
import type { Limits } from '../limits';
import { noRows, unsafeName, type RawColumn } from '../tables/make-table';
import { ParquetColumn, widest, type Naming } from './column';
import { readFooter, type Chunk, type Footer } from './footer';
import { pagesOf, unreadCodec } from './pages';
import type { Leaf } from './schema';
import { FrameLists, trajectoryColumns } from './trajectories';
import type { SourceFile } from '../source';

export interface ParquetRows {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  readonly skipped: readonly Skipped[];
  readonly texts: readonly TextColumn[];
  /** First rows of episodes where each row of the file holds one; else absent. */
  readonly starts?: Uint32Array;
}

export interface ParquetChoice {
  readonly naming: Naming;
  /** Rows may be whole trajectories: lists of frames. */
  readonly trajectories?: boolean;
  /** Columns that are passed over in silence. */
  readonly ignore?: (leaf: string) => boolean;
}

const differingLengths = 'lists of differing lengths';
const valuesBetweenBreaths = 2 ** 19;

/**
 * Every column of numbers or of few texts. Columns that cannot be one are named in `skipped`; damage refuses the file,
 * for nothing tells how far it goes. Fails with `truncated`, `malformed`, `unsupported`, `too-large`, `unsafe-name`,
 * `empty` or `storage`.
 */
export async function readParquet(
  file: SourceFile,
  limits: Limits,
  task: Task,
  choice: ParquetChoice,
): Promise<Result<ParquetRows>> {
  try {
    const footer = await readFooter(file, limits);
    return footer.ok ? await columnsOf(file, footer.value, limits, task, choice) : footer;
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return refusal(file.name, error);
  }
}

async function columnsOf(
  file: SourceFile,
  footer: Footer,
  limits: Limits,
  task: Task,
  { naming, ignore, trajectories = false }: ParquetChoice,
): Promise<Result<ParquetRows>> {
  const unsafe = footer.leaves.find(({ name }) => isUnsafeName(name));
  if (unsafe !== undefined) return unsafeName(file.name, unsafe.name);
  if (footer.rows === 0) return noRows(file.name);
  const columns: RawColumn[] = [];
  const skipped: Skipped[] = [];
  const texts: TextColumn[] = [];
  const wanted = footer.leaves.map((leaf, i) => ({ leaf, chunks: footer.groups.map(({ chunks }) => chunks[i]) }));
  const readable = wanted.filter(({ leaf, chunks }) => {
    if (ignore?.(leaf.name)) return false;
    const why = whyNot(leaf, chunks, footer.rows);
    if (why !== null) skipped.push({ what: leaf.name, why });
    return why === null;
  });
  const claimed = readable.reduce((sum, { chunks }) => sum + chunks.reduce((all, { values }) => all + values, 0), 0);
  if (claimed > limits.numbers) throw new Damaged('holds too many numbers', 'too-large');
  const nested = trajectories && readable.some(({ leaf }) => leaf.repetition === 2);
  if (nested) {
    const whole = await readTrajectories(file, readable, limits, task);
    if (!whole.ok) return whole;
    if (whole.value !== null) return ok({ ...whole.value, skipped: [...skipped, ...whole.value.skipped] });
  }
  let done = 0;
  for (const { leaf, chunks } of readable) {
    if (task.cancelled()) throw new Cancelled();
    try {
      const column = await readColumn(file, leaf, chunks, footer, limits, task);
      if (!column.ok) return column;
      const built = column.value.build(naming);
      columns.push(...built.columns);
      skipped.push(...built.skipped);
      texts.push(...(built.texts ?? []));
    } catch (error) {
      if (!(error instanceof Damaged) || error.kind !== 'unsupported') throw error;
      skipped.push({ what: leaf.name, why: error.message });
    }
    await task.breathe();
    task.report({ label: `Reading ${file.name}: ${leaf.name}`, done: ++done, total: readable.length });
  }
  const allLists = readable.every(
    ({ leaf }) => leaf.repetition > 0 || leaf.content === 'text' || saysEpisode(leaf.name),
  );
  if (trajectories && !nested && allLists && skipped.some(({ why }) => why === differingLengths)) {
    const whole = await readTrajectories(file, readable, limits, task);
    if (whole.ok && whole.value !== null) return whole as Result<ParquetRows>;
  }
  return ok({ rows: footer.rows, columns, skipped, texts });
}

interface Readable {
  readonly leaf: Leaf;
  readonly chunks: readonly Chunk[];
}

/** A trajectory a row; null where rows are frames after all. */
async function readTrajectories(
  file: SourceFile,
  readable: readonly Readable[],
  limits: Limits,
  task: Task,
): Promise<Result<ParquetRows | null>> {
  const lists: FrameLists[] = [];
  for (const { leaf, chunks } of readable.filter(({ leaf }) => leaf.repetition > 0 && leaf.content !== 'text')) {
    const list = new FrameLists(leaf);
    for (const chunk of chunks) {
      for await (const page of pagesOf(file, chunk, leaf, limits)) {
        if (!page.ok) return page;
        list.add(page.value);
      }
      await task.breathe();
      if (task.cancelled()) throw new Cancelled();
    }
    list.end();
    lists.push(list);
  }
  const found = trajectoryColumns(lists);
  if (found === null) return ok(null);
  const rest = readable.filter(({ leaf }) => leaf.repetition === 0 || leaf.content === 'text');
  const skipped = rest.map(({ leaf }) => ({ what: leaf.name, why: 'one value an episode, not one a frame' }));
  return ok({ rows: found.columns[0].values.length, columns: found.columns, skipped, texts: [], starts: found.starts });
}

/** Why a column is not read, as far as the table of contents tells. */
function whyNot(leaf: Leaf, chunks: readonly Chunk[], rows: number): string | null {
  if (leaf.content === 'none') return leaf.why;
  const packed = chunks.map(unreadCodec).find((why) => why !== null);
  if (packed !== undefined) return packed;
  if (leaf.repetition === 0) return null;
  if (leaf.content === 'text') return 'lists of text';
  const values = chunks.reduce((sum, chunk) => sum + chunk.values, 0);
  return values > widest * rows ? `more than ${widest} numbers a row: is it an image?` : null;
}

async function readColumn(
  file: SourceFile,
  leaf: Leaf,
  chunks: readonly Chunk[],
  footer: Footer,
  limits: Limits,
  task: Task,
): Promise<Result<ParquetColumn>> {
  const column = new ParquetColumn(leaf, limits);
  let values = 0;
  for (const [i, chunk] of chunks.entries()) {
    const before = column.rows;
    for await (const page of pagesOf(file, chunk, leaf, limits)) {
      if (!page.ok) return page;
      column.add(page.value);
      values += page.value.count;
      if (values < valuesBetweenBreaths) continue;
      values = 0;
      await task.breathe();
      if (task.cancelled()) throw new Cancelled();
    }
    column.endGroup();
    if (column.rows - before !== footer.groups[i].rows) throw new Damaged('holds another number of rows than it says');
  }
  return ok(column);
}

/** Whatever a decoder threw at bytes: what is no `Damaged` is its own stumbling over nonsense. */
function refusal(name: string, error: unknown): ReturnType<typeof fail> {
  const kind = error instanceof Damaged ? error.kind : 'malformed';
  const what = error instanceof Damaged ? error.message : 'is damaged';
  const advice = {
    malformed: 'Copy or download it again.',
    truncated: 'Copy or download it again.',
    unsupported: 'Write it again as one plain file, packed with Snappy or not at all.',
    'too-large': 'Choose a part of it.',
  };
  return fail(kind, `“${name}” is a Parquet file that ${what}.`, advice[kind], String(error));
}
