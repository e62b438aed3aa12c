/**
 * Scores and decisions of the bundled rewards stay what they were at a554bc4, to the last digit, whatever is built anew. In
 * order: a failing checksum says that another model was judged, or other points; only where both hold was a score changed.
 * Engines whose fourth powers round otherwise (Node 24, the Wendland kernel) are held to 1e-12 instead; decisions never are.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundled, judge, type Bundled, type Judged } from './judged';

const golden = JSON.parse(readFileSync('tests/golden/decisions-a554bc4.json', 'utf8')) as {
  readonly rewards: Readonly<Record<Bundled, Judged>>;
};

/** The first rows that differ; none where all are the same. @param tolerance of numbers, 0 = the same digits */
function differing(was: ArrayLike<unknown>, now: ArrayLike<unknown>, tolerance = 0): object[] {
  const same = (one: unknown, other: unknown): boolean =>
    one === other || (typeof one === 'number' && typeof other === 'number' && Math.abs(one - other) <= tolerance);
  const changed = Array.from(was).flatMap((value, row) =>
    same(value, now[row]) ? [] : { row, was: value, now: now[row] },
  );
  return [...changed.slice(0, 5), ...(was.length === now.length ? [] : [{ was: was.length, now: now.length }])];
}

describe.each(bundled)('%s', (name) => {
  const was = golden.rewards[name];
  let now: Judged;
  beforeAll(async () => {
    now = await judge(name);
  }, 60_000);

  it('is the same model', () => {
    expect(now.model).toBe(was.model);
  });

  it('is asked about the same points', () => {
    expect(now.points).toBe(was.points);
    expect(was.scores).toHaveLength(5000);
  });

  it('scores every point as before', () => {
    const tolerance = now.powers === was.powers ? 0 : 1e-12;
    expect(differing(was.scores, now.scores, tolerance)).toEqual([]);
  });

  it('decides every point as before, for the same reasons', () => {
    const told = ({ actions, reasons, reasonLists }: Judged): string[] =>
      reasons.map((list, row) => `${actions[row]}: ${reasonLists[list]}`);
    expect(differing(told(was), told(now))).toEqual([]);
    expect(differing(was.actions, now.actions)).toEqual([]);
  });
});

it('holds every action, and more reasons than one', () => {
  const { 'point-maze': maze, 'spatial-tube': tube } = golden.rewards;
  expect([...new Set(maze.actions)].sort()).toEqual(['a', 'b', 'e']);
  // Nobody set a dial for it: it blocks everything.
  expect(new Set(tube.actions)).toEqual(new Set(['b']));
  const given = new Set([...maze.reasonLists, ...tube.reasonLists].flatMap((list) => list.split(' ')));
  for (const reason of ['uncalibrated', 'missing', 'violated', 'far', 'uncertain', 'energy', 'suppressed'])
    expect(given).toContain(reason);
});
