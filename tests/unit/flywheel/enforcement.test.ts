import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Debouncer, decideEpisode, episodeActions, interruptions } from '../../../src/flywheel/enforcement/debounce';
import { allowedFrames, decide, type Frames } from '../../../src/flywheel/enforcement/decide';
import { expertAllowed } from '../../../src/flywheel/enforcement/expert-allowed';
import type { Thresholds } from '../../../src/flywheel/enforcement/thresholds';
import { actions, type Observation } from '../../../src/flywheel/enforcement/vote';

const thresholds: Thresholds = {
  dial: 0.05,
  uMax: 1.5,
  uBlock: 3,
  nMax: 2,
  debounce: 3,
  floor: 0.05,
  supported: 0.05,
};
const calm: Observation = { safety: 0.9, uncertainty: 0.4, energy: -1, suppression: 0, raise: 0, fields: [0, 1] };
const action = (change: Partial<Observation>) => decide({ ...calm, ...change }, thresholds).action;
const reasons = (change: Partial<Observation>) =>
  decide({ ...calm, ...change }, thresholds).votes.map(({ reason }) => reason);

/** Values that lie on, just beside and far from every threshold. */
function draw(random: Random): Observation {
  const near = (...places: number[]) =>
    places[random.integer(places.length)] + (random.integer(3) - 1) * 10 ** -random.integer(4);
  return {
    safety: Math.max(0, near(0, 0.05, 0.5, 1)),
    uncertainty: Math.max(0, near(0, 1.5, 3, 9)),
    energy: near(-5, 0, 2, 40),
    suppression: random.next() < 0.5 ? 0 : random.next(),
    raise: random.next() < 0.5 ? 0 : random.next(),
    fields: [random.normal(), random.normal()],
  };
}

describe('decide', () => {
  it('allows what is near, known and not suppressed', () => {
    expect(action({})).toBe('allow');
    expect(reasons({})).toEqual([]);
  });

  it('escalates from u_max and blocks from u_block on', () => {
    expect(action({ uncertainty: 1.4999 })).toBe('allow');
    expect(action({ uncertainty: 1.5 })).toBe('escalate');
    expect(action({ uncertainty: 3 })).toBe('block');
  });

  it('blocks from n_max on unless a raise lifts the score above the floor', () => {
    expect(action({ energy: 2 })).toBe('block');
    expect(action({ energy: 2, raise: 0.5, safety: 0.5 })).toBe('allow');
    expect(action({ energy: 2, raise: 0.5, safety: 0.05 })).toBe('block');
    expect(action({ energy: 2, raise: 0, safety: 0.5 })).toBe('block');
  });

  it('blocks everything where no dial was set, with that one reason', () => {
    for (const dial of [0, -1, NaN]) {
      const { action: found, votes } = decide(calm, { ...thresholds, dial, uMax: 0, uBlock: 0, nMax: -1e300 });
      expect([found, votes.map(({ reason }) => reason)]).toEqual(['block', ['uncalibrated']]);
    }
  });

  it('blocks what a patch has suppressed down to the floor', () => {
    expect(action({ suppression: 0.9, safety: 0.05 })).toBe('block');
    expect(action({ suppression: 0.9, safety: 0.06 })).toBe('allow');
    expect(action({ suppression: 0, safety: 0.05 })).toBe('allow');
  });

  it('keeps every reason and lets the hardest win', () => {
    const change = { uncertainty: 4, energy: 9, suppression: 1, safety: 0 };
    expect(reasons(change)).toEqual(['far', 'uncertain', 'energy', 'suppressed']);
    expect(action({ uncertainty: 2, energy: 9 })).toBe('block');
  });

  it('never allows, and always blocks, what is missing or not finite, over thousands of cases', () => {
    const random = Random.of(1, 'missing');
    const bad = [NaN, Infinity, -Infinity, null, undefined];
    const keys = ['safety', 'uncertainty', 'energy', 'suppression', 'raise', 'fields'] as const;
    for (let round = 0; round < 5000; round++) {
      const key = keys[random.integer(keys.length)];
      const value = bad[random.integer(bad.length)];
      const listed = key !== 'fields' ? value : random.next() < 0.2 ? null : [random.normal(), value];
      const decision = decide({ ...draw(random), [key]: listed }, thresholds);
      expect(decision.action).toBe('block');
      expect(decision.votes[0].reason).toBe('missing');
    }
  });

  it('never gives a softer action when a single input gets worse, over thousands of cases', () => {
    const random = Random.of(2, 'monotone');
    const worse = { safety: -1, uncertainty: 1, energy: 1, suppression: 1, raise: -1 } as const;
    const keys = Object.keys(worse) as (keyof typeof worse)[];
    let changed = 0;
    for (let round = 0; round < 20_000; round++) {
      const before = draw(random);
      const key = keys[random.integer(keys.length)];
      const step = random.next() < 0.3 ? 100 : 2 * random.next();
      const moved = Number(before[key]) + worse[key] * step;
      const bounded = key === 'energy' || key === 'uncertainty' ? moved : Math.min(1, Math.max(0, moved));
      const value = random.next() < 0.05 ? NaN : bounded;
      const [first, second] = [before, { ...before, [key]: value }].map((o) => decide(o, thresholds).action);
      expect(actions.indexOf(second)).toBeGreaterThanOrEqual(actions.indexOf(first));
      if (first !== second) changed++;
    }
    expect(changed).toBeGreaterThan(1000);
  });

  it('blocks everything when a threshold is not a number', () => {
    for (const key of ['uBlock', 'nMax'] as const) {
      expect(decide(calm, { ...thresholds, [key]: NaN }).action).toBe('block');
    }
    expect(decide(calm, { ...thresholds, uMax: NaN }).action).toBe('escalate');
  });
});

