/**
 * Faults of sensors, put into a recorded episode from a known frame on (docs/methods.md 5): what a monitor should notice. The
 * commands stay what they were, except where frames are taken from elsewhere.
 */
import type { Random } from '../../basics/random';
import type { Pool, Recorded } from './recorded';

/** From `onset` on; rows of `states` are copies that may be written to. */
interface Injection {
  readonly states: number[][];
  readonly commands: readonly (readonly number[])[];
  /** As it was recorded. */
  readonly whole: Recorded;
  readonly onset: number;
  readonly random: Random;
  readonly pool: Pool;
  /** A column that varies. */
  readonly column: number;
}

interface Fault {
  readonly title: string;
  /** Changes `states`; what it returns is used instead. */
  readonly apply: (injection: Injection) => Recorded | undefined;
}

/** Writes to every row from the onset on. @param change row, its place after the onset */
function later({ states, onset }: Injection, change: (row: number[], after: number) => void): undefined {
  for (let t = onset; t < states.length; t++) change(states[t], t - onset);
}

const sign = (random: Random) => (random.integer(2) === 0 ? -1 : 1);

function noise(share: number, frames = Infinity) {
  return (injection: Injection) =>
    later(injection, (row, after) => {
      if (after >= frames) return;
      row.forEach((_, d) => (row[d] += injection.random.normal() * share * injection.pool.std[d]));
    });
}

function offset(share: number) {
  return (injection: Injection) => {
    const { column, pool, random } = injection;
    const by = sign(random) * share * pool.std[column];
    return later(injection, (row) => (row[column] += by));
  };
}

/** A column about the mean of all: gain 1.5, or −1 for its mirror image. */
function gain(factor: number) {
  return (injection: Injection) => {
    const { column, pool } = injection;
    return later(injection, (row) => (row[column] = pool.mean[column] + factor * (row[column] - pool.mean[column])));
  };
}

/** Frames after the onset that are other ones. */
function continued(
  { whole, onset }: Injection,
  rows: readonly (readonly number[])[],
  commands?: Recorded['commands'],
): Recorded {
  return {
    states: [...whole.states.slice(0, onset), ...rows],
    commands: commands ?? whole.commands.slice(0, onset + rows.length),
  };
}

/** Played from the onset on at another speed, straight between frames. */
function speed(factor: number) {
  return (injection: Injection): Recorded => {
    const { whole, onset } = injection;
    const { states, commands } = whole;
    const rows: number[][] = [];
    const given: (readonly number[])[] = [];
    for (let place = onset; place <= states.length - 1; place += factor) {
      const from = Math.floor(place);
      const to = Math.min(from + 1, states.length - 1);
      rows.push(states[from].map((value, d) => value + (place - from) * (states[to][d] - value)));
      given.push(commands[from]);
      if (factor < 1 && rows.length === states.length - onset) break;
    }
    return continued(injection, rows, [...commands.slice(0, onset), ...given]);
  };
}

/** Every kind, with how it is called. `slow2` and `fast2` are listed for what cannot be seen. */
export const faults = {
  freeze1: {
    title: 'one sensor frozen',
    apply: (on) => later(on, (row) => (row[on.column] = on.whole.states[on.onset - 1][on.column])),
  },
  freezeall: {
    title: 'all sensors frozen',
    apply: (on) => later(on, (row) => row.forEach((_, d) => (row[d] = on.whole.states[on.onset - 1][d]))),
  },
  offset1: { title: 'one sensor off by one standard deviation', apply: offset(1) },
  'offset.5': { title: 'one sensor off by half a standard deviation', apply: offset(0.5) },
  swap2: {
    title: 'two sensors exchanged',
    apply: (on) => {
      const width = on.states[0].length;
      if (width < 2) return undefined;
      const other = (on.column + 1 + on.random.integer(width - 1)) % width;
      return later(on, (row) => ([row[on.column], row[other]] = [row[other], row[on.column]]));
    },
  },
  'noise.25': { title: 'noise of .25 standard deviations', apply: noise(0.25) },
  'noise.1': { title: 'noise of .1 standard deviations', apply: noise(0.1) },
  burst10: { title: 'noise for ten frames', apply: noise(0.5, 10) },
  dropout: {
    title: 'one sensor 0 in every fifth frame',
    apply: (on) => later(on, (row) => (row[on.column] = on.random.next() < 0.2 ? 0 : row[on.column])),
  },
  drift: {
    title: 'one sensor drifting',
    apply: (on) => {
      const by = sign(on.random) * 0.02 * on.pool.std[on.column];
      return later(on, (row, after) => (row[on.column] += by * (after + 1)));
    },
  },
  'gain1.5': { title: 'one sensor with 1.5 times the gain', apply: gain(1.5) },
  delay5: {
    title: 'one sensor five frames late',
    apply: (on) =>
      later(on, (row, after) => {
        row[on.column] = on.whole.states[Math.max(0, on.onset + after - 5)][on.column];
      }),
  },
  reverse: {
    title: 'running backwards',
    apply: (on) => {
      const { states } = on.whole;
      const count = Math.min(states.length - on.onset, on.onset);
      return continued(on, states.slice(on.onset - count, on.onset).toReversed());
    },
  },
  splice: {
    title: 'going on as another episode',
    apply: (on) => {
      const { states } = on.pool.episodes[on.random.integer(on.pool.episodes.length)];
      const start = on.random.integer(Math.max(1, states.length - 20));
      return continued(on, states.slice(start, start + on.whole.states.length - on.onset));
    },
  },
  mirror1: { title: 'one sensor mirrored', apply: gain(-1) },
  spike: {
    title: 'one sensor off in one frame',
    apply: (on) => {
      on.states[on.onset][on.column] += sign(on.random) * 3 * on.pool.std[on.column];
      return undefined;
    },
  },
  slow2: { title: 'half speed', apply: speed(0.5) },
  fast2: { title: 'double speed', apply: speed(2) },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultKind = keyof typeof faults;
/** Kinds that figures are a mean of. */
export const faultKinds = (Object.keys(faults) as FaultKind[]).filter((kind) => kind !== 'slow2' && kind !== 'fast2');

/** A column is constant below this standard deviation. */
const leastStd = 1e-9;

/**
 * A copy of an episode with a fault from frame `onset` on, 1 ≤ onset < T.
 * @returns null where the fault changes nothing: a column that is constant, or exchanged with none
 */
export function inject(whole: Recorded, kind: FaultKind, onset: number, random: Random, pool: Pool): Recorded | null {
  const drawn = random.integer(pool.std.length);
  const column = pool.std[drawn] < leastStd ? pool.std.indexOf(Math.max(...pool.std)) : drawn;
  const states = whole.states.map((row) => [...row]);
  const { apply }: Fault = faults[kind];
  const made = apply({ states, commands: whole.commands, whole, onset, random, pool, column });
  const found = made ?? { states, commands: whole.commands };
  return same(found, whole) ? null : found;
}

function same(one: Recorded, other: Recorded): boolean {
  if (one.states.length !== other.states.length) return false;
  return one.states.every((row, t) => row.every((value, d) => value === other.states[t][d]));
}
