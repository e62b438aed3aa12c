import { describe, expect, it } from 'vitest';
import { standingShare } from '../../../src/reward/evaluation/standing';
import { Random } from '../../../src/basics/random';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import {
  auditNullPolicies,
  type NullPolicyRequest,
  type ScoreRows,
} from '../../../src/reward/evaluation/null-policies';
import { atSpeed, recordingOf, reorder, standStill } from '../../../src/reward/evaluation/replay';

const feature = (
  name: string,
  role: Feature['role'],
  column = name,
  group: Feature['group'] = 'observation',
): Feature => ({
  name,
  unit: '',
  role,
  column,
  group,
  levels: [],
});
const place = feature('x', 'continuous');
const speed = feature('x velocity', 'derived', 'x');

/** Four episodes of five frames that move right at .5 a second, frames a tenth of a second apart. */
function walking(features: Feature[], row: (x: number) => number[]): NullPolicyRequest {
  const values = Float32Array.from(
    Array.from({ length: 20 }, (_, i) => row(Math.floor(i / 5) + 0.05 * (i % 5))).flat(),
  );
  const demonstrations: Demonstrations = {
    features,
    rows: 20,
    values,
    episodes: Uint32Array.of(0, 5, 10, 15, 20),
    timeStep: 0.1,
  };
  const heldOut = [
    { start: 10, end: 15 },
    { start: 15, end: 20 },
  ];
  return { demonstrations, heldOut, basin: Uint32Array.from({ length: 10 }, (_, i) => i), seed: 1 };
}
/** Scores 1 for moving right at the experts' speed, e^−10|v − .5|; the energy grows with it. */
const likesSpeed =
  (width: number, at: number): ScoreRows =>
  (raw, rows) => {
    const energy = Float64Array.from({ length: rows }, (_, row) => 10 * Math.abs(raw[row * width + at] - 0.5));
    return Promise.resolve({ energy, score: energy.map((n) => Math.exp(-n)) });
  };
const byId = async (request: NullPolicyRequest, score: ScoreRows) => {
  const { expert, policies } = await auditNullPolicies(request, score);
  return { expert, ...Object.fromEntries(policies.map((policy) => [policy.id, policy])) };
};

describe('reorder', () => {
  it('turns velocities round when time runs backwards, with or without the place as an input', () => {
    const both = recordingOf(walking([place, speed], (x) => [x, 0.5]).demonstrations);
    const alone = recordingOf(walking([speed], () => [0.5]).demonstrations);
    const backwards = Uint32Array.of(4, 3, 2, 1, 0);
    for (let i = 1; i < 5; i++) {
      expect(reorder(both, backwards)[i * 2 + 1]).toBeCloseTo(-0.5, 5);
      expect(reorder(alone, backwards)[i]).toBeCloseTo(-0.5, 5);
    }
    expect(reorder(both, backwards)[0]).toBe(both.values[8]);
  });

  it('gives the leaps of a shuffled order, the same both ways', () => {
    const order = Uint32Array.of(5, 9, 6, 8, 7);
    const leaps = [0, 2, -1.5, 1, -0.5];
    const both = reorder(recordingOf(walking([place, speed], (x) => [x, 0.5]).demonstrations), order);
    const alone = reorder(recordingOf(walking([speed], () => [0.5]).demonstrations), order);
    leaps.forEach((leap, i) => {
      expect(both[i * 2 + 1]).toBeCloseTo(leap, 4);
      expect(alone[i]).toBeCloseTo(leap, 4);
    });
  });

  it('takes the short way round for an angle', () => {
    const turning = walking([feature('x', 'angle'), speed], (x) => [
      ((x * 40 + Math.PI) % (2 * Math.PI)) - Math.PI,
      20,
    ]);
    const forwards = reorder(recordingOf(turning.demonstrations), Uint32Array.of(0, 1, 2, 3, 4));
    for (let i = 1; i < 5; i++) expect(forwards[i * 2 + 1]).toBeCloseTo(20, 3);
  });
});

/** Two episodes of a place, its velocity as it was recorded, the rate of that, and frames a tenth of a second apart. */
function driven() {
  const random = Random.of(2, 'driven');
  const rate = { ...feature('a', 'derived', 'v'), of: 'v', per: 'second' as const, step: 0.1, hold: 1 };
  const features = [place, feature('v', 'continuous'), rate];
  const values: number[] = [];
  let [x, v] = [0, 0];
  for (let row = 0; row < 80; row++) {
    const a = row % 40 === 0 ? 0 : random.normal();
    v += 0.1 * a;
    x += 0.1 * v;
    values.push(x, v, a);
  }
  const episodes = Uint32Array.of(0, 40, 80);
  return recordingOf({ features, rows: 80, values: Float32Array.from(values), episodes, timeStep: 0.1 });
}

describe('recorded velocities', () => {
  const recording = driven();
  const row = (values: Float32Array, at: number) => Array.from(values.subarray(3 * at, 3 * at + 3));
  const [x, v, a] = row(recording.values, 7);

  it('are found, and stand still, or pass at another speed, with their own rates', () => {
    expect([recording.speeds, recording.rates]).toEqual([[1], [2]]);
    expect(row(standStill(recording, 7, 8), 0).map(Math.abs)).toEqual([Math.abs(x), 0, 0]);
    expect(row(atSpeed(recording, 0, 40, 2), 7)).toEqual([x, 2 * v, 4 * a]);
    expect(row(atSpeed(recording, 0, 40, 0.5), 7)).toEqual([x, v / 2, a / 4]);
  });

  it('are turned round where time runs backwards; what changes them is not', () => {
    const order = Uint32Array.from({ length: 40 }, (_, i) => 39 - i);
    expect(row(reorder(recording, order, true), 33)).toEqual([
      ...row(recording.values, 6).slice(0, 1),
      -recording.values[3 * 6 + 1],
      expect.closeTo(a, 4),
    ]);
    expect(row(reorder(recording, order), 33)[1]).toBe(recording.values[3 * 6 + 1]);
  });
});

