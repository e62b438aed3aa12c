/**
 * What was dropped, with the archives among it (zip, tar, gzip) replaced by the files inside them. Entries of a zip and of
 * a tar are unpacked only when they are read. Archives that are files of their own kind (npz, reward files) stay whole.
 */
import { fail, type Failure, type Result } from '../../basics/result';
import { Cancelled, type Task } from '../../basics/task';
import type { Skipped } from '../../demonstrations/table';
import type { Contents } from './archive-contents';
import { entryPath, shownName } from './archive-path';
import { gunzip } from './gzip';
import type { Limits } from '../limits';
import { baseName, readSlice, windowOn, type SourceFile } from '../source';
import { isTar } from './tar';
import { tarContents } from './tar-contents';
import { zipContents } from './zip-contents';

export interface Expanded {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
  readonly refused: readonly { readonly file: string; readonly failure: Failure }[];
}

/** Archives inside archives that are followed. */
const deepest = 1;
const archiveName = /\.(zip|tar|gz|tgz)$/i;

/** Throws `Cancelled` when the task is. */
export async function expandArchives(files: readonly SourceFile[], limits: Limits, task: Task): Promise<Expanded> {
  const work = new Expansion(limits, task);
  for (const file of files) await work.expand(file, 0);
  return work;
}

class Expansion implements Expanded {
  readonly files: SourceFile[] = [];
  readonly skipped: Skipped[] = [];
  readonly refused: { readonly file: string; readonly failure: Failure }[] = [];
  private bytes = 0;
  private entries = 0;

  constructor(
    private readonly limits: Limits,
    private readonly task: Task,
  ) {}

  async expand(file: SourceFile, depth: number): Promise<void> {
    if (this.task.cancelled()) throw new Cancelled();
    // To look into each entry would unpack each: inside archives the name decides what is looked at.
    const kind = depth > 0 && !archiveName.test(file.name) ? null : await kindOf(file);
    const contents = kind === null || depth > deepest ? null : await this.contents(file, kind);
    if (kind !== null && depth > deepest) {
      this.skipped.push({ what: file.name, why: 'an archive in an archive in an archive: unpack it first' });
    } else if (contents === null) {
      this.files.push(file);
    } else if (contents.ok) {
      await this.enter(file, contents.value, depth);
    } else {
      this.refused.push({ file: file.name, failure: contents.failure });
    }
  }

  private async enter(file: SourceFile, { entries, notes }: Contents, depth: number): Promise<void> {
    this.skipped.push(...notes.map((why) => ({ what: file.name, why })));
    this.bytes += entries.reduce((sum, { size }) => sum + size, 0);
    this.entries += entries.length;
    if (this.bytes > this.limits.unpackedBytes || this.entries > this.limits.entries) {
      this.refused.push({ file: file.name, ...tooLarge(file.name) });
      return;
    }
    const single = archiveFolder(file.name);
    const taken = new Set<string>();
    let unsafe: Skipped | null = null;
    for (const entry of entries) {
      const path = entryPath(entry.name);
      const what = `${single}/${shownName(entry.name)}`;
      if ('why' in path) {
        unsafe ??= { what, why: path.why };
        this.skipped.push({ what, why: `${path.why}: not read` });
      } else if (entry.why !== null) {
        this.skipped.push({ what, why: entry.why });
      } else if (taken.has(path.path)) {
        this.skipped.push({ what, why: 'a second entry of the same name: not read' });
      } else {
        taken.add(path.path);
        await this.expand(entry.open(`${single}/${path.path}`), depth + 1);
      }
    }
    if (taken.size > 0) return;
    const failure = unsafe === null ? nothing(file.name) : allUnsafe(file.name, unsafe);
    this.refused.push({ file: file.name, ...failure });
  }

  /** null when the archive is a file of its own kind. */
  private contents(file: SourceFile, kind: ArchiveKind): Promise<Result<Contents> | null> {
    if (kind === 'zip') return zipContents(file, this.limits, this.task);
    return kind === 'gzip' ? this.gzipContents(file) : tarContents(file, this.limits, this.task);
  }

  /** The one file inside, or the entries of the tar archive inside. */
  private async gzipContents(file: SourceFile): Promise<Result<Contents>> {
    const left = this.limits.unpackedBytes - this.bytes;
    const unpacked = await gunzip(file, left, this.limits, this.task);
    if (!unpacked.ok) return unpacked;
    const { file: inner, trailing } = unpacked.value;
    const notes = trailing > 0 ? [`${trailing} bytes after its end were left out`] : [];
    const head = await readSlice(inner, 0, 1024);
    if (!head.ok) return head;
    if (isTar(head.value)) {
      const inside = await tarContents(inner, this.limits, this.task);
      return inside.ok ? { ok: true, value: { ...inside.value, notes } } : inside;
    }
    const name = baseName(file.name).replace(/\.gz$/i, '');
    const open = (path: string): SourceFile => windowOn(inner, 0, inner.size, path);
    return { ok: true, value: { entries: [{ name, size: inner.size, why: null, open }], notes } };
  }
}

type ArchiveKind = 'zip' | 'gzip' | 'tar';

/** What kind of archive the first bytes say, or null. Files that cannot be read are left to those who read them. */
async function kindOf(file: SourceFile): Promise<ArchiveKind | null> {
  const head = await readSlice(file, 0, 1024);
  if (!head.ok) return null;
  const [first, second, third] = head.value;
  if (first === 0x50 && second === 0x4b && (third === 3 || third === 5)) return 'zip';
  if (first === 0x1f && second === 0x8b) return 'gzip';
  return isTar(head.value) ? 'tar' : null;
}

/** The folder that stands for an archive in the names of its files. */
function archiveFolder(name: string): string {
  return name.replace(/\.(tar\.gz|tgz|tar|zip|gz)$/i, '') || name;
}

function allUnsafe(file: string, { what, why }: Skipped): ReturnType<typeof fail> {
  const message = `“${file}” was refused: of “${what}”, ${why}. Such archives are made to write where they should not.`;
  return fail('unsafe-name', message, 'Do not unpack it unless you trust where it comes from.');
}

function nothing(file: string): ReturnType<typeof fail> {
  return fail('empty', `“${file}” is an archive without files.`, 'Check that it was saved or downloaded completely.');
}

function tooLarge(file: string): ReturnType<typeof fail> {
  const message = `“${file}” was refused: it unpacks to more files or bytes than is safe to open.`;
  return fail('too-large', message, 'Choose a smaller recording, or unpack it and choose the files inside.');
}
