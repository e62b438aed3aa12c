/** Named arrays as readers hand them over. */
import type { Floats } from '../../basics/arrays';
import type { arrayNames } from './column-names';

/** What is known of an array before its numbers are read. */
export interface ArrayShape {
  readonly name: string;
  readonly shape: readonly number[];
  /** True for numbers of one byte, of which pictures are made. */
  readonly bytes?: boolean;
}

export interface NamedArray extends ArrayShape {
  /** Its numbers in as many columns as `splitting` says; null where that says null. Emptied by whoever uses them. */
  readonly columns: Floats[] | null;
  /** Names and group of its columns; left out: by its name. */
  readonly naming?: (width: number) => ReturnType<typeof arrayNames>;
}

/** Numbers of an array. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