describe('standing', () => {
  it('counts demonstrations near a place that rest there for ten frames, and no shorter halt', () => {
    const walked = Array.from({ length: 60 }, (_, i) => (i < 20 ? i : i < 35 ? 20 : i < 40 ? i - 14 : i < 45 ? 26 : i));
    const episodes = Uint32Array.of(0, 60);
    const basin = Uint32Array.from({ length: 60 }, (_, i) => i);
    const share = standingShare({
      x: Float64Array.from(walked),
      dims: 1,
      inputs: [0],
      episodes,
      basin,
      epsilon99: 0.5,
    });
    expect(share(25)).toBe(1);
    expect(share(42)).toBe(0);
    expect(share(3)).toBe(0);
  });
});

describe('auditNullPolicies', () => {
  it('plays nothing from the frame whose rate is 0 by decree', async () => {
    const recording = driven();
    const rows: number[] = [];
    const heldOut = [{ start: 0, end: 40 }, { start: 45, end: 80 }]; // prettier-ignore
    const request = { demonstrations: recording, heldOut, basin: Uint32Array.of(50), seed: 1 };
    await auditNullPolicies(request, (_, count) => {
      rows.push(count);
      return Promise.resolve({ energy: new Float64Array(count), score: new Float64Array(count) });
    });
    // Experts; the seat; freeze, frozen, sit; backwards, shuffled; half, double.
    expect(rows).toEqual([39, 35, 1, 1, 1, 1, 1, 1, 1, 38, 34, 38, 34, 39, 35, 39, 35]);
  });

  it('is amber, not red, where experts stand still themselves', async () => {
    const likes: ScoreRows = (_, rows) =>
      Promise.resolve({ energy: new Float64Array(rows), score: new Float64Array(rows).fill(1) });
    const request = { ...walking([place], (at) => [at]), standing: (at: number) => (at >= 10 ? 0.4 : 0) };
    expect(await byId(request, likes)).toMatchObject({
      freeze: { red: false, amber: true, still: 0.4 },
      frozen: { red: false, amber: true },
      sit: { red: true, amber: false, still: 0 },
      reversed: { red: true },
    });
    expect(await byId(request, likes)).not.toHaveProperty(['reversed', 'amber']);
  });

  it('clears a reward that asks for motion', async () => {
    const audit = await byId(
      walking([place, speed], (x) => [x, 0.5]),
      likesSpeed(2, 1),
    );
    expect(audit.expert.value).toBeCloseTo(1, 5);
    for (const id of ['freeze', 'sit', 'reversed', 'shuffled']) {
      expect(audit).toHaveProperty([id, 'red'], false);
      expect(audit).toHaveProperty([id, 'score', 'value'], expect.any(Number));
    }
    expect(audit).toMatchObject({
      freeze: { score: { value: expect.closeTo(Math.exp(-5), 5) } },
      reversed: { score: { value: expect.closeTo(Math.exp(-10), 5) } },
      constantAction: { score: null, red: false },
    });
  });

  it('turns red when standing still earns what the experts earn, and says that order cannot matter', async () => {
    const likesPlace: ScoreRows = (raw, rows) => {
      const energy = Float64Array.from({ length: rows }, (_, row) => Math.abs(raw[row] - 1));
      return Promise.resolve({ energy, score: energy.map((n) => Math.exp(-n)) });
    };
    const audit = await byId(
      walking([place], (x) => [x]),
      likesPlace,
    );
    expect(audit).toMatchObject({
      sit: { red: true, score: { value: 1, low: 1, high: 1 } },
      freeze: { red: true },
      reversed: { red: true, note: expect.stringContaining('order cannot matter') },
      shuffled: { red: true },
    });
  });

  it('holds the median action of the basin while the experts go on', async () => {
    const action = feature('push', 'continuous', 'push', 'action');
    const random = Random.of(1, 'actions');
    const request = walking([place, action], (x) => [x, x < 2 ? random.integer(2) + 7 : 1]);
    const seen: number[][] = [];
    const score: ScoreRows = (raw, rows) => {
      seen.push(Array.from(raw));
      return Promise.resolve({ energy: new Float64Array(rows), score: new Float64Array(rows).fill(0.5) });
    };
    const audit = await byId(request, score);
    expect(audit).toMatchObject({ constantAction: { red: true, score: { value: 0.5 } } });
    const played = seen[seen.length - 1];
    expect(played.filter((_, at) => at % 2 === 0)).toEqual([3, 3.05, 3.1, 3.15, 3.2].map((x) => expect.closeTo(x, 5)));
    const actions = Array.from(request.demonstrations.values.filter((_, at) => at % 2 === 1)).slice(0, 10);
    const middle = actions.sort((a, b) => a - b).slice(4, 6);
    expect(new Set(played.filter((_, at) => at % 2 === 1))).toEqual(new Set([(middle[0] + middle[1]) / 2]));
  });

  it('is the same for the same seed', async () => {
    const request = walking([place, speed], (x) => [x, 0.5]);
    const first = await auditNullPolicies(request, likesSpeed(2, 1));
    expect(await auditNullPolicies(request, likesSpeed(2, 1))).toEqual(first);
  });
});
