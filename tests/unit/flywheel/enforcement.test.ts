import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Debouncer, decideEpisode, episodeActions, interruptions } from '../../../src/gate/debounce';
import { allowedFrames, decide, type Frames } from '../../../src/gate/decide';
import { expertAllowed } from '../../../src/gate/dial/expert-allowed';
import type { Thresholds } from '../../../src/gate/thresholds';
import { actions, type Observation } from '../../../src/gate/votes/vote';

const thresholds: Thresholds = {
  dial: 0.05,
  uMax: 1.5,
  uBlock: 3,
  nMax: 2,
  debounce: 3,
  floor: 0.05,
  supported: 0.05,
  aMax: 0.26,
};
const calm: Observation = { score: 0.9, distanceRatio: 0.4, energy: -1, suppression: 0, raise: 0, fields: [0, 1] };
const action = (change: Partial<Observation>) => decide({ ...calm, ...change }, thresholds).action;
const reasons = (change: Partial<Observation>) =>
  decide({ ...calm, ...change }, thresholds).reasons.map(({ reason }) => reason);

/** Values that lie on, just beside and far from every threshold. */
function draw(random: Random) {
  const near = (...places: number[]) =>
    places[random.integer(places.length)] + (random.integer(3) - 1) * 10 ** -random.integer(4);
  return {
    norms: Array.from({ length: random.integer(3) }, (_, i) => ({
      id: `norm ${i}`,
      severity: [0.1, 0.4999, 0.5, 1][random.integer(4)],
      margin: near(0, 1, 2, 2),
    })),
    gap: random.next() < 0.3 ? null : Math.min(1, Math.max(0, near(0.01, 0.05, 0.26))),
    score: Math.max(0, near(0, 0.05, 0.5, 1)),
    distanceRatio: Math.max(0, near(0, 1.5, 3, 9)),
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
    expect(action({ distanceRatio: 1.4999 })).toBe('allow');
    expect(action({ distanceRatio: 1.5 })).toBe('escalate');
    expect(action({ distanceRatio: 3 })).toBe('block');
  });

  it('blocks from n_max on unless a raise lifts the score above the floor', () => {
    expect(action({ energy: 2 })).toBe('block');
    expect(action({ energy: 2, raise: 0.5, score: 0.5 })).toBe('allow');
    expect(action({ energy: 2, raise: 0.5, score: 0.05 })).toBe('block');
    expect(action({ energy: 2, raise: 0, score: 0.5 })).toBe('block');
  });

  it('blocks everything where no dial was set, with that one reason', () => {
    for (const dial of [0, -1, NaN]) {
      const { action: found, reasons: given } = decide(calm, { ...thresholds, dial, uMax: 0, uBlock: 0, nMax: -1e300 });
      expect([found, given.map(({ reason }) => reason)]).toEqual(['block', ['uncalibrated']]);
    }
  });

  it('blocks what a patch has suppressed down to the floor', () => {
    expect(action({ suppression: 0.9, score: 0.05 })).toBe('block');
    expect(action({ suppression: 0.9, score: 0.06 })).toBe('allow');
    expect(action({ suppression: 0, score: 0.05 })).toBe('allow');
  });

  it('blocks what violates a severe norm and escalates what violates a mild one', () => {
    const norms = (...margins: [number, number][]) => ({
      norms: margins.map(([severity, margin], i) => ({ id: `n${i}`, severity, margin })),
    });
    expect(action(norms([1, 0], [0.3, 2]))).toBe('allow');
    expect(action(norms([0.5, -1e-9]))).toBe('block');
    expect(action(norms([0.49, -1e9]))).toBe('escalate');
    expect(action(norms([0.49, -1], [0.5, -1]))).toBe('block');
    expect(action(norms([NaN, -1]))).toBe('block');
    const { reasons: given } = decide({ ...calm, ...norms([0.2, -1], [0.9, -1], [0.6, -2]) }, thresholds);
    expect(given.map(({ text }) => text)).toEqual(['Blocked because it violates the norms n1, n2.']);
  });

  it('asks a person where a norm cannot tell, and says so as a reason of its own', () => {
    for (const margin of [NaN, Infinity, null, undefined]) {
      const norms = [{ id: 'dose', severity: 1, margin }];
      expect([action({ norms }), reasons({ norms })]).toEqual(['escalate', ['abstain']]);
    }
    expect(reasons({ norms: [{ id: 'dose', severity: 1, margin: -Infinity }] })).toEqual(['violated']);
  });

  it('asks a person from a_max on whatever the score, and has no such vote before the first audit', () => {
    expect(action({ gap: 0.2599, score: 1 })).toBe('allow');
    expect([action({ gap: 0.26, score: 1 }), reasons({ gap: 0.26 })]).toEqual(['escalate', ['audit-gap']]);
    expect(action({ gap: NaN })).toBe('escalate');
    expect(action({ gap: null })).toBe('allow');
    expect(decide({ ...calm, gap: 0.01 }, { ...thresholds, aMax: NaN }).action).toBe('escalate');
  });

  it('keeps every reason and lets the hardest win', () => {
    const change = {
      ...{ distanceRatio: 4, energy: 9, suppression: 1, score: 0, gap: 1 },
      norms: [NaN, -1].map((margin) => ({ id: 'n', severity: 1, margin })),
    };
    expect(reasons(change)).toEqual([
      ...['violated', 'abstain', 'far', 'uncertain', 'energy', 'suppressed', 'audit-gap'],
    ]);
    expect(action({ distanceRatio: 2, energy: 9 })).toBe('block');
  });

  it('never allows, and always blocks, what is missing or not finite, over thousands of cases', () => {
    const random = Random.of(1, 'missing');
    const bad = [NaN, Infinity, -Infinity, null, undefined];
    const keys = ['score', 'distanceRatio', 'energy', 'suppression', 'raise', 'fields'] as const;
    for (let round = 0; round < 5000; round++) {
      const key = keys[random.integer(keys.length)];
      const value = bad[random.integer(bad.length)];
      const listed = key !== 'fields' ? value : random.next() < 0.2 ? null : [random.normal(), value];
      const decision = decide({ ...draw(random), [key]: listed }, thresholds);
      expect(decision.action).toBe('block');
      expect(decision.reasons[0].reason).toBe('missing');
    }
  });

  it('never allows a norm or a gap that is not finite, over thousands of cases', () => {
    const random = Random.of(3, 'unknown');
    const bad = [NaN, Infinity, -Infinity, null, undefined];
    for (let round = 0; round < 5000; round++) {
      const before = draw(random);
      const norm = { id: 'unknown', severity: random.next(), margin: bad[random.integer(bad.length)] };
      const place = random.integer(before.norms.length + 1);
      const norms = [...before.norms.slice(0, place), norm, ...before.norms.slice(place)];
      expect(decide({ ...before, norms }, thresholds).action).not.toBe('allow');
      expect(decide({ ...before, gap: [NaN, Infinity][random.integer(2)] }, thresholds).action).not.toBe('allow');
    }
  });

  /** A draw with one of its inputs made worse. */
  function worsened(random: Random, before: ReturnType<typeof draw>): Observation {
    const worse = { score: -1, distanceRatio: 1, energy: 1, suppression: 1, raise: -1 } as const;
    const keys = Object.keys(worse) as (keyof typeof worse)[];
    const place = random.integer(keys.length + 2);
    const step = random.next() < 0.3 ? 100 : 2 * random.next();
    const broken = random.next() < 0.3;
    if (place === keys.length) {
      return { ...before, gap: broken ? NaN : Math.min(1, (before.gap ?? 0) + step * random.next()) };
    }
    if (place > keys.length) {
      const chosen = random.integer(Math.max(1, before.norms.length));
      const lower = ({ margin, ...norm }: (typeof before.norms)[number]) =>
        random.next() < 0.3
          ? { ...norm, margin, severity: Math.min(1, norm.severity + random.next()) }
          : { ...norm, margin: broken && margin >= 0 ? NaN : margin - step };
      return { ...before, norms: before.norms.map((norm, i) => (i === chosen ? lower(norm) : norm)) };
    }
    const key = keys[place];
    const moved = Number(before[key]) + worse[key] * step;
    const bounded = key === 'energy' || key === 'distanceRatio' ? moved : Math.min(1, Math.max(0, moved));
    return { ...before, [key]: broken ? NaN : bounded };
  }

  it('never gives a softer action when a single input gets worse, over thousands of cases', () => {
    const random = Random.of(2, 'monotone');
    const hardened = new Map<string, number>();
    for (let round = 0; round < 30_000; round++) {
      const before = draw(random);
      const after = worsened(random, before);
      const [first, second] = [before, after].map((o) => decide(o, thresholds));
      expect(actions.indexOf(second.action)).toBeGreaterThanOrEqual(actions.indexOf(first.action));
      if (first.action === second.action) continue;
      for (const { reason } of second.reasons) hardened.set(reason, (hardened.get(reason) ?? 0) + 1);
    }
    for (const reason of ['missing', 'violated', 'abstain', 'far', 'uncertain', 'energy', 'suppressed', 'audit-gap']) {
      expect(hardened.get(reason)).toBeGreaterThan(50);
    }
  });

  it('blocks everything when a threshold is not a number', () => {
    for (const key of ['uBlock', 'nMax'] as const) {
      expect(decide(calm, { ...thresholds, [key]: NaN }).action).toBe('block');
    }
    expect(decide(calm, { ...thresholds, uMax: NaN }).action).toBe('escalate');
  });
});

