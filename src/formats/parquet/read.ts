/** Reads the columns of one Parquet file, column by column and page by page, so that no more than a page is held packed. */
import { fail, ok, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import type { Skipped, TextColumn } from '../../demonstrations/table';
import { isUnsafeName } from '../tables/column-names';
import { Damaged } from '../damaged';
import type { Limits } from '../limits';
import { noRows, unsafeName, type RawColumn } from '../tables/make-table';
import { ParquetColumn, widest, type Naming } from './column';
import { readFooter, type Chunk, type Footer } from './footer';
import { pagesOf, unreadCodec } from './pages';
import type { Leaf } from './schema';
import type { SourceFile } from '../source';

export interface ParquetRows {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  readonly skipped: readonly Skipped[];
  readonly texts: readonly TextColumn[];
}

export interface ParquetChoice {
  readonly naming: Naming;
  /** Columns that are passed over in silence. */
  readonly ignore?: (leaf: string) => boolean;
}

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
  { naming, ignore }: ParquetChoice,
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
  return ok({ rows: footer.rows, columns, skipped, texts });
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
