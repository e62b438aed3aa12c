import { describe, expect, it } from 'vitest';
import type { FeatureSpec, Mapping, Role } from '../../../src/demonstrations/mapping';
import { prepare, type Prepared } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import { column, table } from './tables';

function spec(name: string, role: Role = 'continuous', own = name): FeatureSpec {
  return { column: name, name: own, unit: '', role };
}

function mapping(features: readonly FeatureSpec[], rest: Partial<Mapping> = {}): Mapping {
  return { features, episodeColumn: null, timeColumn: null, fps: null, ...rest };
}

function prepared(given: Table, map: Mapping): Prepared {
  const result = prepare(given, map);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function kindOf(given: Table, map: Mapping): string {
  const result = prepare(given, map);
  return result.ok ? 'ok' : result.failure.kind;
}

const xs = column('x', [0, 1, 3, 6, 10, 20]);

describe('prepare', () => {
  it('keeps columns in the order of the mapping, row by row, rounded to float32', () => {
    const { demonstrations } = prepared(
      table([column('a', [0.1, 0.2]), column('b', [1, 2])]),
      mapping([spec('b'), spec('a')]),
    );
    expect(Array.from(demonstrations.values)).toEqual([1, Math.fround(0.1), 2, Math.fround(0.2)]);
    expect(demonstrations.rows).toBe(2);
    expect(Array.from(demonstrations.episodes)).toEqual([0, 2]);
  });

  it('starts an episode where the episode column changes, before what the files say', () => {
    const given = table([xs, column('ep', [7, 7, NaN, 3, 3, 7], 'episode')], [0, 1]);
    const byColumn = prepared(given, mapping([spec('x')], { episodeColumn: 'ep' }));
    expect(Array.from(byColumn.demonstrations.episodes)).toEqual([0, 3, 5, 6]);
    expect(Array.from(prepared(given, mapping([spec('x')])).demonstrations.episodes)).toEqual([0, 1, 6]);
  });

  it('differences within episodes; the first frame of one has rate 0', () => {
    const given = table([xs], [0, 3, 5]);
    const { demonstrations } = prepared(given, mapping([spec('x', 'derived', 'v')]));
    expect(Array.from(demonstrations.values)).toEqual([0, 1, 2, 0, 4, 0]);
    expect(demonstrations.timeStep).toBe(1);
  });

  it('divides differences by the seconds between frames, from fps or from milliseconds', () => {
    const even = prepared(table([xs]), mapping([spec('x', 'derived', 'v')], { fps: 10 }));
    expect(even.demonstrations.timeStep).toBe(0.1);
    expect(even.demonstrations.values[1]).toBeCloseTo(10, 5);
    const given = table([xs, column('t_ms', [0, 100, 200, 400, 400, 500], 'time')]);
    const timed = prepared(given, mapping([spec('x', 'derived', 'v')], { timeColumn: 't_ms' }));
    expect(timed.demonstrations.timeStep).toBeCloseTo(0.1, 12);
    expect(Array.from(timed.demonstrations.values).map(Math.round)).toEqual([0, 10, 20, 15, 40, 100]);
    expect(timed.report.findings.some(({ text }) => text.includes('runs backwards'))).toBe(true);
  });

  it('goes the shorter way round when the column of a difference is an angle', () => {
    const given = table([column('theta', [3.1, -3.1, -3])]);
    const { demonstrations } = prepared(given, mapping([spec('theta', 'angle'), spec('theta', 'derived', 'omega')]));
    expect(demonstrations.values[3]).toBeCloseTo(2 * Math.PI - 6.2, 5);
    expect(demonstrations.values[5]).toBeCloseTo(0.1, 5);
  });

  it('drops rows with a missing, infinite or float32-infinite input, counts and lists them', () => {
    const given = table([
      column('x', [0, NaN, 2, Infinity, 1e300, 5]),
      column('unused', [NaN, NaN, NaN, NaN, NaN, NaN]),
    ]);
    const { demonstrations, report } = prepared(given, mapping([spec('x'), spec('unused', 'ignore')]));
    expect(Array.from(demonstrations.values)).toEqual([0, 2, 5]);
    expect(report.dropped).toEqual({ count: 3, rows: [1, 3, 4] });
    expect(report.features[0].missing).toBe(3);
  });

  it('differences before it drops, so that a gap never passes for a leap', () => {
    const given = table([column('x', [0, 1, NaN, 50, 51])]);
    const { demonstrations, report } = prepared(given, mapping([spec('x'), spec('x', 'derived', 'v')]));
    expect(Array.from(demonstrations.values)).toEqual([0, 0, 1, 1, 51, 1]);
    expect(report.dropped.rows).toEqual([2, 3]);
  });

  it('lets episodes vanish that lost every row', () => {
    const given = table([column('x', [1, 2, NaN, NaN, 5])], [0, 2, 4]);
    expect(Array.from(prepared(given, mapping([spec('x')])).demonstrations.episodes)).toEqual([0, 2, 3]);
  });

  it('lists the codes of a category in ascending order', () => {
    const given = table([column('gear', [3, 1, NaN, 2, 1])]);
    expect(prepared(given, mapping([spec('gear', 'category')])).demonstrations.features[0].levels).toEqual([1, 2, 3]);
  });

  it('leaves the table as it was', () => {
    const given = table([column('x', [1, 2, NaN, 3])]);
    prepared(given, mapping([spec('x'), spec('x', 'derived', 'v')]));
    expect(Array.from(given.columns[0].values)).toEqual([1, 2, NaN, 3]);
  });

  it('refuses mappings that cannot be meant, each with its kind', () => {
    const many = column(
      'many',
      Array.from({ length: 70 }, (_, i) => i),
    );
    expect(kindOf(table([xs]), mapping([spec('x', 'ignore')]))).toBe('no-features');
    expect(kindOf(table([xs]), mapping([spec('y')]))).toBe('bad-mapping');
    expect(kindOf(table([xs]), mapping([spec('x'), spec('x')]))).toBe('bad-mapping');
    expect(kindOf(table([xs]), mapping([spec('x', 'continuous', ' ')]))).toBe('bad-mapping');
    expect(kindOf(table([xs]), mapping([spec('x')], { fps: 0 }))).toBe('bad-mapping');
    expect(kindOf(table([xs]), mapping([spec('x')], { timeColumn: 'nowhere' }))).toBe('bad-mapping');
    expect(kindOf(table([many]), mapping([spec('many', 'category')]))).toBe('bad-mapping');
    expect(kindOf(table([column('x', [NaN, NaN])]), mapping([spec('x')]))).toBe('no-usable-rows');
  });
});

describe('the unit of a time column', () => {
  function stepOf(name: string, times: readonly number[]): [number, boolean] {
    const given = table([
      column(
        'x',
        times.map((_, i) => i),
      ),
      column(name, times, 'time'),
    ]);
    const { demonstrations, report } = prepared(given, mapping([spec('x')], { timeColumn: name }));
    return [demonstrations.timeStep, report.findings.some(({ text }) => text.includes('read as milliseconds'))];
  }

  it('is the millisecond when whole steps of a clock say so, and a finding says that', () => {
    expect(stepOf('timestamp', [1e12, 1e12 + 20, 1e12 + 41, 1e12 + 60])).toEqual([0.02, true]);
  });

  it.each<[string, string, number[], number]>([
    ['steps are fractions', 'time', [0, 20.5, 41], 20.5],
    ['steps are too short', 'time', [0, 1, 2], 1],
    ['steps are too long', 'time', [0, 5000, 10000], 5000],
    ['the name says seconds', 'time_s', [0, 20, 40], 20],
    ['the name says milliseconds already', 'time_ms', [0, 20, 40], 0.02],
    ['the name says nothing of time', 'tick', [0, 20, 40], 20],
  ])('is left to the name when %s', (_, name, times, step) => {
    expect(stepOf(name, times)).toEqual([step, false]);
  });
});
