import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decide, observe } from '../../../src/gate/decide';
import { writeSafetensors, type StoredTensor } from '../../../src/formats/artifact/safetensors';
import { openForeignModel, type ForeignModel } from '../../../src/release/foreign-model';
import { openArtifact, packArtifact } from '../../../src/release/artifact';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import type { Scores } from '../../../src/reward/types';
import { decideUnder, openGate } from '../../../src/gate/open-gate';
import { partsOfForeign } from '../../../src/app/artifact/foreign-parts';
import { beginsLikeSafetensors } from '../../../src/app/artifact/reward-file';
import {
  defaultCase,
  defaultNames,
  expectClose,
  flatten,
  publishedCases,
  publishedNames,
  tensor,
} from '../reward/golden';
import { findPython } from './find-python';

type Change = (tensors: Map<string, StoredTensor>, settings: Record<string, unknown>) => void;

function featuresOf(count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({ name: `obs_${i}` }));
}

function bytesOf(
  tensors: Map<string, StoredTensor>,
  settings: object,
  schema = 'truewheel.foreign-model/1',
): Uint8Array {
  const metadata = new Map([
    ['schema', schema],
    ['model', JSON.stringify(settings, null, 1)],
  ]);
  return writeSafetensors({ tensors, metadata });
}

/** The golden model in the default form as a Python program would save it, in float64, after a change. */
function goldenFile(change: Change = () => undefined): Uint8Array {
  const { D, mean, std, members, calibrationValues, kappa, beta } = defaultCase;
  const tensors = new Map<string, StoredTensor>([
    ['standardiser.mean', { shape: [D], data: Float64Array.from(mean) }],
    ['standardiser.std', { shape: [D], data: Float64Array.from(std) }],
  ]);
  members.forEach((member, k) => {
    for (const name of defaultNames) tensors.set(`member.${k}.${name}`, tensor(member[name]));
  });
  const calibration = calibrationValues.map(({ lMin, lMax }) => ({ l_min: lMin, l_max: lMax }));
  const settings = { form: 'default', features: featuresOf(D), calibration, kappa, beta };
  change(tensors, settings);
  return bytesOf(tensors, settings);
}

function publishedFile({ D, mapping, ...golden }: (typeof publishedCases)[number]): Uint8Array {
  const tensors = new Map<string, StoredTensor>([
    ['standardiser.mean', { shape: [D], data: new Float32Array(D) }],
    ['standardiser.std', { shape: [D], data: new Float32Array(D).fill(1) }],
  ]);
  const values = golden as unknown as Record<string, Parameters<typeof tensor>[0]>;
  for (const name of publishedNames) tensors.set(`member.0.${name}`, tensor(values[name]));
  const calibration = [{ l_min: mapping.lMin, l_max: mapping.lMax }];
  return bytesOf(tensors, {
    form: 'published',
    features: featuresOf(D),
    calibration,
    kappa: mapping.steepness,
    beta: 1,
  });
}

