/** What a benchmark gives (docs/methods.md 10, Bench rows), and how figures of several runs become one. */

export interface BenchRow {
  /** area/what/size */
  readonly name: string;
  /** Median of the runs. */
  readonly value: number;
  readonly unit: string;
  readonly runs: number;
  /** What a reader must know, for example that a software adapter ran. */
  readonly note?: string;
}

/** A benchmark that has not run. */
export interface Bench {
  readonly name: string;
  /** Null where there is nothing to measure here. */
  run(): Promise<BenchRow | null>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Measures `runs` times, one after the other. */
export async function measured(
  name: string,
  unit: string,
  runs: number,
  measure: () => Promise<number>,
  note?: string,
): Promise<BenchRow> {
  const values: number[] = [];
  for (let i = 0; i < runs; i++) values.push(await measure());
  return { name, value: median(values), unit, runs, ...(note === undefined ? {} : { note }) };
}
