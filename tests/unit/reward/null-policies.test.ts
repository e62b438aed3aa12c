import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Demonstrations, Feature } from '../../../src/demonstrations/demonstrations';
import {
  auditNullPolicies,
  type NullPolicyRequest,
  type ScoreRows,
} from '../../../src/reward/evaluation/null-policies';
import { reorder } from '../../../src/reward/evaluation/replay';

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
    const both = walking([place, speed], (x) => [x, 0.5]).demonstrations;
    const alone = walking([speed], () => [0.5]).demonstrations;
    const backwards = Uint32Array.of(4, 3, 2, 1, 0);
    for (let i = 0; i < 5; i++) {
      expect(reorder(both, backwards)[i * 2 + 1]).toBeCloseTo(-0.5, 5);
      expect(reorder(alone, backwards)[i]).toBeCloseTo(-0.5, 5);
    }
    expect(reorder(both, backwards)[0]).toBe(both.values[8]);
  });

  it('gives the leaps of a shuffled order, the same both ways', () => {
    const order = Uint32Array.of(5, 9, 6, 8, 7);
    const leaps = [2, 2, -1.5, 1, -0.5];
    const both = reorder(walking([place, speed], (x) => [x, 0.5]).demonstrations, order);
    const alone = reorder(walking([speed], () => [0.5]).demonstrations, order);
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
    const forwards = reorder(turning.demonstrations, Uint32Array.of(0, 1, 2, 3, 4));
    for (let i = 0; i < 5; i++) expect(forwards[i * 2 + 1]).toBeCloseTo(20, 3);
  });
});

describe('auditNullPolicies', () => {
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
