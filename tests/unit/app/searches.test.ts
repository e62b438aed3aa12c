import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { unwatched } from '../../../src/basics/task';
import { initialParameters, layoutOf, tensorsOf } from '../../../src/reward/families/mixture/initialise';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { RewardModel } from '../../../src/reward/types';
import { calmTask } from '../../../src/basics/calm-task';
import { openSearches } from '../../../src/flywheel/search/searches';
import { feature } from '../flywheel/red-team/small-problem';
import { plantedFlaws } from '../flywheel/red-team/planted-flaws';
import { value } from '../flywheel/red-team/opened';

function mixture(dims: number): RewardModel {
  const settings = { ...defaultSettings, members: 2, hidden: 16 };
  const members = [0, 1].map((k) => ({
    tensors: tensorsOf(initialParameters(settings, dims, k), layoutOf(settings, dims)),
    calibration: { lMin: 0.5 + k, lMax: 2 + k },
  }));
  const standardiser = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  const features = Array.from({ length: dims }, (_, i) => feature(`f${i}`));
  return { family: 'mixture', features, standardiser, members, kappa: 4, beta: 1 };
}

function searchesOf(model: RewardModel) {
  const models = value(openModel(model));
  const scorer = new ReferenceScorer(model, models);
  return { scorer, searches: openSearches(model, models, scorer) };
}

const box = (dims: number) => ({ low: new Float64Array(dims).fill(-3), high: new Float64Array(dims).fill(3) });
const violated = (_: Float64Array, rows: number) => Promise.resolve(new Float64Array(rows).fill(-1));

function starts(rows: number, dims: number): Float64Array {
  const random = Random.of(4, 'starts');
  return Float64Array.from({ length: rows * dims }, () => random.uniform(-2.5, 2.5));
}

describe('energies', () => {
  it('are those of the score', async () => {
    const { scorer, searches } = searchesOf(mixture(3));
    const x = starts(9, 3);
    const { energy } = await scorer.score({ rows: 9, x, raw: x }, []);
    const found = await searches.energies(x, 9);
    found.forEach((own, row) => expect(own).toBeCloseTo(energy[row], 12));
  });
});

describe('descend', () => {
  it('lowers the energy of a mixture and counts each look once', async () => {
    const { searches } = searchesOf(mixture(3));
    const from = starts(6, 3);
    const found = await searches.descend(violated, box(3), from, 30, unwatched);
    const [before, after] = [await searches.energies(from, 6), await searches.energies(found.points, 6)];
    after.forEach((energy, row) => expect(energy).toBeLessThan(before[row]));
    expect(found.queries).toBeLessThanOrEqual(6 * 31);
  });

  it('goes the same way by differences as by a gradient that is written down', async () => {
    const { problem, model, models } = plantedFlaws(1);
    const scorer = new ReferenceScorer(model, models);
    const measured = openSearches(model, models, scorer);
    const from = starts(5, 6);
    const own = await measured.descend(violated, box(6), from, 25, unwatched);
    const exact = await problem.searches.descend(violated, box(6), from, 25, unwatched);
    const [ends, others] = [await measured.energies(own.points, 5), await measured.energies(exact.points, 5)];
    ends.forEach((energy, row) => expect(energy).toBeCloseTo(others[row], 1));
    expect(own.queries).toBeGreaterThan(10 * exact.queries);
  });
});

describe('crossEntropy', () => {
  it('finds the lowest place of what it is handed, with the queries that it says', async () => {
    const { searches } = searchesOf(mixture(2));
    let asked = 0;
    const bowl = (x: Float64Array, rows: number) => {
      asked += rows;
      return Promise.resolve(
        Float64Array.from({ length: rows }, (_, i) => (x[2 * i] - 1) ** 2 + (x[2 * i + 1] + 2) ** 2),
      );
    };
    const options = { seed: 3, runs: 2, generations: 20, population: 40 };
    const found = await searches.crossEntropy(bowl, box(2), options, unwatched);
    expect(found.rows).toBe(2);
    expect(found.queries).toBe(asked);
    for (let run = 0; run < 2; run++) {
      expect(Math.hypot(found.points[2 * run] - 1, found.points[2 * run + 1] + 2)).toBeLessThan(0.05);
    }
  });
});

describe('calmTask', () => {
  it('waits only when 30 ms have gone by', async () => {
    let [now, breaths] = [0, 0];
    const clock = { elapsed: () => now, now: () => 0, sleep: () => Promise.resolve() };
    const task = calmTask({ ...unwatched, breathe: () => Promise.resolve(void breaths++) }, clock);
    for (now = 0; now < 100; now += 10) await task.breathe();
    expect(breaths).toBe(3);
  });
});