function need(bytes: Uint8Array): ForeignModel {
  const opened = openForeignModel(bytes);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

function scored({ model }: ForeignModel, raw: Float64Array): Promise<Scores> {
  const members = openModel(model);
  if (!members.ok) throw new Error(members.failure.message);
  const { mean, std } = model.standardiser;
  const x = raw.map((value, i) => (value - mean[i % mean.length]) / std[i % std.length]);
  return new ReferenceScorer(model, members.value).score({ rows: raw.length / mean.length, x, raw }, []);
}

describe('a mixture that was trained elsewhere', () => {
  test('scores as the golden figures say, in the default form', async () => {
    const scores = await scored(need(goldenFile()), flatten(defaultCase.raw));
    expectClose(scores.energy, defaultCase.energy, 1e-5);
    expectClose(scores.baseReward, defaultCase.reward, 1e-6);
    expectClose(scores.memberDisagreement, defaultCase.disagreement, 1e-5);
  });

  test.each(publishedCases)(
    'scores as the golden figures say, in the published form ($D × $B × $E)',
    async (golden) => {
      const scores = await scored(need(publishedFile(golden)), flatten(golden.x));
      expectClose(scores.baseReward, golden.reward, 1e-5);
    },
  );

  test('comes with its middle, the ranges of its pictures, and its shape', () => {
    const { name, centre, ranges, shape } = need(
      goldenFile((_, settings) => {
        settings.name = 'mine';
        (settings.features as Record<string, unknown>[])[1].range = [-9, 4];
      }),
    );
    const { mean, std, B, E, H } = defaultCase;
    expect(name).toBe('mine');
    expectClose(centre, mean, 1e-6);
    expect(ranges[0].max).toBeCloseTo(mean[0] + 3 * std[0], 4);
    expect(ranges[1]).toEqual({ min: -9, max: 4 });
    expect(shape).toMatchObject({ form: 'default', bottleneck: B, experts: E, hidden: H });
  });

  test('encodes angles and categories as the file says', () => {
    const { model, ranges } = need(
      goldenFile((_, settings) => {
        settings.features = [
          { name: 'heading', unit: 'rad', role: 'angle' },
          { name: 'gear', role: 'category', levels: [1, 2, 5] },
        ];
      }),
    );
    expect(model.features.map(({ role }) => role)).toEqual(['angle', 'category']);
    expect(ranges[1]).toEqual({ min: 1, max: 5 });
    expect(ranges[0].max).toBeCloseTo(Math.PI);
  });

  test('is blocked everywhere, near or far, with a reason that people understand', async () => {
    const foreign = need(goldenFile());
    const raw = flatten(defaultCase.raw);
    const scores = await scored(foreign, raw);
    const { thresholds } = partsOfForeign(foreign, 'mine', '2026-01-01T00:00:00Z').families[0];
    for (const u of [NaN, 0, 9]) {
      const distanceRatio = new Float64Array(defaultCase.N).fill(u);
      for (let row = 0; row < defaultCase.N; row++) {
        const { action, reasons } = decide(
          observe({ rows: defaultCase.N, raw, distanceRatio, ...scores }, row),
          thresholds,
        );
        expect(action).toBe('block');
        expect(reasons[0].text).toBe('Blocked because this reward is not calibrated: no demonstrations came with it.');
        expect(reasons.map(({ reason }) => reason)).not.toContain('far');
      }
    }
  });

  test('is blocked by its thresholds alone, by a program that only compares', () => {
    const { uMax, uBlock, nMax } = partsOfForeign(need(goldenFile()), 'mine', '').families[0].thresholds;
    expect([0 >= uMax, 0 >= uBlock, -1e300 >= nMax]).toEqual([true, true, true]);
  });

  test('goes into a reward file and out again without figures that nobody measured', async () => {
    const foreign = need(goldenFile());
    const { model, families, ranges, centre, training, assessment, madeAt } = partsOfForeign(
      foreign,
      'mine',
      '2026-01-01T00:00:00.000Z',
    );
    const [{ thresholds }] = families;
    const content = { name: 'mine', model, patches: [], basin: null, outOfFold: [], thresholds, assessment, training };
    const untouched = { norms: [], cells: null };
    const packed = await packArtifact({
      ...content,
      ...untouched,
      createdAt: madeAt,
      ranges,
      centre,
      decide: decideUnder(openGate({ ...content, ...untouched }, null)),
    });
    if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
    const again = await openArtifact(packed.value.bytes);
    if (!again.ok) throw new Error(again.failure.message);
    expect(again.value.assessment).toBeNull();
    expect(again.value.thresholds).toEqual(thresholds);
    expect(again.value.training.seconds).toBeNaN();
    expect(new Set(again.value.selftest.decisions.map(({ action }) => action))).toEqual(new Set(['block']));
    expect(again.value.card).toContain('Trained elsewhere; no demonstrations came with the model');
    expect(again.value.card).not.toMatch(/undefined|NaN/);
  });

  test('is told from other files by its first bytes', () => {
    expect(beginsLikeSafetensors(goldenFile().subarray(0, 41))).toBe(true);
    for (const text of ['{"observations": [[1, 2]]}', 'obs_0,obs_1\n1,2\n', 'PK\u0003\u0004aaaaaaaaaa', ''])
      expect(beginsLikeSafetensors(new TextEncoder().encode(text))).toBe(false);
  });
});

describe('a file that is not as documented is refused', () => {
  const set = (key: string, value: unknown): Change => {
    return (_, settings) => void (settings[key] = value);
  };
  const feature = (change: object): Change => {
    return (_, settings) => void Object.assign((settings.features as object[])[2], change);
  };
  const put = (name: string, shape: number[], data: StoredTensor['data']): Change => {
    return (tensors) => void tensors.set(name, { shape, data });
  };
  const without = (name: string): Change => {
    return (tensors) => void tensors.delete(name);
  };
  const cases: readonly (readonly [string, Change, RegExp])[] = [
    ['a tensor is missing', without('member.1.W2'), /member 1: .*encoder is missing|member 1: W2 is missing/],
    ['a bias is missing', without('member.1.b3'), /member 1: b3 is missing/],
    [
      'a whole member is missing',
      (tensors) => defaultNames.forEach((name) => tensors.delete(`member.0.${name}`)),
      /member 0/,
    ],
    ['a tensor has the wrong shape', put('member.0.h', [4], new Float32Array(4)), /member 0: h is 4 instead of 3/],
    ['a tensor is not known', put('member.0.bias', [1], new Float32Array(1)), /member 0: bias does not belong/],
    ['a tensor belongs to no member', put('member.2.h', [3], new Float32Array(3)), /unknown tensor member\.2\.h/],
    ['a tensor is called __proto__', put('__proto__', [1], new Float32Array(1)), /unknown tensor __proto__/],
    ['a member’s tensor is called __proto__', put('member.0.__proto__', [1], new Float32Array(1)), /unknown tensor/],
    ['a tensor is called constructor', put('member.0.constructor', [1], new Float32Array(1)), /constructor does not/],
    ['a number is NaN', put('member.0.h', [3], Float32Array.of(0, NaN, 0)), /member\.0\.h: holds NaN/],
    [
      'a number is infinite',
      put('member.0.h', [3], Float32Array.of(0, Infinity, 0)),
      /member\.0\.h: holds NaN or infinity/,
    ],
    [
      'a number is beyond float32',
      put('member.0.h', [3], Float64Array.of(0, 1e200, 0)),
      /member\.0\.h holds a number that float32/,
    ],
    ['numbers are whole', put('member.0.h', [3], new Uint32Array(3)), /member\.0\.h holds whole numbers/],
    ['the standardiser is missing', without('standardiser.std'), /standardiser\.std is missing/],
    [
      'the standardiser is too short',
      put('standardiser.mean', [4], new Float32Array(4)),
      /standardiser\.mean is 4 instead of 5/,
    ],
    ['a scale is 0', put('standardiser.std', [5], Float32Array.of(1, 1, 0, 1, 1)), /not above 0/],
    ['the form is not known', set('form', 'transformer'), /form is none of default, published/],
    ['the form is the other one', set('form', 'published'), /form is published, but member 0/],
    [
      'a calibration is degenerate',
      set('calibration', [
        { l_min: 1, l_max: 1 },
        { l_min: 1, l_max: 2 },
      ]),
      /calibration\[0\] has an l_max that is not above/,
    ],
    [
      'a calibration is upside down',
      set('calibration', [
        { l_min: 1, l_max: 2 },
        { l_min: 3, l_max: 2 },
      ]),
      /calibration\[1\]/,
    ],
    ['a calibration is missing', set('calibration', [{ l_min: 1, l_max: 2 }]), /unknown tensor member\.1/],
    ['a calibration is text', set('calibration', [{ l_min: '1', l_max: 2 }]), /l_min is not a number/],
    [
      'there are no members',
      (tensors, settings) => {
        settings.calibration = [];
        for (const name of [...tensors.keys()]) if (name.startsWith('member')) tensors.delete(name);
      },
      /calibration has fewer than 1/,
    ],
    ['kappa is 0', set('kappa', 0), /steepness/],
    ['kappa is missing', set('kappa', undefined), /lacks kappa/],
    ['beta is above 1', set('beta', 1.5), /deployment weight/],
    ['thresholds are claimed', set('thresholds', { uMax: 1 }), /unknown field thresholds/],
    ['two features have one name', feature({ name: 'obs_0' }), /two features called obs_0/],
    ['a feature has no name', feature({ name: ' ' }), /features\[2\]\.name is empty/],
    [
      'a feature is called __proto__',
      feature({ name: '__proto__' }),
      /features\[2\]\.name is a name that is not allowed/,
    ],
    ['a role is not known', feature({ role: 'quaternion' }), /features\[2\]\.role is none of/],
    ['a category has no levels', feature({ role: 'category' }), /category without levels/],
    ['a level stands twice', feature({ role: 'category', levels: [1, 1] }), /level twice/],
    ['a plain feature has levels', feature({ levels: [1] }), /has levels and is no category/],
    ['a range is upside down', feature({ range: [2, 1] }), /range is not \[low, high\]/],
    ['features are too few', set('features', featuresOf(4)), /standardiser\.mean is 5 instead of 4/],
    ['there are no features', set('features', []), /features has fewer than 1/],
  ];

  test.each(cases)('%s', (_, change, message) => {
    const opened = openForeignModel(goldenFile(change));
    expect(opened.ok).toBe(false);
    if (opened.ok) return;
    expect(opened.failure.kind).toBe('malformed');
    expect(opened.failure.message).toMatch(message);
    expect(opened.failure.advice).toContain('Nothing was stored');
  });

  test('a field named __proto__ in the settings', () => {
    const tensors = new Map<string, StoredTensor>([['a', { shape: [1], data: new Float32Array(1) }]]);
    const metadata = new Map([
      ['schema', 'truewheel.foreign-model/1'],
      [
        'model',
        '{"__proto__": {"beta": 1}, "form": "default", "features": [{"name": "a"}], ' +
          '"calibration": [{"l_min": 0, "l_max": 1}], "kappa": 4, "beta": 1}',
      ],
    ]);
    const opened = openForeignModel(writeSafetensors({ tensors, metadata }));
    expect(opened.ok ? '' : opened.failure.message).toMatch(/unknown field __proto__/);
  });

  test('settings that Python wrote with NaN', () => {
    const bytes = goldenFile((_, settings) => (settings.kappa = 'KAPPA'));
    const text = new TextDecoder('latin1').decode(bytes).replace('\\"KAPPA\\"', 'NaN      ');
    const opened = openForeignModel(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    expect(opened.ok ? '' : opened.failure.message).toMatch(/is not JSON \(NaN and infinities are none\)/);
  });

  test('another schema, and a safetensors file of somebody else', () => {
    const tensors = new Map<string, StoredTensor>([['weight', { shape: [1], data: new Float32Array(1) }]]);
    for (const bytes of [
      bytesOf(tensors, {}, 'truewheel.model/1'),
      writeSafetensors({ tensors, metadata: new Map() }),
    ]) {
      const opened = openForeignModel(bytes);
      expect(opened.ok ? '' : opened.failure.message).toMatch(/“schema” is not truewheel\.foreign-model\/1/);
    }
  });

  test('one that was cut off anywhere', () => {
    const whole = goldenFile();
    for (const length of [0, 1, 8, 9, 500, Math.floor(whole.length / 2), whole.length - 1]) {
      const opened = openForeignModel(whole.subarray(0, length));
      expect(opened.ok).toBe(false);
      if (!opened.ok) expect(['empty', 'malformed']).toContain(opened.failure.kind);
    }
  });
});

const python = findPython('numpy');

test.skipIf(python === null)(
  'the Python program of the documentation writes a model that opens and scores',
  async () => {
    const page = readFileSync(new URL('../../../docs/foreign-models.md', import.meta.url), 'utf8');
    const program = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
    try {
      const path = join(folder, 'line.safetensors');
      execFileSync(python ?? '', ['-c', program, path]);
      const foreign = need(new Uint8Array(readFileSync(path)));
      expect(foreign.name).toBe('line');
      const { baseReward: reward } = await scored(foreign, Float64Array.of(0.4, 0.2, 1, -2));
      expect(reward[0]).toBe(1);
      expect(reward[1]).toBeLessThan(0.01);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