/** Frames that differ from calm ones in u and n alone. */
function frames(distanceRatio: number[], energy: number[] = distanceRatio.map(() => 0)): Frames {
  const rows = distanceRatio.length;
  return {
    rows,
    score: new Float64Array(rows).fill(0.9),
    distanceRatio: Float64Array.from(distanceRatio),
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
    series.score[1] = 0;
    expect(decided(series)).toBe('aba');
  });

  it('never delays norms and the audit gap', () => {
    const norms = (row: number) => [{ id: 'n', severity: 0.5, margin: row === 1 ? -1 : row === 3 ? NaN : 1 }];
    expect(decided({ ...frames([0, 0, 0, 0, 0]), norms })).toBe('abaea');
    expect(decided({ ...frames([0, 0, 0]), gap: Float64Array.of(0, 1, 0) })).toBe('aea');
  });

  it('interrupts an episode shorter than the debounce when all of it objects', () => {
    expect(decided(frames([2, 2]))).toBe('ae');
    expect(decided(frames([2, 0]))).toBe('aa');
    expect(new Debouncer(thresholds).next({ ...calm, distanceRatio: 2 }).action).toBe('allow');
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

  it('counts a frame that a norm stops as not allowed, but no interruption unless asked to', () => {
    const norms = (row: number) => [{ id: 'n', severity: 1, margin: row === 2 ? -1 : 1 }];
    const series = { ...frames(new Array<number>(10).fill(0)), norms };
    const [without, with_] = [false, true].map((count) =>
      expertAllowed(series, Uint32Array.of(0, 5, 10), thresholds, 1, count),
    );
    expect([without.frames.value, without.episodes.value, without.perMinute]).toEqual([0.9, 1, 0]);
    expect([with_.frames.value, with_.episodes.value, with_.perMinute]).toEqual([0.9, 0.5, 6]);
  });

  it('does not call nine flawless episodes proof of flawlessness', () => {
    const series = frames(new Array<number>(90).fill(0));
    const starts = Uint32Array.from({ length: 10 }, (_, j) => 10 * j);
    const { frames: share } = expertAllowed(series, starts, thresholds, 1);
    expect(share).toEqual({ value: 1, low: expect.closeTo(0.6637, 4), high: 1 });
  });
});
