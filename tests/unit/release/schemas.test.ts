import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { readZip, type Parts } from '../../../src/formats/artifact/zip';
import { packArtifact } from '../../../src/release/artifact';
import { randomInput } from './fixtures';

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

  it('accept a reward without its basin', async () => {
    const packed = await packArtifact({ ...randomInput({ family: 'knn' }), basin: null });
    const zip = packed.ok ? readZip(packed.value.bytes) : packed;
    if (!zip.ok) throw new Error(zip.failure.message);
    parts = zip.value.parts;
    for (const name of names) {
      const validate = ajv.compile(schema(name));
      expect(validate(read(name)), `${name} ${JSON.stringify(validate.errors)}`).toBe(true);
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
