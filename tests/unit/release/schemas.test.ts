import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { readZip, type Parts } from '../../../src/formats/artifact/zip';
import { packArtifact } from '../../../src/release/artifact';
import { coverOf } from '../../../src/reward/distance/cover';
import { numericNorms, textNorms } from './every-norm';
import { randomInput, randomModel, sculptPatches } from './fixtures';

const names = ['manifest', 'patches', 'norms', 'gate', 'tests', 'selftest'] as const;
type Loose = Record<string, unknown>;
const ajv = new Ajv({ strict: true, allowUnionTypes: true });

function schema(name: string): object {
  const url = new URL(`../../../docs/schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as object;
}

let parts: Parts;
const read = (name: string): Loose => JSON.parse(new TextDecoder().decode(parts.get(`${name}.json`))) as Loose;

describe('the published JSON Schemas', () => {
  beforeAll(async () => {
    const packed = await packArtifact(randomInput());
    const zip = packed.ok ? readZip(packed.value.bytes) : packed;
    if (!zip.ok) throw new Error(zip.failure.message);
    parts = zip.value.parts;
  });

  it.each(names)('describe %s.json as it is packed, and nothing beside it', (name) => {
    const validate = ajv.compile(schema(name));
    expect(validate(read(name)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...read(name), stranger: 1 })).toBe(false);
    expect(validate({})).toBe(false);
  });

  it('want a number for l_max or for κ_s of an expert that is sculpted', () => {
    const validate = ajv.compile(schema('patches'));
    const [sculpt] = sculptPatches(randomModel());
    const plain = { ...sculpt, lMax: undefined, kappa: undefined };
    const isRead = (patch: object) =>
      validate(JSON.parse(JSON.stringify({ schema: 'truewheel.patches/1', patches: [patch] })));
    expect([sculpt, { ...plain, kappa: 8 }, { ...plain, lMax: 0.1, kappa: 8 }].map(isRead)).toEqual([true, true, true]);
    const bad = [plain, { ...sculpt, kappa: null }, { ...plain, lMax: null }, { ...sculpt, lMin: 0 }];
    expect(bad.map(isRead)).toEqual([false, false, false, false]);
  });

  it('accept a reward without its basin', async () => {
    const { basin, ...rest } = randomInput({ family: 'knn' });
    if (basin === null) throw new Error('no basin');
    const cover = coverOf(basin, basin.points.slice(0, 3 * basin.dims));
    for (const left of [
      { ...rest, basin: null },
      { ...rest, basin: null, cover },
    ]) {
      const packed = await packArtifact(left);
      const zip = packed.ok ? readZip(packed.value.bytes) : packed;
      if (!zip.ok) throw new Error(zip.failure.message);
      parts = zip.value.parts;
      for (const name of names) {
        const validate = ajv.compile(schema(name));
        expect(validate(read(name)), `${name} ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
    expect(Object.keys(read('gate'))).toContain('cover');
    const strange = { ...read('gate'), cover: { centroids: [], radii: [] } };
    expect(ajv.compile(schema('gate'))(strange)).toBe(false);
  });

  it('accept norms of every kind, as data and as trees, and audit cells', async () => {
    const input = randomInput();
    const dims = input.model.standardiser.mean.length;
    const cells = { dims, centroids: new Float32Array(dims), draws: Uint32Array.of(3), flaws: Uint32Array.of(1) };
    const packed = await packArtifact({ ...input, norms: [...numericNorms, ...textNorms], cells });
    const zip = packed.ok ? readZip(packed.value.bytes) : packed;
    if (!zip.ok) throw new Error(zip.failure.cause ?? zip.failure.message);
    parts = zip.value.parts;
    for (const name of ['gate', 'norms']) {
      const validate = ajv.compile(schema(name));
      expect(validate(read(name)), `${name} ${JSON.stringify(validate.errors)}`).toBe(true);
    }
    expect(ajv.compile(schema('gate'))({ ...read('gate'), claims: 'yes' })).toBe(false);
    const gate = read('gate') as { norms: Loose[] };
    const validate = ajv.compile(schema('gate'));
    for (const tree of [{ op: 'add', of: [] }, { op: 'power', of: [] }, { op: 'feature', index: -1 }, null]) {
      expect(validate({ ...gate, norms: [{ ...gate.norms[0], tree }] })).toBe(false);
    }
  });

  it('hold patches to their rules', () => {
    const validate = ajv.compile(schema('patches'));
    const { patches } = read('patches') as { patches: Loose[] };
    for (const bad of [{ strength: 0 }, { reach: 0 }, { core: 1 }, { kernel: 'box' }, { space: 'latent' }]) {
      expect(validate({ schema: 'truewheel.patches/1', patches: [{ ...patches[0], ...bad }] })).toBe(false);
    }
  });
});
