/** What the monitor reads of an episode: up to four series of numbers and how long each column has repeated its value. */

/** Series with a place and a scale. `r` is there where commands are given. */
export const seriesNames = ['n', 'u', 'g', 'r'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** Series that are summed up; u is debounced instead. */
export const summed = ['n', 'g', 'r'] as const;
export type SummedName = (typeof summed)[number];

/** One frame. NaN = not known. */
export interface MonitorFrame {
  /** Energy, distance ratio, motion energy; residual of the command. */
  readonly n: number;
  readonly u: number;
  readonly g: number;
  /** Absent where no commands are given. */
  readonly r?: number;
  /** [columns] frames for which each watched column has repeated its value. */
  readonly run: ArrayLike<number>;
  /** Whether a raise patch lifts the score above the floor here: then n adds nothing to its sum. */
  readonly lifted?: boolean;
}

/** One episode, T frames; of calibration: by models that did not see it. */
export interface MonitorSeries {
  readonly n: Float64Array;
  readonly u: Float64Array;
  readonly g: Float64Array;
  readonly r?: Float64Array;
  /** [T × columns] */
  readonly run: Uint32Array;
}

/** Frame t of an episode. */
export function frameAt({ n, u, g, r, run }: MonitorSeries, t: number): MonitorFrame {
  const columns = run.length / n.length;
  const own = run.subarray(t * columns, (t + 1) * columns);
  return { n: n[t], u: u[t], g: g[t], ...(r ? { r: r[t] } : {}), run: own };
}

/** A statistic: `n-sum`, `g-sum`, `r-sum`, `far`, `motion`, or `stuck:` and the place of a watched column. */
export type StatisticName = `${SummedName}-sum` | 'far' | 'motion' | `stuck:${number}`;

/** All statistics, in the order in which their values are kept. @param columns that are watched for being stuck */
export function statisticNames(withCommands: boolean, columns: number): StatisticName[] {
  const sums = summed.filter((name) => withCommands || name !== 'r').map((name) => `${name}-sum` as const);
  return [...sums, 'far', 'motion', ...Array.from({ length: columns }, (_, d) => `stuck:${d}` as const)];
}

/**
 * For how many frames each column has repeated its value exactly, from the first frame of the episode.
 * @param raw [rows × width] raw columns of one episode
 * @param columns places of the watched ones
 * @returns [rows × columns]
 */
export function runLengths(
  raw: ArrayLike<number>,
  rows: number,
  width: number,
  columns: readonly number[],
): Uint32Array {
  const runs = new Uint32Array(rows * columns.length);
  for (let t = 1; t < rows; t++) {
    columns.forEach((column, i) => {
      const same = raw[t * width + column] === raw[(t - 1) * width + column];
      runs[t * columns.length + i] = same ? runs[(t - 1) * columns.length + i] + 1 : 0;
    });
  }
  return runs;
}
