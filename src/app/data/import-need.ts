/** What an import asks for, told by the names and sizes of the files alone. */
import { fail, type Failure } from '../../basics/result';
import { filesToRead, importBytes, storedBytes } from '../../formats/import-bytes';
import { defaultLimits, type Limits } from '../../formats/limits';
import type { SourceFile } from '../../formats/source';
import type { ImportNeed } from '../types';

/**
 * Refuses (`too-large`, `storage-full`) only what cannot fit; what merely may not fit is tried.
 * @param storage bytes that the browser still lends; null when it does not say
 */
export function importNeed(
  files: readonly SourceFile[],
  storage: number | null,
  limits: Limits = defaultLimits,
): ImportNeed {
  const read = filesToRead(files);
  const fileBytes = read.reduce((sum, { size }) => sum + size, 0);
  const refusal = tooLarge(fileBytes, limits) ?? tooFull(storedBytes(read), storage);
  return { fileBytes, memory: importBytes(read), storage, refusal };
}

function tooLarge(bytes: number, { totalBytes }: Limits): Failure | null {
  if (bytes <= totalBytes) return null;
  const message = `The files hold ${shown(bytes)}; at most ${shown(totalBytes)} are read at once. Nothing was read.`;
  return fail('too-large', message, 'Choose fewer files, and add the others to the data set afterwards.').failure;
}

function tooFull(needed: number, storage: number | null): Failure | null {
  if (storage === null || needed <= storage) return null;
  const message = `What these files hold takes ${shown(needed)} or more once it is stored, and this browser lends ${shown(storage)} more. Nothing was read; what was stored before is safe.`;
  const advice = 'Delete data sets or rewards that you no longer need, free disk space, or choose fewer files.';
  return fail('storage-full', message, advice).failure;
}

function shown(bytes: number): string {
  if (bytes >= 2 ** 30) return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
