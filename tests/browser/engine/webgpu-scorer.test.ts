/** Whole scores on WebGPU: patches and distances are taken there, and agree with the float64 reference (docs/methods.md 10). */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/basics/random';
import { quantile } from '../../../src/basics/statistics';
import type { Backend, SuppressionProgram } from '../../../src/engine/backend';
import { openScorer } from '../../../src/engine/scorer';
import type { WebgpuBackend } from '../../../src/engine/webgpu/backend';
import { fitsFloat32 } from '../../../src/engine/webgpu/patch-table';
import { initialParameters, layoutOf, tensorsOf } from '../../../src/reward/families/mixture/initialise';
import { openModel } from '../../../src/reward/open-model';
import { isEnabled } from '../../../src/reward/patches/patch';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { surroundingsOf } from '../../../src/reward/distance/surroundings';
import { defaultSettings } from '../../../src/reward/families/mixture/training';
import type { InputPatch, MaskPatch, Patch, Points, RewardModel, Scores } from '../../../src/reward/types';
import { expectAgreement } from '../../unit/engine/agreement';
import { madeUpPatches, rowsAmong } from '../../unit/engine/scoring/made-up-patches';
import { exactTwin } from '../../unit/engine/trajectory';
import { normals, openGpu, there } from './webgpu-cases';

const world = { dims: 5, rawDims: 3, members: 2, experts: 3, width: 2 };
const rows = 400;
const { dims } = world;

let backend: WebgpuBackend;
beforeAll(async () => {
  backend = await openGpu();
});
afterAll(() => backend.close());

/** Calibrated on the points, so that energies lie about 0 and 1. */
function modelFor({ x }: Points): RewardModel {
  const settings = { ...defaultSettings, bottleneck: world.width, experts: world.experts, hidden: 8 };
  const record = (k: number) => {
    const parameters = initialParameters(settings, dims, k);
    const errors = exactTwin(settings, dims, parameters).errors(x, rows);
    const calibration = { lMin: quantile(errors, 0.2), lMax: quantile(errors, 0.6) };
    return { tensors: tensorsOf(parameters, layoutOf(settings, dims)), calibration };
  };
  return {
    family: 'mixture',
    features: Array.from({ length: dims }, (_, i) => ({
      ...{ name: `f${i}`, unit: '', column: `f${i}`, levels: [] },
      ...{ role: 'continuous' as const, group: 'observation' as const },
    })),
    standardiser: { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) },
    members: Array.from({ length: world.members }, (_, k) => record(k)),
    kappa: 4,
    beta: 0.9,
  };
}

const demonstrations = { points: normals(9, 300 * dims), dims };

async function exactly(model: RewardModel, points: Points, patches: readonly Patch[]): Promise<Scores> {
  const members = openModel(model);
  if (!members.ok) throw new Error(members.failure.message);
  return new ReferenceScorer(model, members.value, undefined, surroundingsOf(demonstrations)).score(points, patches);
}

async function scored(on: Backend, model: RewardModel, points: Points, patches: readonly Patch[]): Promise<Scores> {
  const scorer = openScorer(on, model, undefined, undefined, surroundingsOf(demonstrations));
  if (!scorer.ok) throw new Error(scorer.failure.message);
  const scores = await scorer.value.score(points, patches);
  scorer.value.dispose();
  return scores;
}

const isInput = (patch: Patch): patch is InputPatch => patch.space === 'input' && isEnabled(patch);

describe.each([0, 1, 100, 1000])('scoring with %i patches on WebGPU', (count) => {
  const patches: readonly Patch[] =
    count === 1 ? madeUpPatches(2, 40, world).filter(isInput).slice(0, 1) : madeUpPatches(1, count, world);
  const points = rowsAmong(1, rows, world, patches);
  const model = modelFor(points);

  it('agrees with the reference, and the GPU sums every input patch', async () => {
    const open = vi.spyOn(backend, 'openSuppression');
    const wanted = await exactly(model, points, patches);
    const got = await scored(backend, model, points, patches);
    expectAgreement(got, wanted);
    const calls = open.mock.calls.map(([list]) => list.length);
    const [program] = open.mock.results.map(({ value }) => value as { repaired: number });
    open.mockRestore();
    expect(calls).toEqual(count === 0 ? [] : [patches.filter(isInput).length]);
    if (count === 0) return;
    expect(wanted.suppression.some((s) => s > 0) || wanted.raise.some((r) => r > 0)).toBe(true);
    // Half of the rows were put on centres, reaches and planes.
    expect(program.repaired).toBeLessThan(rows / 2);
  });
});

