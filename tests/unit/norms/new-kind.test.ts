import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import Ajv from 'ajv';
import type * as v from 'valibot';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { exactly, finite } from '../../../src/basics/schema';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { normKinds, normWords, rowKinds, rowWords } from '../../../src/norms/kinds';
import { collectKinds, collectWords } from '../../../src/norms/kinds/collect';
import { common, featureList } from '../../../src/norms/kinds/fields';
import { featuresField } from '../../../src/norms/kinds/form';
import { named, type NormBy, type NormKind, type NormWords } from '../../../src/norms/kinds/kind';
import { kindTable } from '../../../src/norms/kinds/table';
import type { Norm } from '../../../src/norms/norm';
import { normsFileSchemaOf, readNorms, writeNorms } from '../../../src/norms/norms-file';
import { treeOf } from '../../../src/norms/tree-of';
import { constant, feature, subtract } from '../../../src/norms/tree/tree-nodes';
import { numericNorms, textNorms } from '../release/every-norm';
import { must, plane, spaceOf } from './fixtures';

/** What a file of a new kind holds. */
const schema = (features: readonly Feature[]) =>
  exactly({ ...common('ceiling'), features: featureList(features, 1), top: finite });
type CeilingNorm = NormBy<typeof schema>;
const ceilingWords: NormWords<CeilingNorm> = {
  type: 'ceiling',
  title: 'Ceiling',
  hint: 'A feature stays below a number.',
  margin: 'top − feature',
  form: [featuresField, { key: 'top', label: 'Top', kind: 'number' }],
  sentence: ({ features, top }, telling) => `${telling.feature(features[0]).name} ≤ ${telling.number(top)}`,
  named,
};
const ceiling: NormKind<CeilingNorm> = {
  type: 'ceiling',
  schema,
  tree: ({ features, top }) => subtract(constant(top), feature(features[0])),
};

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
/** As a published schema is made: rules across fields stand in words. */
function jsonSchema(kinds: typeof normKinds): object {
  const ignoreActions = ['finite', 'check', 'raw_check'];
  return toJsonSchema(normsFileSchemaOf(kinds), { typeMode: 'input', ignoreActions });
}
const telling = { feature: (index: number) => plane[index], number: (value: number) => String(value) };

describe('a new kind of norm, from its own file alone', () => {
  const kinds = collectKinds([...rowKinds, ceiling]);
  const words = collectWords([...rowWords, ceilingWords]);
  const plain: CeilingNorm = { id: 'low', type: 'ceiling', features: [1], top: 2 };
  const window = { id: 'soon', type: 'temporal', operator: 'eventually', from: 0, to: 3, norm: plain };
  // No list of known norms has it.
  const norms = [plain, window] as unknown as Norm[];

  it('is offered in the form, before the windows over it', () => {
    expect(words.all.slice(-2).map(({ title }) => title)).toEqual(['Ceiling', 'Over time']);
    expect(words.of('ceiling').form.map(({ key }) => key)).toEqual(['features', 'top']);
    expect(words.of('temporal').sentence(norms[1], telling)).toBe('At some frame 0 to 3 frames on: y ≤ 2');
    expect(words.of('temporal').named(norms[1], plane)).toEqual([1]);
  });

  it('is in norms.json and its JSON Schema, inside windows too', () => {
    const file = writeNorms(norms, plane, kinds);
    const validate = ajv.compile(jsonSchema(kinds));
    expect(validate(file), JSON.stringify(validate.errors)).toBe(true);
    expect(ajv.compile(jsonSchema(normKinds))(file)).toBe(false);
    expect(must(readNorms(JSON.parse(JSON.stringify(file)), plane, kinds))).toEqual(norms);
    expect(readNorms(file, plane).ok).toBe(false);
  });

  it('is a line of the table in the docs, and a type that gate.py is told of', () => {
    const line = '| `ceiling` | Ceiling | A feature stays below a number. | top − feature | `features`, `top` |\n';
    expect(kindTable(words)).toContain(line);
    expect(kinds.rowTypes).toEqual([...normKinds.rowTypes, 'ceiling']);
  });

  it('has a tree', () => {
    expect(must(treeOf(norms[0], spaceOf(plane), kinds))).toMatchObject({
      op: 'subtract',
      of: [{ value: 2 }, { index: 1 }],
    });
  });

  it('cannot take the type of another', () => {
    expect(() => collectKinds([...rowKinds, ceiling, ceiling])).toThrow(RangeError);
  });
});

describe('the kinds there are', () => {
  it('have words and a rule each, in one order', () => {
    expect(normWords.all.map(({ type }) => type)).toEqual(normKinds.types);
    expect(rowKinds.map(({ type }) => type)).toEqual(rowWords.map(({ type }) => type));
  });

  it('ask in their form for every field that their schema has', () => {
    const general = Object.keys(common(''));
    for (const kind of rowKinds) {
      const entries: v.ObjectEntries = kind.schema(plane).entries;
      const own = Object.entries(entries).filter(([key]) => !general.includes(key));
      const form = normWords.of(kind.type).form.map(({ key, optional = false }) => [key, optional]);
      expect(form.sort(), kind.type).toEqual(own.map(([key, { type }]) => [key, type === 'optional']).sort());
    }
  });

  it('are what the JSON Schema that their schemas give describes', () => {
    const validate = ajv.compile(jsonSchema(normKinds));
    const features = ['continuous_0', 'angle_1', 'category_2', 'derived_3'].map((name) => ({ ...plane[0], name }));
    const file = writeNorms([...numericNorms, ...textNorms], features);
    expect(validate(JSON.parse(JSON.stringify(file))), JSON.stringify(validate.errors)).toBe(true);
    const bad = [{ severity: 0 }, { stranger: 1 }, { id: '' }, { features: [] }, { min: ['0'] }, { type: 'ceiling' }];
    for (const change of bad) {
      expect(validate({ schema: 'truewheel.norms/1', norms: [{ ...numericNorms[0], ...change }] })).toBe(false);
    }
  });

  it('are the table in docs/norms.md (npm run tables writes it)', async () => {
    const path = new URL('../../../docs/norms.md', import.meta.url).pathname;
    const written = readFileSync(path, 'utf8');
    const [before, rest] = written.split('<!-- kinds: npm run tables -->\n');
    const after = rest.slice(rest.indexOf('<!-- /kinds -->'));
    const text = `${before}<!-- kinds: npm run tables -->\n\n${kindTable(normWords)}\n${after}`;
    const config = await resolveConfig(path);
    await expect(await format(text, { ...config, filepath: path })).toMatchFileSnapshot(path);
  });
});
