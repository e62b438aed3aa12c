/** What a format reader hands over: named columns and where episodes start. Nothing is interpreted yet. */
import type { Floats } from '../basics/arrays';

/** What the file says a column is; `other` when it says nothing. */
export type ColumnGroup = 'observation' | 'action' | 'reward' | 'time' | 'episode' | 'other';

/** One column, `values.length` = rows of the table. Missing values are NaN. */
export interface Column {
  readonly name: string;
  readonly group: ColumnGroup;
  readonly values: Floats;
  /** Texts that the codes 0, 1, … stand for, when the file held text. */
  readonly labels?: readonly string[];
  /** Unit by the file's own word, for example `rad`; absent when it says nothing. */
  readonly unit?: string;
}

/** Texts of one column, row by row: no input of a reward, but a field of the record that rules can read. */
export interface TextColumn {
  readonly name: string;
  /** [rows] place in `texts`; `noText` where the row has none. */
  readonly codes: Uint32Array;
  readonly texts: readonly string[];
}

/** The code of a row without a text. */
export const noText = 0xffff_ffff;

/** A video of one episode, which lies beside the data and is never read here. */
export interface EpisodeVideo {
  /** The files' own number of the episode. */
  readonly number: number;
  readonly camera: string;
  /** Path relative to what was dropped, with `/`. */
  readonly path: string;
  /** Seconds into the video at which the episode begins. */
  readonly start: number;
}

/** Something that was in the files and was not read. */
export interface Skipped {
  readonly what: string;
  readonly why: string;
}

/** An arrangement that the files leave open; the table holds `episodes` parts of `rows` rows each, one after another. */
export interface OpenArrangement {
  /**
   * `files`: the parts may be columns beside each other. `axes`: the rows of each part may be the episodes, or columns.
   * `header`: the parts are names of columns that may be numbers of the first row.
   */
  readonly kind: 'files' | 'axes' | 'header';
  readonly rows: number;
  /** What each part is called; for axes their numbers. */
  readonly parts: readonly string[];
  /** True when the other arrangement is the likelier one. */
  readonly otherLikelier: boolean;
}

export interface Table {
  /** Short name of the layout, for example `npz (imitation)`. */
  readonly format: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** First row of each episode, ascending, starts with 0; null when the files do not say. */
  readonly episodeStarts: Uint32Array | null;
  readonly skipped: readonly Skipped[];
  /** Frames per second, when the files say so. */
  readonly fps: number | null;
  /** Columns of texts, whether or not they are among `columns` as codes; absent = none. */
  readonly texts?: readonly TextColumn[];
  /** Videos of the episodes, whether or not they are among the files; absent where the files name none. */
  readonly videos?: readonly EpisodeVideo[];
  /** Sentences on what the reader took for what: merged, transposed, cropped, converted. */
  readonly notes?: readonly string[];
  readonly open?: OpenArrangement;
  /** True for one record of single values, which is a frame only among files of others. */
  readonly single?: boolean;
}

/** A column by its name. @throws Error where it is absent: the mapping was checked before */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`column ${name} passed the check and is absent`);
  return column;
}
