import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { gatePy } from '../../../src/release/parts/gate-program';
import { published, tableOf } from '../../../scripts/lib/schemas';
import { partList } from '../../../src/app/artifact/part-list';
import { readZip } from '../../../src/formats/artifact/zip';
import { openArtifact, packArtifact } from '../../../src/release/artifact';
import { manifestSchema } from '../../../src/release/manifest';
import { allParts, listOf } from '../../../src/release/parts';
import { part } from '../../../src/release/parts/part';
import { modelPart } from '../../../src/release/parts/model';
import { toJsonSchema } from '@valibot/to-json-schema';
import { randomInput } from './fixtures';

const toy = part({
  name: 'toy.txt',
  since: 1,
  required: 'always',
  python: ['gate.py'],
  words: { title: 'Toy', sentence: 'A part that only tests have' },
  write: ({ input }) => new TextEncoder().encode(input.name),
  read: async (bytes, opening) => {
    const { model } = await opening.of(modelPart);
    return { toy: `${new TextDecoder().decode(bytes)}: ${model.family}` };
  },
});

describe('the parts of a reward file', () => {
  it('are published as they are in the code (else: npm run schemas)', async () => {
    for (const [path, text] of published(readFileSync('docs/artifact.md', 'utf8'))) {
      const made = await format(text, { ...(await resolveConfig(path)), filepath: path });
      expect(readFileSync(path, 'utf8'), path).toBe(made);
    }
  }, 30_000);

  it('each have words, a version they came with, and a name of their own', () => {
    expect(new Set(allParts.map(({ name }) => name)).size).toBe(allParts.length);
    for (const { words, since } of allParts) {
      expect(words.sentence).toMatch(/^[A-Z].*[^.]$/);
      expect(since).toBe(1);
    }
    expect(partList).toEqual(listOf(allParts));
  });

  it('take one more from its descriptor alone: manifest, archive, opening, schema, lists', async () => {
    const known = [...allParts, toy];
    const packed = await packArtifact(randomInput({ family: 'knn' }), known);
    if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
    const { bytes } = packed.value;
    const zip = readZip(bytes);
    expect(zip.ok && [...zip.value.parts.keys()]).toContain('toy.txt');
    const opened = await openArtifact(bytes, known);
    expect(opened).toMatchObject({ ok: true, value: { toy: 'Cart & pole: knn' } });
    expect(await openArtifact(bytes)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    const missing = await packArtifact(randomInput({ family: 'knn' }));
    expect(missing.ok && (await openArtifact(missing.value.bytes, known))).toMatchObject({
      failure: { kind: 'part-missing', cause: 'toy.txt' },
    });
    const schema = JSON.stringify(toJsonSchema(manifestSchema(known), { typeMode: 'input', errorMode: 'ignore' }));
    expect(schema).toContain('"toy.txt":{');
    const listed = listOf(known).filter(({ python }) => python.includes('gate.py'));
    expect(listed.map(({ name }) => name)).toContain('toy.txt');
    expect(tableOf(listOf(known))).toContain('| `toy.txt` | A part that only tests have | always | `gate.py` |');
  }, 60_000);

  it('name what gate.py reads', () => {
    const read = allParts.filter(({ python }) => python.includes('gate.py'));
    for (const { name } of read) expect(gatePy).toContain(`"${name}"`);
  });
});
