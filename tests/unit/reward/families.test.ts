import { describe, expect, test } from 'vitest';
import { ok } from '../../../src/basics/result';
import { rewardOnnx } from '../../../src/formats/artifact/onnx/graph';
import { readModel, writeModel } from '../../../src/release/model-part';
import { defaultFamilies, families, familyIds, familyOf, findFamily } from '../../../src/reward/families';
import { collectFamilies, familyTable, trainedByDefault } from '../../../src/reward/families/collect';
import type { Family } from '../../../src/reward/families/family';
import { exponential } from '../../../src/reward/families/mapping';
import { sizesOf } from '../../../src/reward/families/tensor-form';
import { openModel } from '../../../src/reward/open-model';
import { scoreReference } from '../../../src/reward/score';
import type { ErrorModel, FamilyId, RewardModel, Tensors } from '../../../src/reward/types';
import { runOnnx } from '../formats/artifact/run-onnx';
import { asWritten, tableIn } from '../house/table-in';
import { randomModel } from '../release/fixtures';

/** m(x) = Σ_d |x_d − centre_d|. */
const toy: Family<'toy'> = {
  id: 'toy',
  title: 'Toy',
  hint: 'distance to one centre',
  error: 'sum of distances to a centre',
  tensors: { default: { centre: ['D'] } },
  mapping: exponential,
  trainedBy: 'itself',
  byDefault: true,
  onBackends: false,
  fit: ({ dims }) => Promise.resolve({ centre: { shape: [dims], data: new Float32Array(dims) } }),
  open: ({ centre }) => ok(errorFrom(centre.data)),
  graph: (algebra, x, { centre }) => {
    const away = algebra.sub(x, algebra.numbers('centre', centre.shape, centre.data));
    return { error: algebra.sum(algebra.apply('Abs', away), 1), decoderNorms: null, expert: null };
  },
};

function errorFrom(centre: Tensors[string]['data']): ErrorModel {
  const parts = (x: ArrayLike<number>, at: number) =>
    Float64Array.from(centre, (value, d) => Math.abs(x[at + d] - value));
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const dims = centre.length;
  return {
    dims,
    errors: (x, rows) => Float64Array.from({ length: rows }, (_, row) => sum(parts(x, row * dims))),
    contributions: (x) => parts(x, 0),
  };
}

const withToy = collectFamilies<FamilyId | 'toy'>([...Object.values(families), toy]);

/** No file can name it, so the types do not know it either. */
function toyModel(): RewardModel {
  const plain = { unit: '', role: 'continuous', group: 'observation', levels: [] } as const;
  const features = ['a', 'b'].map((name) => ({ ...plain, name, column: name }));
  const tensors = { centre: { shape: [2], data: Float32Array.of(0.5, -1) } };
  return {
    family: toy.id as string as FamilyId,
    features,
    standardiser: { mean: Float32Array.of(1, 2), std: Float32Array.of(2, 3) },
    members: [{ calibration: { lMin: 0.1, lMax: 0.4 }, tensors }],
    kappa: 4,
    beta: 1,
  };
}

describe('a family that joins', () => {
  test('is opened, and has an ONNX form that gives the same numbers', async () => {
    const model = toyModel();
    const opened = openModel(model, withToy);
    if (!opened.ok) throw new Error(opened.failure.message);
    const raw = Float64Array.from({ length: 40 }, (_, i) => Math.fround(3 * Math.sin(i)));
    const x = raw.map((value, i) => (value - (1 + (i % 2))) / (2 + (i % 2)));
    const found = await runOnnx(rewardOnnx(model, familyOf(model, withToy), [], 'test'), raw, 2);
    opened.value[0].errors(x, 20).forEach((error, row) => {
      const n = (error - 0.1) / (0.4 - 0.1);
      expect(Math.abs(found.energy[row] - n)).toBeLessThan(1e-5 * Math.abs(n));
    });
  });

  test('may be named by a part of a file, and is trained by default after those that were there', () => {
    const known = Object.keys(withToy) as FamilyId[];
    expect(readModel(writeModel(toyModel()), known)).toEqual(toyModel());
    expect(trainedByDefault(withToy)).toEqual([...defaultFamilies, 'toy']);
  });

  test('stands in the table of the methods', () => {
    expect(familyTable(withToy)).toContain('| `toy` | sum of distances to a centre |');
  });

  test('needs a name of its own, and a training that it has', () => {
    expect(() => collectFamilies([toy, toy])).toThrow('two families');
    expect(() => collectFamilies([{ ...toy, trainedBy: 'nobody' }])).toThrow('not trained as it says');
    expect(() => collectFamilies([{ ...toy, trainedBy: 'nobody', fit: undefined }])).toThrow('by default');
  });
});

describe('a family that nobody knows', () => {
  test.each(['toy', 'toString', '__proto__'])('%s is refused wherever it could be taken for another', (id) => {
    const model = { ...toyModel(), family: id as FamilyId };
    expect(openModel(model).ok).toBe(false);
    expect(findFamily(id)).toBeNull();
    expect(() => familyOf(model)).toThrow('no family of rewards');
    expect(() => readModel(writeModel(model))).toThrow('family');
    expect(() => scoreReference(model, [], { rows: 0, x: new Float64Array(0), raw: new Float64Array(0) }, [])).toThrow(
      'no family of rewards',
    );
  });
});

describe('the families', () => {
  test('are trained in their order, the one that scores at first in front', () => {
    expect(familyIds).toEqual(['mixture', 'gaussians', 'knn', 'lattice']);
    expect(defaultFamilies).toEqual(['mixture', 'gaussians', 'knn']);
  });

  test('stand in docs/methods.md as they describe themselves', async () => {
    const path = 'docs/methods.md';
    expect(tableIn(path, 'families')).toBe(await asWritten(path, familyTable(families)));
  });

  test.each(['mixture', 'gaussians', 'knn'] as const)('%s has tensors of the form that it names', (family) => {
    for (const published of [false, true]) {
      const [{ tensors }] = randomModel({ family, published }).members;
      const fitting = Object.values(families[family].tensors).filter((form) => sizesOf(form, tensors) !== null);
      expect(fitting).toHaveLength(1);
      const [first, ...rest] = Object.keys(tensors);
      const short = Object.fromEntries(rest.map((name) => [name, tensors[name]]));
      expect(families[family].open(short).ok, `without ${first}`).toBe(false);
      expect(families[family].open({ ...tensors, strange: tensors[first] }).ok).toBe(false);
    }
  });
});
