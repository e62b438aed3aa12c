/** Rates of change as inputs (docs/methods.md 1.1): how they are made, which columns have one, and why not. */
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/demonstrations/derive';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import type { Mapping } from '../../../src/demonstrations/mapping';
import { chooseMotion, withMotion, withoutMotion } from '../../../src/demonstrations/motion/choose';
import { baseFeatures, ratesOf, sourcesOf } from '../../../src/demonstrations/motion/rate';
import { usualHold } from '../../../src/demonstrations/motion/repeats';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Column, Table } from '../../../src/demonstrations/table';
import { evenSteps, timedSteps } from '../../../src/demonstrations/time-steps';
import { Random } from '../../../src/basics/random';
import { column, table } from './tables';

const frames = (values: readonly number[], hold: number, angle = false, starts = [0]): number[] =>
  Array.from(differences(Float64Array.from(values), Uint32Array.from(starts), evenSteps(null), angle, hold));

describe('a rate', () => {
  it('is 0 at the first frame of each episode, and else the difference to the frame before', () => {
    expect(frames([5, 6, 8, 1, 1.5], 1, false, [0, 3])).toEqual([0, 1, 2, 0, 0.5]);
  });

  it('of an angle goes the shorter way', () => {
    expect(frames([3, -3], 1, true)[1]).toBeCloseTo(2 * Math.PI - 6, 12);
    expect(frames([3, -3], 1)[1]).toBe(-6);
  });

  it('of a column that repeats itself is taken over the time since the last change, kept, and then 0', () => {
    expect(frames([0, 0, 3, 3, 3, 6, 6, 6, 6, 6, 8], 3)).toEqual([0, 0, 1.5, 1.5, 1.5, 1, 1, 1, 0, 0, 0.4]);
    const plain = [0, 1, 1, 4];
    expect(frames(plain, 1)).toEqual([0, 1, 0, 3]);
  });

  it('measures that time by the clock', () => {
    const starts = Uint32Array.of(0);
    const time = timedSteps(Float64Array.of(0, 1, 2, 4, 5), 0.5, starts);
    expect(Array.from(differences(Float64Array.of(0, 0, 0, 8, 8), starts, time, false, 2))).toEqual([0, 0, 0, 4, 4]);
  });

  it('is missing where its frame or the one before is, kept or not', () => {
    expect(frames([0, 1, NaN, 3, 4], 1)).toEqual([0, 1, NaN, NaN, 1]);
    expect(frames([0, 1, NaN, 3, 3, 3, 4], 2)).toEqual([0, 1, NaN, NaN, NaN, 0, 1 / 3]);
  });
});

it('k is the median stretch between two changes, whole ones alone', () => {
  const hold = (values: readonly number[], starts = [0]): number =>
    usualHold(Float64Array.from(values), Uint32Array.from(starts));
  expect(hold([1, 2, 3, 4])).toBe(1);
  expect(hold([1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4])).toBe(2);
  expect(hold([1, 1, 1, 2, 2, 2])).toBe(1);
  expect(hold([0, 1, 1, 1, 2, 9, 9, 9, 9], [0, 5])).toBe(3);
});

