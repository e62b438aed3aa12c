import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Cancelled, unwatched, type Task } from '../../../src/basics/task';
import type { Demonstrations } from '../../../src/demonstrations/demonstrations';
import { decideEpisode } from '../../../src/gate/debounce';
import { decide, observe } from '../../../src/gate/decide';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import type { Patch } from '../../../src/reward/types';
import { uncertainties } from '../../../src/reward/distance/uncertainty';
import { againstHeldOut } from '../../../src/app/episodes/against';
import { scoreSet, type ScoredSet } from '../../../src/app/episodes/set';
import { newSpans, trainedSpans } from '../../../src/app/episodes/spans';
import { pointsAt } from '../../../src/reward/points-at';
import { circles, need, originsOf, plant, settings, train, type Trained } from './episode-fixtures';

// The choice of devices asks the browser for its GPU; these rewards need none.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

const lengths = Array.from({ length: 40 }, (_, j) => 20 + ((7 * j) % 13));
const bad = { episode: 17, frame: 11 };
const suppress: Patch = {
  ...{ id: 'p', kind: 'suppress', space: 'input', center: [0.9, 0.9, 0], kernel: 'plateau', reach: 1.2, core: 0.7 },
  ...{ strength: 1, gate: null },
};

function judgeOwn({ prepared, reward }: Trained, task: Task = unwatched): Promise<ScoredSet> {
  const { demonstrations } = prepared;
  const spans = need(trainedSpans(demonstrations.episodes, settings, reward.outOfFold));
  return scoreSet(
    reward,
    { demonstrations, origins: originsOf(demonstrations) },
    demonstrations.values,
    spans,
    task,
    '',
  );
}

function judgeNew({ reward }: Trained, demonstrations: Demonstrations, task: Task = unwatched): Promise<ScoredSet> {
  const origins = originsOf(demonstrations);
  return scoreSet(
    reward,
    { demonstrations, origins },
    demonstrations.values,
    newSpans(demonstrations.episodes),
    task,
    '',
  );
}

let trained: Trained;
let own: ScoredSet;

beforeAll(async () => {
  const demonstrations = circles(lengths);
  plant(demonstrations, bad.episode, bad.frame, 0.9);
  trained = await train(demonstrations, 'gaussians', [suppress]);
  own = await judgeOwn(trained);
});

