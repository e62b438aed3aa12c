import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { writeSafetensors, type StoredTensor } from '../../../src/formats/artifact/safetensors';
import type { Plane, RewardSummary, Services } from '../../../src/app/types';
import { connect, need, withStore } from './studio';

const [dims, width, experts] = [3, 2, 2];

/** A mixture in the published form with three features, as another program would save it. */
function modelFile(name = 'walker.safetensors', change: object = {}): File {
  const random = Random.of(1, 'foreign');
  const made = (...shape: number[]): StoredTensor => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { shape, data: Float64Array.from({ length }, () => 0.5 * random.normal()) };
  };
  const tensors = new Map<string, StoredTensor>([
    ['standardiser.mean', { shape: [dims], data: Float64Array.of(1, 2, 3) }],
    ['standardiser.std', { shape: [dims], data: Float64Array.of(1, 0.5, 2) }],
    ['member.0.W', made(experts, width, dims)],
    ['member.0.b', made(experts, width)],
    ['member.0.V', made(experts, dims, width)],
    ['member.0.c', made(experts, dims)],
    ['member.0.G', made(experts, dims)],
    ['member.0.h', made(experts)],
  ]);
  const features = ['hip', 'knee', 'ankle'].map((joint) => ({ name: joint, unit: 'rad' }));
  const calibration = [{ l_min: 0.4, l_max: 0.9 }];
  const settings = { form: 'published', features, calibration, kappa: 4, beta: 1, ...change };
  const metadata = new Map([
    ['schema', 'truewheel.foreign-model/1'],
    ['model', JSON.stringify(settings)],
  ]);
  return new File([writeSafetensors({ tensors, metadata })], name);
}

let services: Services;
let summary: RewardSummary;

beforeAll(async () => {
  services = connect();
  summary = need(await services.inspect.open(need(await services.artifact.open(modelFile()))));
});

describe('a model that was trained elsewhere, through real workers and a real store', () => {
  test('is listed and opened under the name of its file, with nothing that nobody measured', async () => {
    expect((await services.inspect.list()).map(({ name }) => name)).toContain('walker');
    expect(summary.features.map(({ name }) => name)).toEqual(['hip', 'knee', 'ankle']);
    expect([summary.assessment, summary.basinSize, summary.datasetId]).toEqual([null, 0, null]);
    expect([summary.seconds, summary.validationError, summary.epsilon99]).toEqual([NaN, NaN, NaN]);
    expect(summary.settings).toMatchObject({ form: 'published', experts: 2, bottleneck: 2 });
    expect(summary.centre).toEqual([1, 2, 3]);
  });

  test('is drawn, has an empty cloud, and is blocked wherever it is asked', async () => {
    const axes = await services.inspect.axes('features');
    const range = { rangeX: axes[0].range, rangeY: axes[1].range };
    const plane: Plane = { mode: 'features', x: 0, y: 1, origin: summary.centre, ...range };
    const field = await services.inspect.field(plane, 32, []);
    expect(new Set(field?.score).size).toBeGreaterThan(50);
    expect((await services.inspect.cloud(plane)).total).toBe(0);
    for (const raw of [summary.centre, [50, 50, 50]]) {
      const { decision, p, neighbours } = await services.inspect.explain(raw, []);
      expect(decision.action).toBe('block');
      expect(decision.reasons[0].text).toContain('no demonstrations came with it');
      expect([p, neighbours]).toEqual([null, []]);
    }
  });

  test('its components are its inputs, without a share of a variance that nobody knows', async () => {
    const axes = await services.inspect.axes('components');
    expect(axes.map(({ title }) => title)).toEqual(['component 1', 'component 2', 'component 3']);
    expect(axes.every(({ range }) => range[0] < -2 && range[1] > 2)).toBe(true);
  });

  test('is patched, downloaded, and comes back as it went', async () => {
    const patch = need(await services.inspect.createPatch('suppress', summary.centre, 1, 1, null));
    need(await services.inspect.savePatches(summary.id, [patch]));
    const packed = need(await services.artifact.pack(summary.id, () => undefined));
    const file = new File([new Uint8Array(packed.bytes)], packed.fileName);
    const again = need(await services.inspect.open(need(await services.artifact.open(file))));
    expect([again.assessment, again.thresholds]).toEqual([null, summary.thresholds]);
    expect(again.patches).toHaveLength(1);
    const { decision } = await services.inspect.explain(summary.centre, []);
    expect(decision.reasons[0].text).toContain('no demonstrations came with it');
  });

  test('is known by its first bytes where somebody renamed it', async () => {
    const id = need(await services.artifact.open(modelFile('weights.bin')));
    expect(need(await services.inspect.open(id)).name).toBe('weights.bin');
  });

  test('a refused one leaves nothing behind', async () => {
    const before = await services.inspect.list();
    const refused = await services.artifact.open(modelFile('bad.safetensors', { form: 'default' }));
    expect(refused.ok ? '' : refused.failure.message).toContain('form is default, but member 0');
    expect(await services.inspect.list()).toEqual(before);
  });

  test('the ledger tells where it came from', async () => {
    const entries = await withStore(async (store) => need(await store.ledger.entries()));
    const own = entries.find(
      ({ kind, payload }) => kind === 'open-foreign' && JSON.stringify(payload).includes(summary.id),
    );
    expect(own?.payload).toMatchObject({ format: 'model trained elsewhere' });
  });
});