describe('which sums the WebGPU scorer uses', () => {
  const patches = madeUpPatches(1, 60, world);
  const points = rowsAmong(1, rows, world, patches);
  const model = modelFor(points);

  it('takes what the GPU says of input patches, and adds all other kinds', async () => {
    const shifted = Object.create(backend) as WebgpuBackend;
    shifted.openSuppression = (...given): ReturnType<WebgpuBackend['openSuppression']> => {
      const program = there(backend.openSuppression(...given));
      const own = program.sums.bind(program);
      const sums: SuppressionProgram['sums'] = async (part) => {
        const { suppression, raise } = await own(part);
        return { suppression: suppression.map((value) => value + 0.25), raise };
      };
      return Object.assign(program, { sums });
    };
    const plain = await scored(backend, model, points, patches);
    const moved = await scored(shifted, model, points, patches);
    moved.suppression.forEach((value, row) =>
      expect(value).toBeCloseTo(Math.min(1, plain.suppression[row] + 0.25), 12),
    );
    const others = await scored(
      backend,
      model,
      points,
      patches.filter((patch) => !isInput(patch)),
    );
    expect(others.suppression.some((value) => value > 0)).toBe(true);
  });

  it('leaves patches that float32 cannot hold, and few rows, to the processor', async () => {
    const huge: InputPatch = {
      ...patches.filter(isInput)[0],
      ...{ center: new Array<number>(dims).fill(1e20), features: undefined, reach: 3e20, gate: null, strength: 0.3 },
    };
    expect(fitsFloat32(huge)).toBe(false);
    const open = vi.spyOn(backend, 'openSuppression');
    const list = [huge, ...patches];
    expectAgreement(await scored(backend, model, points, list), await exactly(model, points, list));
    expect(open.mock.calls[0][0]).not.toContain(huge);
    open.mockClear();
    const few = { rows: 3, x: points.x.slice(0, 3 * dims), raw: points.raw.slice(0, 3 * world.rawDims) };
    expect((await scored(backend, model, few, patches)).suppression).toEqual(
      (await exactly(model, few, patches)).suppression,
    );
    expect(open).not.toHaveBeenCalled();
    open.mockRestore();
  });

  it('never misses a patch: kernels so narrow and so far out that float32 hardly sees them are right', async () => {
    const random = Random.of(4, 'narrow');
    const narrow = Array.from({ length: 40 }, (_, i): InputPatch => {
      const center = Array.from({ length: dims }, () => 1000 * random.normal());
      const kernel = (['plateau', 'wendland', 'gaussian'] as const)[i % 3];
      const kept = { kind: 'suppress' as const, space: 'input' as const, kernel, core: 0.7, gate: null };
      return { id: `narrow-${i}`, ...kept, strength: 0.9, center, reach: 1e-4 };
    });
    const among = rowsAmong(5, rows, world, narrow);
    const wanted = await exactly(model, among, narrow);
    const got = await scored(backend, model, among, narrow);
    got.suppression.forEach((value, row) => expect(Math.abs(value - wanted.suppression[row])).toBeLessThan(1e-4));
    expect(wanted.suppression.filter((value) => value > 0.1).length).toBeGreaterThan(rows / 10);
  });

  it('measures distances that masks ask for on the GPU, equal to the last bit', async () => {
    const mask = (id: string, features: readonly number[], most: number): MaskPatch => {
      const norm = { id, type: 'support', features, boundary: most } as const;
      return { id, kind: 'suppress', space: 'mask', strength: 0.8, norm, width: 0.5 };
    };
    const list = [mask('near', [0, 1, 2, 3, 4], 1), mask('plane', [1, 3], 0.2)];
    const open = vi.spyOn(backend, 'openNeighbours');
    const wanted = await exactly(model, points, list);
    const got = await scored(backend, model, points, list);
    expect(got.suppression).toEqual(wanted.suppression);
    expect(wanted.suppression.some((value) => value > 0 && value < 0.8)).toBe(true);
    expect(open.mock.calls.map(([, count, width]) => [count, width])).toEqual([
      [300, 5],
      [300, 2],
    ]);
    const undecided = open.mock.results.map(({ value }) => (value as { undecided: number }).undecided);
    open.mockRestore();
    undecided.forEach((queries) => expect(queries).toBeLessThan(rows / 20));
  });
});
