import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { decideEpisode } from '../../../src/gate/debounce';
import { decide, type Frames } from '../../../src/gate/decide';
import { checkPMin } from '../../../src/gate/dial/p-min';
import { recordOf } from '../../../src/gate/records';
import type { Thresholds } from '../../../src/gate/thresholds';
import { actions, type Observation } from '../../../src/gate/votes/vote';

const thresholds: Thresholds = {
  ...{ dial: 0.05, uMax: 1.5, uBlock: 3, nMax: 2, debounce: 3, floor: 0.05, supported: 0.05, aMax: 0.26 },
  pMin: 0.05,
};
const off: Thresholds = { ...thresholds, pMin: undefined };
const calm: Observation = { score: 0.9, distanceRatio: 0.4, energy: -1, suppression: 0, raise: 0, fields: [0, 1] };

describe('the vote of p(τ)', () => {
  it('asks a person from p_min down, and only where the user set one', () => {
    expect(decide({ ...calm, trajectory: 0.0501 }, thresholds).action).toBe('allow');
    const { action, reasons } = decide({ ...calm, trajectory: 0.05 }, thresholds);
    expect([action, reasons.map(({ reason }) => reason)]).toEqual(['escalate', ['trajectory']]);
    expect(reasons[0].text).toContain('(p ≤ 0.0500)');
    expect(decide({ ...calm, trajectory: 0.001 }, off).action).toBe('allow');
  });

  it('asks a person where p is missing or p_min is no number', () => {
    for (const trajectory of [undefined, null, NaN]) {
      expect(decide({ ...calm, trajectory }, thresholds).action).toBe('escalate');
    }
    expect(decide({ ...calm, trajectory: 0.9 }, { ...thresholds, pMin: NaN }).action).toBe('escalate');
  });

  it('is not debounced, and holds from the frame at which the run fell to p_min', () => {
    const rows = 5;
    const frames: Frames = {
      ...{ rows, raw: new Float32Array(rows), energy: new Float64Array(rows), suppression: new Float64Array(rows) },
      ...{
        score: new Float64Array(rows).fill(1),
        distanceRatio: new Float64Array(rows),
        raise: new Float64Array(rows),
      },
      trajectory: Float64Array.of(0.9, 0.2, 0.05, 0.05, 0.05),
    };
    const found = decideEpisode(frames, 0, rows, thresholds).map(({ action }) => action[0]);
    expect(found.join('')).toBe('aaeee');
  });

  it('never softens an action as p falls, whatever else is wrong', () => {
    const random = Random.of(11, 'p');
    let hardened = 0;
    for (let round = 0; round < 5000; round++) {
      const before = {
        ...calm,
        ...{ distanceRatio: 4 * random.next(), energy: 4 * random.next(), trajectory: 0.1 * random.next() },
      };
      const [first, second] = [before, { ...before, trajectory: before.trajectory * random.next() }].map((seen) =>
        actions.indexOf(decide(seen, thresholds).action),
      );
      expect(second).toBeGreaterThanOrEqual(first);
      hardened += Number(second > first);
    }
    expect(hardened).toBeGreaterThan(50);
  });

  it('stands in the record of a decision', () => {
    const seen = { ...calm, trajectory: 0.3 };
    const around = { row: 0, p: 0.4, nearest: [], patches: [], episodes: 40, cellDraws: null };
    expect(recordOf(decide(seen, thresholds), seen, around, thresholds).evidence.trajectory).toBe(0.3);
    expect(recordOf(decide(calm, off), calm, around, off).evidence.trajectory).toBeNull();
  });
});

describe('setting p_min', () => {
  it('takes one that p can reach', () => {
    expect(checkPMin(0.05, { episodes: 39, claims: true })).toEqual({ ok: true, value: 0.05 });
    expect(checkPMin(1 / 40, { episodes: 39, claims: true }).ok).toBe(true);
  });

  it('refuses one below 1/(J + 1), and says why and what to choose', () => {
    const refused = checkPMin(0.01, { episodes: 39, claims: true });
    if (refused.ok) throw new Error('it was taken');
    expect(refused.failure.kind).toBe('bad-parameter');
    expect(refused.failure.message).toContain('With 39 episodes p is never below 0.0250');
    expect(refused.failure.advice).toContain('Choose 0.0250 or more');
  });

  it('refuses any where nothing is claimed by p, and says why', () => {
    const few = checkPMin(0.2, { episodes: 19, claims: false });
    const blocks = checkPMin(0.2, { episodes: 50, claims: false });
    expect(!few.ok && few.failure.message).toContain('fewer than 20 episodes (19)');
    expect(!blocks.ok && blocks.failure.message).toContain('blocks of few episodes');
  });

  it('refuses what is no share', () => {
    for (const pMin of [0, -1, 1, 2, NaN, Infinity])
      expect(checkPMin(pMin, { episodes: 39, claims: true }).ok).toBe(false);
  });
});
