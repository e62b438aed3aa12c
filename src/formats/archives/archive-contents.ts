/** An archive opened: its entries, none of them unpacked yet. */
import type { SourceFile } from '../source';

/** What an archive holds: entries by the names that it gives them, or null when it is no archive to be unpacked. */
export interface Contents {
  readonly entries: readonly Entry[];
  /** What is said of it besides. */
  readonly notes: readonly string[];
}

export interface Entry {
  readonly name: string;
  /** Bytes once it is unpacked. */
  readonly size: number;
  /** Why it is not read whatever it holds; null for plain files. */
  readonly why: string | null;
  open(name: string): SourceFile;
}
