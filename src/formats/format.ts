/** What a format is: one file that recognises content and reads it into a table. Add it to `formats.ts` and it is in. */
import type { Result } from '../basics/result';
import type { Task } from '../basics/task';
import type { Table } from '../demonstrations/table';
import type { Limits } from './limits';
import type { SourceFile } from './source';

/** Bytes from the start of a file that `sniff` is given. */
export const headBytes = 65_536;

export interface Format {
  readonly id: string;
  /** For people, for example `NumPy archive (.npz)`. */
  readonly title: string;
  /**
   * How surely content is of this format: 0 = not, 1 = certain. The name only tips the balance between texts.
   * @param head the first `headBytes` bytes, or the whole file when it is shorter
   */
  sniff(head: Uint8Array, name: string): number;
  /**
   * Formats that are whole folders take their files here, before each file is sniffed alone; one list a data set.
   * Left out by formats of single files.
   */
  claim?(files: readonly SourceFile[]): readonly (readonly SourceFile[])[];
  /**
   * Reads one file (or the files of one claim). Parts that cannot be read beside good ones are named in `skipped`.
   * Never throws on content; throws `Cancelled` when the task is.
   */
  open(files: readonly SourceFile[], limits: Limits, task: Task): Promise<Result<Table>>;
}