/** Frames that differ from calm ones in u and n alone. */
function frames(uncertainty: number[], energy: number[] = uncertainty.map(() => 0)): Frames {
  const rows = uncertainty.length;
  return {
    rows,
    safety: new Float64Array(rows).fill(0.9),
    uncertainty: Float64Array.from(uncertainty),
    energy: Float64Array.from(energy),
    suppression: new Float64Array(rows),
    raise: new Float64Array(rows),
    raw: new Float32Array(rows * 2),
  };
}
const decided = (series: Frames) =>
  decideEpisode(series, 0, series.rows, thresholds)
    .map((d) => d.action[0])
    .join('');

describe('debounce', () => {
  it('interrupts for u_max and n_max at the third consecutive frame', () => {
    expect(decided(frames([2, 2, 0, 2, 2, 2, 2, 0]))).toBe('aaaaaeea');
    expect(decided(frames([0, 0, 0, 0, 0], [3, 3, 3, 0, 3]))).toBe('aabaa');
  });

  it('counts u and n apart', () => {
    expect(decided(frames([2, 0, 2, 0], [0, 9, 0, 9]))).toBe('aaaa');
  });

  it('never delays u_block, patches and missing values', () => {
    expect(decided(frames([0, 3, 0, NaN, 0]))).toBe('ababa');
    const series = frames([0, 0, 0]);
    series.suppression[1] = 1;
    series.safety[1] = 0;
    expect(decided(series)).toBe('aba');
  });

  it('interrupts an episode shorter than the debounce when all of it objects', () => {
    expect(decided(frames([2, 2]))).toBe('ae');
    expect(decided(frames([2, 0]))).toBe('aa');
    expect(new Debouncer(thresholds).next({ ...calm, uncertainty: 2 }).action).toBe('allow');
  });

  it('names the same actions when reasons are left out, in pieces of any length', () => {
    const random = Random.of(8, 'actions');
    const series = frames(
      Array.from({ length: 300 }, () => 3 * random.next()),
      Array.from({ length: 300 }, () => 6 * random.next()),
    );
    for (let start = 0; start < 300; start += 20) {
      const end = start + 1 + random.integer(20);
      const codes = decideEpisode(series, start, end, thresholds).map(({ action }) => actions.indexOf(action));
      expect(Array.from(episodeActions(series, start, end, thresholds))).toEqual(codes);
    }
  });

  it('counts an interruption once however long it lasts', () => {
    expect(interruptions(decideEpisode(frames([3, 3, 0, 3]), 0, 4, thresholds))).toBe(2);
  });
});

describe('expertAllowed', () => {
  it('counts frames without debounce and episodes with it', () => {
    const series = frames([2, 0, 0, 0, 0, 2, 2, 2, 0, 0]);
    expect(Array.from(allowedFrames(series, thresholds))).toEqual([0, 1, 1, 1, 1, 0, 0, 0, 1, 1]);
    const allowed = expertAllowed(series, Uint32Array.of(0, 5, 10), thresholds, 1);
    expect(allowed.frames.value).toBeCloseTo(0.6, 12);
    expect(allowed.episodes.value).toBe(0.5);
    expect(allowed.episodes.low).toBeCloseTo(0.0126, 4);
    expect(allowed.perMinute).toBeCloseTo(6, 12);
  });

  it('does not call nine flawless episodes proof of flawlessness', () => {
    const series = frames(new Array<number>(90).fill(0));
    const starts = Uint32Array.from({ length: 10 }, (_, j) => 10 * j);
    const { frames: share } = expertAllowed(series, starts, thresholds, 1);
    expect(share).toEqual({ value: 1, low: expect.closeTo(0.6637, 4), high: 1 });
  });
});
