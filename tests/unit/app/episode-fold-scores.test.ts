import { describe, expect, test, vi } from 'vitest';
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import { rewardColumns } from '../../../src/app/episodes/exports';
import type { JudgingReward } from '../../../src/app/episodes/reward';
import { scoreSet, type ScoredSet } from '../../../src/app/episodes/set';
import type { Span } from '../../../src/app/episodes/spans';
import { openGate } from '../../../src/gate/open-gate';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { openModel } from '../../../src/reward/open-model';
import { pointsAt } from '../../../src/reward/points-at';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { energyOf, scoreReference } from '../../../src/reward/score';
import type { Patch, RewardModel, Tensors } from '../../../src/reward/types';
import { everyPatch, randomInput, randomModel, sculptPatches } from '../release/fixtures';
import { need, originsOf } from './episode-fixtures';

// The choice of devices asks the browser for its GPU; these rewards need none.
vi.hoisted(() => vi.stubGlobal('navigator', {}));

/** Frames of each of the two episodes. */
const frames = 120;

function latticeModel(): RewardModel {
  const plain = randomModel({ family: 'knn', members: 2, roles: ['continuous', 'continuous'] });
  const members = [1, 2].map((seed) => {
    const random = Random.of(seed, 'losses');
    const tensors: Tensors = {
      low: { shape: [2], data: Float32Array.of(-4, -4) },
      high: { shape: [2], data: Float32Array.of(4, 4) },
      loss: { shape: [5, 5], data: Float32Array.from({ length: 25 }, () => random.next()) },
    };
    return { tensors, calibration: { lMin: 0.2, lMax: 0.9 + 0.1 * seed } };
  });
  return { ...plain, family: 'lattice', members };
}

/** Two episodes, each judged by the member of its number. */
async function judged(model: RewardModel, patches: readonly Patch[]): Promise<ScoredSet> {
  const { features } = model;
  const models = need(openModel(model));
  const random = Random.of(3, 'frames');
  const values = Float32Array.from({ length: 2 * frames * features.length }, (_, i) =>
    features[i % features.length].role === 'category' ? random.integer(5) : 0.6 * random.normal(),
  );
  const outOfFold = [0, 1].map((member) => {
    const { x } = pointsAt(model, values.subarray(member * frames * features.length), (2 - member) * frames);
    const errors = models[member].errors(x, frames);
    const energies = errors.map((m) => energyOf(m, model.members[member].calibration));
    return { episode: member, member, energies, uncertainties: new Float64Array(frames).fill(0.1) };
  });
  const spans = outOfFold.map((own, episode): Span => {
    return { episode, start: episode * frames, end: (episode + 1) * frames, part: 'fold', judged: own, own: episode };
  });
  const { thresholds } = randomInput();
  const parts = { model, norms: [], thresholds, basin: null, outOfFold, assessment: { byEpisode: true } };
  const reward: JudgingReward = {
    ...{ model, models, patches, outOfFold, claims: false, fitted: null, cover: null },
    scorer: new ReferenceScorer(model, models),
    gate: openGate(parts, null),
    conformal: new CrossConformal(outOfFold, 2),
  };
  const episodes = Uint32Array.of(0, frames, 2 * frames);
  const demonstrations = { features, rows: 2 * frames, values, episodes, timeStep: 0.1 };
  const about = { demonstrations, origins: originsOf(demonstrations) };
  return scoreSet(reward, about, values, spans, unwatched, '');
}

/** Score of an episode as if this member were the only one: what a judge that did not see it says. */
function scoreOfMember(model: RewardModel, member: number, raw: Float32Array, patches: readonly Patch[]): Float64Array {
  const alone = { ...model, members: [model.members[member]] };
  const own = patches.flatMap((patch): Patch[] => {
    if (patch.space !== 'sculpt') return [patch];
    return patch.member === member ? [{ ...patch, member: 0 }] : [];
  });
  return scoreReference(alone, need(openModel(alone)), pointsAt(model, raw, frames), own).score;
}

function expectedOf(model: RewardModel, set: ScoredSet, patches: readonly Patch[]): number[] {
  const width = frames * model.features.length;
  return [0, 1].flatMap((member) => {
    const raw = set.frames.raw.subarray(member * width, (member + 1) * width);
    return [...scoreOfMember(model, member, raw, patches)];
  });
}

/** Calibrated so that its frames are neither fully rewarded nor not at all: n is (n + 3)/2. */
function mixtureModel(): RewardModel {
  const plain = randomModel({ family: 'mixture', members: 2 });
  const members = plain.members.map(({ tensors, calibration: { lMin, lMax } }) => {
    const low = lMin - 3 * (lMax - lMin);
    return { tensors, calibration: { lMin: low, lMax: low + 2 * (lMax - lMin) } };
  });
  return { ...plain, members };
}

const mixture = mixtureModel();
const inputs = everyPatch(mixture).flatMap((patch) => (patch.space === 'input' ? [{ ...patch, strength: 0.1 }] : []));

describe('frames of the folds score as the member that did not see them scores alone', () => {
  test.each([
    ['by the mapping of its family', latticeModel(), []],
    ['under patches', mixture, inputs],
    ['by the experts that were sculpted', mixture, [...inputs, ...sculptPatches(mixture)]],
  ] as const)('%s', async (_, model, patches) => {
    const set = await judged(model, patches);
    const expected = expectedOf(model, set, patches);
    expected.forEach((score, row) => expect(set.frames.score[row]).toBeCloseTo(score, 12));
    expect(expected.filter((score) => score > 0.01 && score < 0.99).length).toBeGreaterThan(40);
    const exported = rewardColumns(set).find(({ name }) => name === 'score');
    expect(exported?.values).toEqual(set.frames.score);
    for (const { episode, meanScore } of set.records) {
      const own = expected.slice(episode * frames, (episode + 1) * frames);
      expect(meanScore).toBeCloseTo(own.reduce((sum, score) => sum + score, 0) / frames, 12);
    }
  });

  test('and sculpting changes the score of its own member alone, and no energy', async () => {
    const plain = await judged(mixture, []);
    const { frames: seen } = await judged(mixture, sculptPatches(mixture));
    const lower = [...seen.score.keys()].filter((row) => seen.score[row] < plain.frames.score[row] - 1e-3);
    expect(lower.length).toBeGreaterThan(5);
    expect(lower.every((row) => row < frames)).toBe(true);
    expect([...seen.energy]).toEqual([...plain.frames.energy]);
  });
});
