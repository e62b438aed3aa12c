/** What searches ask of whoever evaluates points for them, and the box they stay in (docs/methods.md 4, red team). */
import { Random } from '../../basics/random';
import { Cancelled } from '../../basics/task';
import type { Task } from '../../basics/task';

/** One value for each of `rows` points [rows × D]; a row's value never depends on the other rows of the call. */
export type Objective = (points: Float64Array, rows: number) => Promise<Float64Array>;

export interface Slopes {
  /** [rows] */
  readonly values: Float64Array;
  /** [rows × D] */
  readonly gradients: Float64Array;
}
/** Values and their derivatives with respect to the points. */
export type Gradient = (points: Float64Array, rows: number) => Promise<Slopes>;

/** Corners [D]; low ≤ high, both finite. */
export interface SearchBox {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Points drawn evenly from a box, [count × D]; point i is the same whatever the count. */
export function startsIn({ low, high }: SearchBox, count: number, seed: number): Float64Array {
  const dims = low.length;
  const starts = new Float64Array(count * dims);
  for (let i = 0; i < count; i++) {
    const random = Random.of(seed, 'start', i);
    for (let d = 0; d < dims; d++) starts[i * dims + d] = random.uniform(low[d], high[d]);
  }
  return starts;
}

/** The nearest number of low … high. */
export function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * Hands points over tile by tile, lets messages in between, and stops when told to.
 * @param place gets the results of one tile and its first row
 * @throws Cancelled
 */
export async function inTiles<T>(
  evaluate: (points: Float64Array, rows: number) => Promise<T>,
  points: Float64Array,
  rows: number,
  tileRows: number,
  task: Task,
  place: (result: T, from: number) => void,
): Promise<void> {
  const dims = rows === 0 ? 0 : points.length / rows;
  for (let from = 0; from < rows; from += tileRows) {
    const to = Math.min(rows, from + tileRows);
    place(await evaluate(points.slice(from * dims, to * dims), to - from), from);
    await task.breathe();
    if (task.cancelled()) throw new Cancelled();
  }
}

/** Values of all rows, evaluated tile by tile. */
export async function valuesOf(
  objective: Objective,
  points: Float64Array,
  rows: number,
  tileRows: number,
  task: Task,
): Promise<Float64Array> {
  const values = new Float64Array(rows);
  await inTiles(objective, points, rows, tileRows, task, (part, from) => values.set(part, from));
  return values;
}

/** Values and gradients of all rows, evaluated tile by tile. */
export async function slopesOf(
  gradient: Gradient,
  points: Float64Array,
  rows: number,
  tileRows: number,
  task: Task,
): Promise<Slopes> {
  const values = new Float64Array(rows);
  const gradients = new Float64Array(points.length);
  const dims = rows === 0 ? 0 : points.length / rows;
  await inTiles(gradient, points, rows, tileRows, task, (part, from) => {
    values.set(part.values, from);
    gradients.set(part.gradients, from * dims);
  });
  return { values, gradients };
}
