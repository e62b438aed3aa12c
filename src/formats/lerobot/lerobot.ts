/** LeRobot folders, v2 (a file an episode) and v3 (many episodes a file). What is absent is named, and stops nothing. */
import { fail, ok, type Failure, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import type { Column, Skipped, Table } from '../../demonstrations/table';
import { combineTables, type FileTable } from '../tables/combine-tables';
import type { Format } from '../format';
import { declaredEpisodes, type DeclaredEpisodes } from './episodes';
import { leRobotFolder, leRobotFolders, type LeRobotFolder } from './folder';
import { leRobotGaps, type EpisodeRows } from './gaps';
import { leRobotNaming, readLeRobotInfo, type LeRobotInfo } from './info';
import { episodeVideos } from './videos';
import type { Limits } from '../limits';
import { makeTable } from '../tables/make-table';
import { withoutEmpty } from '../parquet/parquet';
import { refusedContent } from '../refused';
import { readSlice, type SourceFile } from '../source';

export const lerobot: Format = {
  id: 'lerobot',
  title: 'LeRobot folder',
  // A folder is known by its paths alone.
  sniff: () => 0,
  claim: leRobotFolders,
  async open(files, limits, task) {
    const folder = leRobotFolder(files);
    if (folder === null) return noFrames(files[0].name);
    const info = await readLeRobotInfo(folder.info);
    if (!info.ok) return info;
    const { tables, refused } = await readData(folder, info.value, limits, task);
    if (tables.length === 0)
      return refused.length > 0 ? { ok: false, failure: refused[0].failure } : noFrames(folder.root);
    const declared = await declaredEpisodes(folder.episodes, info.value.videos, limits, task);
    return finished(folder, info.value, tables, refused, declared, limits);
  },
};

interface Refused {
  readonly file: string;
  readonly failure: Failure;
}

/** Tables of the files that have the columns of the first good one; the others are refused. */
async function readData(
  { data, root }: LeRobotFolder,
  info: LeRobotInfo,
  limits: Limits,
  task: Task,
): Promise<{ tables: FileTable[]; refused: Refused[] }> {
  const tables: FileTable[] = [];
  const refused: Refused[] = [];
  let numbers = 0;
  for (const [i, file] of data.entries()) {
    if (task.cancelled()) throw new Cancelled();
    task.report({ label: `Reading ${file.name.slice(root.length)}`, done: i, total: data.length });
    const read = await readFrames(file, info, limits, task);
    const table = read.ok && tables.length > 0 ? alike(tables[0].table, read.value, file.name) : read;
    if (!table.ok) refused.push({ file: file.name.slice(root.length), failure: table.failure });
    else {
      numbers += table.value.rows * table.value.columns.length;
      if (numbers > limits.numbers) return { tables: [], refused: [{ file: root, failure: tooLarge(root) }] };
      tables.push({ file: file.name, table: table.value });
    }
    await task.breathe();
  }
  return { tables, refused };
}

async function readFrames(file: SourceFile, info: LeRobotInfo, limits: Limits, task: Task): Promise<Result<Table>> {
  const head = await readSlice(file, 0, 1024);
  if (!head.ok) return head;
  const refusal = refusedContent(head.value, file.name);
  if (refusal !== null) return { ok: false, failure: refusal };
  const { readParquet } = await import('../parquet/read');
  const media = [...info.pictures, ...info.videos];
  const read = await readParquet(file, limits, task, {
    naming: leRobotNaming(info),
    ignore: (leaf) => media.some((key) => leaf === key || leaf.startsWith(`${key}.`)),
  });
  if (!read.ok) return read;
  return makeTable(file.name, { format: 'lerobot', episodeStarts: null, ...read.value }, limits);
}

function alike(first: Table, table: Table, name: string): Result<Table> {
  const layout = ({ columns }: Table): string => JSON.stringify(columns.map((column) => [column.name, column.group]));
  if (layout(first) === layout(table)) return ok(table);
  return fail('ragged', `“${name}” has other columns than the files before it.`, 'Choose folders of one robot alone.');
}

function finished(
  folder: LeRobotFolder,
  info: LeRobotInfo,
  tables: readonly FileTable[],
  refused: readonly Refused[],
  declared: DeclaredEpisodes,
  limits: Limits,
): Result<Table> {
  const whole = combineTables(tables);
  const episode = whole.columns.find(({ group }) => group === 'episode');
  // The number of an episode counts through all files, so that it alone tells where one starts.
  const starts = episode === undefined ? whole.episodeStarts : changesOf(episode);
  const rows = rowsByEpisode(starts ?? Uint32Array.of(0), whole.rows, episode);
  const { columns, skipped } = withoutEmpty(whole.columns);
  const notes = uniqueNotes([...tables.flatMap(({ table }) => table.skipped), ...skipped]);
  const table = makeTable(
    folder.root.replace(/\/$/, '') || folder.info.name,
    {
      format: `lerobot ${info.version}`.trim(),
      columns,
      episodeStarts: starts,
      skipped: [...leRobotGaps(folder, info, rows, declared.lengths), ...refusedNotes(refused, folder), ...notes],
      fps: info.fps,
      ...(whole.texts === undefined ? {} : { texts: whole.texts }),
    },
    limits,
  );
  // Without numbers of episodes nothing tells which video is whose.
  const videos = episode === undefined ? [] : episodeVideos(folder.root, info, rows.keys(), declared);
  return table.ok && videos.length > 0 ? ok({ ...table.value, videos }) : table;
}

function changesOf({ values }: Column): Uint32Array {
  const starts = [0];
  for (let row = 1; row < values.length; row++) if (values[row] !== values[row - 1]) starts.push(row);
  return Uint32Array.from(starts);
}

function rowsByEpisode(starts: Uint32Array, rows: number, episode: Column | undefined): EpisodeRows {
  const counts = new Map<number, number>();
  starts.forEach((start, i) => {
    const number = episode?.values[start] ?? i;
    counts.set(number, (counts.get(number) ?? 0) + (starts[i + 1] ?? rows) - start);
  });
  return counts;
}

/** Every file repeats what is to be said about its columns: once is enough. */
function uniqueNotes(notes: readonly Skipped[]): Skipped[] {
  return [...new Map(notes.map((note) => [note.what, note])).values()];
}

/** One line for each kind of failure. */
function refusedNotes(refused: readonly Refused[], { data }: LeRobotFolder): Skipped[] {
  const kinds = new Map<string, Refused[]>();
  for (const entry of refused) kinds.set(entry.failure.kind, [...(kinds.get(entry.failure.kind) ?? []), entry]);
  return [...kinds.values()].map((entries) => {
    const [{ file, failure }] = entries;
    if (entries.length === 1) return { what: file, why: failure.message };
    return { what: `${entries.length} of ${data.length} data files`, why: `${failure.message} ${failure.advice}` };
  });
}

function noFrames(name: string): ReturnType<typeof fail> {
  const message = `“${name.replace(/\/$/, '')}” is a LeRobot folder without frames: it holds no data/**.parquet.`;
  return fail('empty', message, 'Choose the whole folder, with data and meta.');
}

function tooLarge(name: string): Failure {
  const message = `“${name.replace(/\/$/, '')}” holds too many numbers.`;
  return fail('too-large', message, 'Choose some of its data files, and its meta folder.').failure;
}