/** A walk of a point: positions, its velocity as a simulator records it, and noise. */
function walk(rows: number, lag: 0 | 1, episodes = 4): Table {
  const random = Random.of(3, 'walk');
  const [x, v, theta, still]: number[][] = [[], [], [], []];
  let [place, turn, speed] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const before = speed;
    speed = 0.9 * speed + random.normal();
    place += 0.05 * (lag === 0 ? speed : before);
    turn = ((turn + 0.1 * speed + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
    x.push(place);
    v.push(speed);
    theta.push(turn);
    still.push(4);
  }
  const columns: Column[] = [column('x', x), column('v', v), column('yaw', theta), column('target', still)];
  return table(
    columns,
    Array.from({ length: episodes }, (_, e) => e * Math.floor(rows / episodes)),
  );
}

const told = (given: Table, mapping: Mapping = guessMapping(given)): string[] =>
  chooseMotion(given, mapping).map(({ column: name, reason, recordedIn }) => `${name} ${recordedIn ?? reason}`);

describe('which columns get their rate', () => {
  it.each([0, 1] as const)(
    'not those whose rate is recorded, %i frames late; the recorded rate gets its own',
    (lag) => {
      const given = walk(400, lag);
      const mapping = guessMapping(given);
      const plain: Mapping = {
        ...mapping,
        features: mapping.features.map((f) => ({ ...f, role: 'continuous' as const })),
      };
      expect(told(given, plain).slice(0, 2)).toEqual(['x v', 'v moves']);
      expect(told(given, plain)[3]).toBe('target constant');
    },
  );

  it('an angle is compared the shorter way round', () => {
    const given = walk(400, 0);
    expect(guessMapping(given).features.find(({ column: name }) => name === 'yaw')?.role).toBe('angle');
    expect(told(given)[2]).toBe('yaw v');
  });

  it('a column that only resembles a difference is none', () => {
    const given = walk(400, 0);
    const random = Random.of(9, 'noise');
    const noisy = given.columns.map((own) =>
      own.name === 'v' ? { ...own, values: own.values.map((value) => value + 0.5 * random.normal()) } : own,
    );
    expect(told({ ...given, columns: noisy }).slice(0, 2)).toEqual(['x moves', 'v moves']);
  });

  it('not those that change from one episode to the next alone: a goal has no speed', () => {
    const given = walk(400, 0);
    const goals = column(
      'goal',
      Array.from({ length: 400 }, (_, row) => Math.floor(row / 100)),
    );
    const moved = column(
      'moved',
      Array.from({ length: 400 }, (_, row) => Number(row > 50)),
    );
    const mapping = guessMapping({ ...given, columns: [...given.columns, goals, moved] });
    expect(told({ ...given, columns: [...given.columns, goals, moved] }, mapping).slice(4)).toEqual([
      'goal constant',
      'moved moves',
    ]);
  });

  it('none where episodes are short or rows stand alone', () => {
    const given = walk(400, 0, 200);
    expect(new Set(chooseMotion(given, guessMapping(given)).map(({ reason }) => reason))).toEqual(new Set(['short']));
    const alone = { ...guessMapping(walk(400, 0)), alone: true };
    expect(new Set(chooseMotion(walk(400, 0), alone).map(({ reason }) => reason))).toEqual(new Set(['alone']));
  });
});

describe('a mapping with motion', () => {
  const given = { ...walk(400, 0), fps: 20 };
  const motion = chooseMotion(given, guessMapping(given));
  const mapping = withMotion(guessMapping(given), motion);

  it('puts each rate after its column, under a name of its own', () => {
    expect(mapping.features.map(({ name }) => name)).toEqual(['x', 'v', 'v_rate', 'yaw', 'target']);
    const taken = {
      ...given,
      columns: [
        ...given.columns,
        column(
          'v_rate',
          Array.from({ length: 400 }, (_, i) => i % 7),
        ),
      ],
    };
    const names = withMotion(guessMapping(taken), chooseMotion(taken, guessMapping(taken))).features.map(
      ({ name }) => name,
    );
    expect(names).toContain('v_rate_2');
    expect(withoutMotion(mapping)).toEqual(guessMapping(given));
    expect(withMotion(mapping, motion)).toEqual(mapping);
  });

  it('gives features that say how they were made', () => {
    const made = prepare(given, mapping);
    if (!made.ok) throw new Error(made.failure.message);
    const { features, values } = made.value.demonstrations;
    expect(features[2]).toMatchObject({ name: 'v_rate', role: 'derived', of: 'v', per: 'second', step: 0.05, hold: 1 });
    expect('of' in features[1]).toBe(false);
    expect(sourcesOf(features)).toEqual([-1, -1, 1, -1, -1]);
    expect(ratesOf(features)).toEqual([-1, 2, -1, -1, -1]);
    expect(baseFeatures(features)).toEqual([0, 1, 3, 4]);
    expect(baseFeatures(features.filter(({ name }) => name !== 'v'))).toEqual([0, 1, 2, 3]);
    const v = given.columns[1].values;
    expect(values[1 * 5 + 2]).toBe(Math.fround((v[1] - v[0]) / 0.05));
    expect(values[100 * 5 + 2]).toBe(0);
  });

  it('has no rates where rows stand alone', () => {
    const made = prepare(given, { ...mapping, alone: true });
    expect(made.ok && made.value.demonstrations.features.map(({ name }) => name)).toEqual(['x', 'v', 'yaw', 'target']);
  });

  it('is refused where a rate could be taken for that of another column', () => {
    const features = [
      { column: 'x', name: 'x_rate', unit: '', role: 'derived' as const },
      { column: 'v', name: 'x', unit: '', role: 'continuous' as const },
    ];
    const made = prepare(given, { ...mapping, features });
    expect(made.ok ? 'ok' : made.failure.message).toContain('is the rate of the column “x”');
  });
});
