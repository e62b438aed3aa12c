/**
 * What a reward reads of a world: which column each of its features is, as it stands or as its rate, so that frames of the world
 * become raw rows of the reward (docs/methods.md 1.1, 9).
 */
import { fail, ok, type Result } from '../basics/result';
import type { Feature } from '../demonstrations/demonstrations';
import { type World, wrapped } from './world';

/** One feature: a column of the world, and what of it. */
export interface WorldReading {
  readonly column: number;
  readonly rate: boolean;
  /** The column is an angle: its difference goes the shorter way. */
  readonly angle: boolean;
}

const nameless = /^obs_(\d+)$/;

/** What a reward of nameless columns takes them for, in order; null where columns have names. */
export function readByPlace({ columns }: World, features: readonly Feature[]): readonly string[] | null {
  const places = new Set(features.flatMap(({ column }) => nameless.exec(column)?.[1] ?? []));
  return places.size === 0 ? null : columns.map(({ name }, at) => `obs_${at} as ${name}`);
}

/**
 * Finds each feature by the name of its column; nameless ones (`obs_0` …) by their place, where there are as many as the world
 * observes: any fewer could be anything.
 * @returns `no-features` with the names that the world does not have
 */
export function readingsOf({ columns, title }: World, features: readonly Feature[]): Result<WorldReading[]> {
  const places = new Set(features.flatMap(({ column }) => nameless.exec(column)?.[1] ?? []));
  if (places.size > 0 && places.size !== columns.length) {
    return fail(
      'no-features',
      `${title} observes ${columns.length} columns, and this reward reads ${places.size} without names.`,
      'Name the columns when the data is added.',
    );
  }
  const missing: string[] = [];
  const readings = features.flatMap(({ column, role }): WorldReading[] => {
    const place = nameless.exec(column);
    const at = place === null ? columns.findIndex(({ name }) => name === column) : Number(place[1]);
    if (columns[at] === undefined || role === 'category') {
      missing.push(column);
      return [];
    }
    return [{ column: at, rate: role === 'derived', angle: columns[at].angle ?? false }];
  });
  if (missing.length === 0) return ok(readings);
  const names = [...new Set(missing)].join(', ');
  return fail(
    'no-features',
    `${title} does not observe ${names}.`,
    `It observes ${columns.map(({ name }) => name).join(', ')}.`,
  );
}

/**
 * The raw row of one frame.
 * @param now,before observations; `before` is the frame before in the episode, at its start the frame itself: rate 0
 * @param step what a difference is divided by: seconds between frames, or 1 where rates are per frame
 * @param out,to the row is written here
 */
export function readFrame(
  readings: readonly WorldReading[],
  now: Float64Array,
  nowAt: number,
  before: Float64Array,
  beforeAt: number,
  step: number,
  out: Float64Array,
  to: number,
): void {
  for (let f = 0; f < readings.length; f++) {
    const { column, rate, angle } = readings[f];
    const value = now[nowAt + column];
    if (!rate) out[to + f] = value;
    else {
      const gap = value - before[beforeAt + column];
      out[to + f] = (angle ? wrapped(gap) : gap) / step;
    }
  }
}
