/** What a data set is once it is mapped: features in raw units, row-major, by episode. */
import type { RateFacts } from './motion/rate';
import type { ColumnGroup, TextColumn } from './table';

/** An input of the reward; `of` and what follows it are there where Truewheel makes it from frames that follow each other. */
export interface Feature extends Partial<RateFacts> {
  readonly name: string;
  readonly unit: string;
  readonly role: 'continuous' | 'angle' | 'category' | 'derived';
  /** Column it was made from, and what the file said about that column. */
  readonly column: string;
  readonly group: ColumnGroup;
  /** Codes of a category, ascending; empty for other roles. One-hot columns follow this order. */
  readonly levels: readonly number[];
}

export interface Demonstrations {
  readonly features: readonly Feature[];
  readonly rows: number;
  /** [rows × features] raw units, finite, float32-exact; angles in rad, categories as codes, derived already differenced. */
  readonly values: Float32Array;
  /** [J + 1] first row of each episode and, last, `rows`. Episodes are never empty. */
  readonly episodes: Uint32Array;
  /** Median seconds between frames; 1 when unknown. Derived features are per this unit. */
  readonly timeStep: number;
  /** What the rows say in words, [rows] each: fields of their records; absent = nothing. */
  readonly texts?: readonly TextColumn[];
}

/** Where the rows came from: dropped rows leave gaps, and a part of a recording keeps its own episode numbers. */
export interface Origins {
  /** [J] the files' own number of each episode, else its place from 0. */
  readonly numbers: Float64Array;
  /** [rows] frame of its episode in the files, from 0. */
  readonly frames: Uint32Array;
  /** [J] rows of the whole recording before each episode, what was dropped or lies elsewhere among them. */
  readonly starts: Float64Array;
}

/** What a data set is for (docs/methods.md 1.1): to learn from, D_neg, or to be scored. */
export type Purpose = 'demonstrations' | 'negative' | 'rollouts';
