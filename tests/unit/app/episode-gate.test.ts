import { beforeAll, describe, expect, test, vi } from 'vitest';
import { unwatched } from '../../../src/basics/task';
import { count, openCells } from '../../../src/gate/cells/audit-gap';
import { decideEpisode } from '../../../src/gate/debounce';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { Norm } from '../../../src/norms/norm';
import { framesUnder } from '../../../src/gate/open-gate';
import { distanceOver } from '../../../src/reward/distance/distance-over';
import { framesOfRecord } from '../../../src/app/episodes/judging';
import { scoreSet, type ScoredSet } from '../../../src/app/episodes/set';
import { newSpans, trainedSpans } from '../../../src/app/episodes/spans';
import { pointsAt } from '../../../src/reward/points-at';
import { circles, need, originsOf, plant, settings, train, type Trained } from './episode-fixtures';

// The choice of devices asks the browser for its GPU; these rewards need none.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

const lengths = Array.from({ length: 40 }, (_, j) => 20 + ((7 * j) % 13));
const norms: readonly Norm[] = [
  { id: 'edge', type: 'range', features: [0], min: [-5], max: [0.9], severity: 0.9 },
  {
    ...{ id: 'comes back', type: 'temporal', operator: 'eventually', from: 0, to: 6, severity: 0.2 },
    norm: { id: 'inner', type: 'range', features: [1], min: [0], max: [5] },
  },
];
const pMin = 0.08;

let plain: Trained;
let guarded: Trained;
let set: ScoredSet;
const demonstrations = circles(lengths);
const fresh = circles([30, 25, 40, 2]);
plant(fresh, 2, 20, 0.6);

function judge({ reward }: Trained): Promise<ScoredSet> {
  const about = { demonstrations: fresh, origins: originsOf(fresh) };
  return scoreSet(reward, about, fresh.values, newSpans(fresh.episodes), unwatched, '');
}

beforeAll(async () => {
  plain = await train(demonstrations);
  const { fitted, model } = plain.reward;
  if (!fitted) throw new Error('no basin');
  const { points, dims, episodes } = fitted.basin;
  const seen = points.subarray(0, Math.floor(episodes.length / 2) * dims);
  const cells: AuditCells = count(
    openCells(points, dims, 1),
    seen,
    seen.length / dims,
    new Uint8Array(seen.length / dims),
  );
  expect(model.features).toHaveLength(3);
  guarded = await train(demonstrations, 'gaussians', [], settings, { norms, cells, change: { pMin, aMax: 0.5 } });
  set = await judge(guarded);
});

describe('an episode on the screen', () => {
  test('is decided as the gate decides it: norms, windows of frames, the audit gap, p and the monitor all have their vote', async () => {
    const { reward } = guarded;
    const rows = fresh.episodes[4];
    const points = pointsAt(reward.model, fresh.values, rows);
    const scores = await reward.scorer.score(points, []);
    const frames = framesUnder(reward.gate, points, scores, distanceOver(reward, points), fresh.episodes);
    const reasons = new Set<string>();
    set.spans.forEach(({ start, end }, record) => {
      const wanted = decideEpisode(frames, start, end, reward.gate.thresholds);
      const shown = need(
        framesOfRecord(
          { set, thresholds: reward.gate.thresholds, seed: 1, ranking: { records: set.records } as never },
          record,
        ),
      );
      const actions = ['allow', 'escalate', 'block'];
      expect(Array.from(shown.action, (code) => actions[code])).toEqual(wanted.map(({ action }) => action));
      expect(shown.reasons).toEqual(wanted.map((one) => one.reasons));
      for (const one of wanted) for (const { reason } of one.reasons) reasons.add(reason);
      const left = wanted.findIndex(({ action }) => action !== 'allow');
      expect(set.records[record].leftAt).toBe(left < 0 ? null : left);
    });
    for (const reason of ['violated', 'abstain', 'audit-gap', 'trajectory', 'unlike']) {
      expect([reason, reasons.has(reason)]).toEqual([reason, true]);
    }
  });

  test('p at its last frame is the p of its record, and never rises before', () => {
    const { trajectory } = set.frames;
    if (!trajectory) throw new Error('nothing is claimed');
    set.spans.forEach(({ start, end }, record) => {
      expect(trajectory[end - 1]).toBeCloseTo(set.records[record].p ?? NaN, 12);
      for (let row = start + 1; row < end; row++) expect(trajectory[row]).toBeLessThanOrEqual(trajectory[row - 1]);
    });
    expect(set.records.some(({ p }) => p !== null && p <= pMin)).toBe(true);
    expect(set.records.some(({ p }) => p !== null && p > pMin)).toBe(true);
  });

  test('a fold episode is held to p by the member that did not see it, against the others', async () => {
    const { reward } = guarded;
    const spans = need(trainedSpans(demonstrations.episodes, settings, reward.outOfFold));
    const about = { demonstrations, origins: originsOf(demonstrations) };
    const own = await scoreSet(reward, about, demonstrations.values, spans, unwatched, '');
    const { trajectory } = own.frames;
    if (!trajectory) throw new Error('nothing is claimed');
    const folds = own.records.flatMap((record, i) => (record.part === 'fold' ? [i] : []));
    expect(folds.length).toBe(reward.outOfFold.length);
    for (const i of folds) expect(trajectory[own.spans[i].end - 1]).toBeCloseTo(own.records[i].p ?? NaN, 12);
  });

  test('a reward that nobody audited, without norms and without p_min, lets more of it pass', async () => {
    const bare = await judge(plain);
    const allowed = (found: ScoredSet) => found.allowed.reduce((sum, value) => sum + value, 0);
    expect(allowed(bare)).toBeGreaterThan(allowed(set));
    expect(bare.frames.gap).toBeUndefined();
  });
});
