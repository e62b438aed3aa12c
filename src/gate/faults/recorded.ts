/** Recorded episodes as faults are put into them: rows of columns, and what is usual of each column. */

/** Rows of one episode; commands are empty rows where none were recorded. */
export interface Recorded {
  /** [T][F] */
  readonly states: readonly (readonly number[])[];
  /** [T][A] */
  readonly commands: readonly (readonly number[])[];
}

/** What faults and negatives are made from beside the episode itself. */
export interface Pool {
  /** [F] over frames of other episodes. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** [F] the observed range. */
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** Other episodes, and all of their frames. */
  readonly episodes: readonly Recorded[];
  readonly frames: readonly (readonly number[])[];
}

/** @param episodes at least one, of the same columns */
export function poolOf(episodes: readonly Recorded[]): Pool {
  const frames = episodes.flatMap(({ states }) => states);
  const columns = Array.from(frames[0].keys());
  const mean = columns.map((d) => frames.reduce((sum, row) => sum + row[d], 0) / frames.length);
  const std = columns.map((d) =>
    Math.sqrt(frames.reduce((sum, row) => sum + (row[d] - mean[d]) ** 2, 0) / frames.length),
  );
  const least = columns.map((d) => frames.reduce((low, row) => Math.min(low, row[d]), Infinity));
  const most = columns.map((d) => frames.reduce((high, row) => Math.max(high, row[d]), -Infinity));
  return { mean, std, least, most, episodes, frames };
}