describe('triage of the data set that a reward was trained on', () => {
  test('a planted bad episode ranks first, and its worst frame is the planted one', () => {
    expect(own.records[0]).toMatchObject({ episode: bad.episode, worst: bad.frame });
    expect(own.records[0].p).toBeLessThan(0.05);
  });

  test('every episode has one record, with its part and its length', () => {
    expect(own.records.map(({ episode }) => episode).sort((a, b) => a - b)).toEqual(lengths.map((_, j) => j));
    for (const { episode, frames, part, start } of own.records) {
      const segment = trained.prepared.split.segments[episode];
      expect(frames).toBe(lengths[episode]);
      expect(start).toBe(0);
      expect(part).toBe(typeof segment.part === 'number' ? 'fold' : segment.part);
    }
  });

  test('a fold episode is judged by the member that did not see it, against the other fold episodes', () => {
    const { outOfFold } = trained.reward;
    const fold = own.records.filter(({ part }) => part === 'fold');
    expect(fold.length).toBe(outOfFold.length);
    for (const { episode, p, peakEnergy, worst } of fold) {
      const judged = outOfFold.find((candidate) => candidate.episode === episode);
      const peak = Math.max(...(judged?.energies ?? []));
      const above = outOfFold.filter((other) => other !== judged && Math.max(...other.energies) >= peak).length;
      expect(p).toBeCloseTo((1 + above) / outOfFold.length, 12);
      expect(peakEnergy).toBe(peak);
      expect(worst).toBe(judged?.energies.indexOf(peak));
    }
  });

  test('all others are judged by every member', async () => {
    const { reward, prepared } = trained;
    const conformal = new CrossConformal(reward.outOfFold, settings.members);
    const others = own.records.filter(({ part }) => part !== 'fold');
    expect(others.length).toBeGreaterThan(3);
    for (const { episode, p } of others) {
      const [start, end] = prepared.demonstrations.episodes.subarray(episode, episode + 2);
      const raw = prepared.demonstrations.values.subarray(3 * start, 3 * end);
      const { memberEnergies } = await reward.scorer.score(pointsAt(reward.model, raw, end - start), []);
      expect(p).toBeCloseTo(conformal.trajectory(memberEnergies, end - start), 12);
    }
  });

  test('no episode vouches for itself: u leaves its own frames out, whatever its part', () => {
    const { reward, prepared } = trained;
    const { fitted } = reward;
    if (!fitted) throw new Error('no basin');
    for (const { episode } of own.records) {
      const [start, end] = prepared.demonstrations.episodes.subarray(episode, episode + 2);
      const x = prepared.x.subarray(3 * start, 3 * end);
      const u = uncertainties(fitted, x, end - start, episode);
      own.frames.distanceRatio.subarray(start, end).forEach((value, i) => expect(value).toBeCloseTo(u[i], 4));
      expect(Math.min(...u)).toBeGreaterThan(0);
    }
  });

  test('scores come with the current patches, and enforcement decides as it does elsewhere', () => {
    const { thresholds } = trained.reward.gate;
    let [touched, left] = [0, 0];
    own.records.forEach(({ leftAt, allowed, frames, meanScore }, record) => {
      const { start, end } = own.spans[record];
      const decisions = decideEpisode(own.frames, start, end, thresholds).map(({ action }) => action !== 'allow');
      expect(leftAt).toBe(decisions.includes(true) ? decisions.indexOf(true) : null);
      const alone = decisions.map((_, i) => decide(observe(own.frames, start + i), thresholds).action === 'allow');
      expect(allowed).toBeCloseTo(alone.filter(Boolean).length / frames, 12);
      const score = own.frames.score.subarray(start, end);
      expect(meanScore).toBeCloseTo(score.reduce((a, b) => a + b, 0) / frames, 12);
      if (leftAt !== null) left++;
      touched += own.frames.suppression.subarray(start, end).filter((value) => value > 0).length;
    });
    expect(touched).toBeGreaterThan(0);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(own.records.length);
  });

  test('worst comes first: by p, then by peak energy', () => {
    const ps = own.records.map(({ p }) => p ?? NaN);
    expect(ps).toEqual(ps.toSorted((a, b) => a - b));
    own.records.slice(1).forEach(({ p, peakEnergy }, i) => {
      if (p === own.records[i].p) expect(peakEnergy).toBeLessThanOrEqual(own.records[i].peakEnergy);
    });
  });

  test('under 20 fold episodes nothing is claimed, and peak energy alone ranks', async () => {
    const few = await train(circles(lengths.slice(0, 16)));
    expect(few.reward.outOfFold.length).toBeLessThan(20);
    const { records } = await judgeOwn(few);
    expect(records.every(({ p }) => p === null)).toBe(true);
    const peaks = records.map(({ peakEnergy }) => peakEnergy);
    expect(peaks).toEqual(peaks.toSorted((a, b) => b - a));
  });

  test('where training split by blocks, each block has a record, and together they are the episodes', async () => {
    const few = await train(circles([80, 60, 70]));
    const { records, spans } = await judgeOwn(few);
    expect(records.length).toBe(few.prepared.split.segments.length);
    expect(records.some(({ start }) => start > 0)).toBe(true);
    const covered = spans.toSorted((a, b) => a.start - b.start);
    expect(covered.map(({ start }) => start)).toEqual([0, ...covered.slice(0, -1).map(({ end }) => end)]);
    records.forEach(({ episode, start, frames }, i) => {
      expect(few.prepared.demonstrations.episodes[episode] + start).toBe(spans[i].start);
      expect(spans[i].end - spans[i].start).toBe(frames);
    });
    for (const { episode, part, peakEnergy } of records.filter((record) => record.part === 'fold')) {
      expect(part).toBe('fold');
      expect(episode).toBeLessThan(3);
      expect(few.reward.outOfFold.map(({ energies }) => Math.max(...energies))).toContain(peakEnergy);
    }
  });

  test('many blocks of few episodes make no claim: they depend on each other', async () => {
    const few = await train(circles(lengths.slice(0, 9)));
    expect(few.reward.conformal.episodes).toBeGreaterThanOrEqual(20);
    const { records } = await judgeOwn(few);
    expect(records.every(({ p }) => p === null)).toBe(true);
  });

  test('judgements that belong to another data set are refused, not misread', () => {
    const { outOfFold } = trained.reward;
    for (const episodes of [circles(lengths.map((length) => length + 1)).episodes, circles([5]).episodes]) {
      expect(trainedSpans(episodes, settings, outOfFold)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    }
  });
});

describe('another data set', () => {
  test('episodes of the same kind are seldom alarming, a planted frame is', async () => {
    const rollouts = circles(lengths, 2);
    plant(rollouts, 5, 3, 2);
    const unpatched = { ...trained, reward: { ...trained.reward, patches: [] } };
    const { records } = await judgeNew(unpatched, rollouts);
    expect(records[0]).toMatchObject({ episode: 5, worst: 3, part: 'new', leftAt: 3 });
    expect(records[0].p).toBe(trained.reward.conformal.resolution);
    expect(records.filter(({ p }) => p !== null && p <= 0.1).length).toBeLessThan(12);
  });

  test('the order of episodes changes no figure of any of them', async () => {
    const whole = circles(lengths.slice(0, 12), 3);
    const order = [7, 0, 11, 3, 1, 10, 2, 9, 4, 8, 6, 5];
    const parts = order.map((j) => whole.values.subarray(3 * whole.episodes[j], 3 * whole.episodes[j + 1]));
    const shuffled = {
      ...whole,
      values: Float32Array.from(parts.flatMap((part) => [...part])),
      episodes: Uint32Array.from(order.reduce((at, j) => [...at, at[at.length - 1] + lengths[j]], [0])),
    };
    const figures = ({ records }: ScoredSet, nameOf: (episode: number) => number) =>
      new Map(records.map((record) => [nameOf(record.episode), { ...record, episode: 0, number: 0 }]));
    const moved = figures(await judgeNew(trained, shuffled), (episode) => order[episode]);
    for (const [episode, record] of figures(await judgeNew(trained, whole), (j) => j)) {
      expect(moved.get(episode)).toEqual(record);
    }
  });

  test('pieces of work leave no seam: more rows than one piece hold the figures of each part', async () => {
    const long = circles([5000, 5000, 300], 4);
    const set = await judgeNew(trained, long);
    const last = await judgeNew(trained, {
      ...long,
      rows: 300,
      values: long.values.subarray(30_000),
      episodes: Uint32Array.of(0, 300),
    });
    const record = set.records.find(({ episode }) => episode === 2);
    expect(record).toEqual({ ...last.records[0], episode: 2, number: 2 });
    expect(set.frames.score.slice(10_000)).toEqual(last.frames.score);
  });

  test('held-out demonstrations are told from garbage and not from their like', async () => {
    const { prepared, reward } = trained;
    const ownSet = { ...settings, demonstrations: prepared.demonstrations };
    const like = await againstHeldOut(reward, ownSet, await judgeNew(trained, circles(lengths, 6)), unwatched);
    expect(like.energy).toBeGreaterThan(0.3);
    expect(like.energy).toBeLessThan(0.7);
    const garbage = circles(lengths, 7);
    garbage.values.forEach((value, at) => (garbage.values[at] = value * 3));
    const far = await againstHeldOut(reward, ownSet, await judgeNew(trained, garbage), unwatched);
    expect(far.energy).toBeGreaterThan(0.99);
    expect(far.join).toBeGreaterThan(0.99);
    expect(far.notAllowed).toBeGreaterThan(0.99);
  });

  test('a stop ends the work where it stands', async () => {
    let breaths = 0;
    const task: Task = {
      report: () => undefined,
      cancelled: () => breaths > 3,
      breathe: () => {
        breaths += 1;
        return Promise.resolve();
      },
    };
    await expect(judgeNew(trained, circles(lengths), task)).rejects.toBeInstanceOf(Cancelled);
    expect(breaths).toBeLessThan(6);
  });
});
