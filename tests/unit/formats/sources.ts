/** Sources for tests of the readers. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Result } from '../../../src/basics/result';
import { unwatched } from '../../../src/basics/task';
import type { Table } from '../../../src/demonstrations/table';
import { openFiles } from '../../../src/formats/open-files';
import { sourceFromBytes, type SourceFile } from '../../../src/formats/source';

const shared = resolve(import.meta.dirname, '../../../../shared/data');

/** True where the public recordings lie beside the repository. */
export const hasSharedData = existsSync(shared);

export function sharedFiles(...paths: readonly string[]): SourceFile[] {
  return paths.map((path) => sourceFromBytes(basename(path), readFileSync(resolve(shared, path))));
}

/** A folder with the paths of its files, as a drop gives it. */
export function sharedFolder(folder: string): SourceFile[] {
  return readdirSync(resolve(shared, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(resolve(shared, folder, path)).isFile())
    .map((path) => sourceFromBytes(join(folder, path), readFileSync(resolve(shared, folder, path))));
}

export function source(name: string, content: string | Uint8Array): SourceFile {
  return sourceFromBytes(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
}

export function open(...files: readonly SourceFile[]): Promise<Result<Table>> {
  return openFiles(files, unwatched);
}

/** The table, or a thrown message that fails the test. */
export async function opened(...files: readonly SourceFile[]): Promise<Table> {
  const result = await open(...files);
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`);
  return result.value;
}

/** Kind of the failure, or `ok`. */
export async function kindOf(...files: readonly SourceFile[]): Promise<string> {
  const result = await open(...files);
  return result.ok ? 'ok' : result.failure.kind;
}

export function namesOf(table: Table): string[] {
  return table.columns.map(({ name }) => name);
}

export function valuesOf(table: Table, name: string): number[] {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`no column ${name} among ${namesOf(table).join()}`);
  return Array.from(column.values);
}
