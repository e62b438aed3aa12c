import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unbounded } from '../../../src/norms/bounds';
import type { Norm } from '../../../src/norms/norm';
import { checkNorm, readNorms, writeNorms } from '../../../src/norms/norms-file';
import { feature, must, plane } from './fixtures';

const text = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const validate = ajv.compile(JSON.parse(text('docs/schema/norms.schema.json')) as object);

const features = [0, 1];
const points = [
  [0, 0],
  [1, 2],
];
const range: Norm = { id: 'range', type: 'range', features: [1], min: [-1], max: [unbounded] };
const examples: Norm[] = [
  { ...range, severity: 0.5, description: 'y is not too small' },
  { id: 'support', type: 'support', boundary: 2 },
  { id: 'near', type: 'support', features: [1, 0], boundary: 2, points },
  { id: 'half', type: 'half-space', features, normal: [1, -1], offset: 0.25 },
  { id: 'path', type: 'path', features, points, width: 1 },
  { id: 'wall', type: 'wall', features, boxes: [{ min: [0, -unbounded], max: [1, 1] }] },
  { id: 'slow', type: 'velocity', features, max: 3 },
  { id: 'moving', type: 'velocity', features, min: 1, max: 3 },
  { id: 'lane', type: 'lane', features, points, left: 1, right: 0 },
  { id: 'rule', type: 'predicate', expression: 'x < 1 && record.channel == "sms"' },
  { id: 'word', type: 'keyword', field: 'message', words: ['stop', 'double it'], mode: 'forbid' },
  { id: 'pattern', type: 'regex', field: 'message', pattern: '(?i)^stop$', mode: 'require' },
  { id: 'soon', type: 'temporal', operator: 'eventually', from: 0, to: 5, norm: range },
  { id: 'long', type: 'temporal', operator: 'for-at-least', from: 1, to: 5, frames: 3, norm: range },
];
const file = (...norms: unknown[]): unknown => ({ schema: 'truewheel.norms/1', norms });

describe('norms in files', () => {
  it('come back as they were, through text', () => {
    const written = writeNorms(examples, plane);
    expect(must(readNorms(JSON.parse(JSON.stringify(written)), plane))).toEqual(examples);
  });

  it('are what the JSON Schema describes', () => {
    expect(validate(writeNorms(examples, plane)), JSON.stringify(validate.errors)).toBe(true);
    for (const norm of examples) {
      expect(validate(file({ ...norm, stranger: 1 })), norm.id).toBe(false);
      expect(validate(file({ ...norm, severity: 0 })), norm.id).toBe(false);
    }
  });

  it('name features, and write null where there is no bound', () => {
    expect(writeNorms([range, examples[5]], plane)).toEqual(
      file(
        { id: 'range', type: 'range', features: ['y'], min: [-1], max: [null] },
        { id: 'wall', type: 'wall', features: ['x', 'y'], boxes: [{ min: [0, null], max: [1, 1] }] },
      ),
    );
  });

  it('are found by the names of features, wherever these stand now', () => {
    const moved = [feature('z'), ...[...plane].reverse()];
    const norms = must(readNorms(writeNorms([examples[3]], plane), moved));
    expect(norms[0]).toMatchObject({ features: [2, 1], normal: [1, -1] });
  });

  it('of the bundled example can be read and hold to the schema', () => {
    const value: unknown = JSON.parse(text('static/examples/clinical-messages.norms.json'));
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    const named = ['dose_share_of_daily_max', 'hours_since_dose', 'systolic_mmhg', 'temperature_c'];
    const norms = readNorms(
      value,
      named.map((name) => feature(name)),
    );
    expect(must(norms).map(({ id }) => id)).toContain('sms-fever');
  });

  it('come back as they were for any range', () => {
    const bound = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(bound, bound, fc.double({ min: 1e-9, max: 1, noNaN: true }), (a, b, severity) => {
        const norm: Norm = { ...range, severity, min: [Math.min(a, b)], max: [Math.max(a, b)] };
        const read = must(readNorms(JSON.parse(JSON.stringify(writeNorms([norm], plane))), plane))[0];
        expect(JSON.stringify(read)).toBe(JSON.stringify({ ...read, min: norm.min, max: norm.max, severity }));
      }),
    );
  });
});

describe('what is no norm', () => {
  const by = Object.fromEntries(examples.map((norm) => [norm.id, norm]));
  const changed = (id: string, change: object): unknown => ({ ...by[id], ...change });
  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['a text', 'range', /it is not an object/],
    ['nothing', null, /it is not an object/],
    ['a list', [], /type is none of/],
    ['no id', { ...range, id: undefined }, /id is not text/],
    ['an empty id', changed('range', { id: '' }), /id is empty/],
    ['a long id', changed('range', { id: 'x'.repeat(201) }), /id is longer than 200/],
    ['no type', changed('range', { type: undefined }), /type is none of range, support/],
    ['an unknown type', changed('range', { type: 'constructor' }), /type is none of/],
    ['a severity of 0', changed('range', { severity: 0 }), /above 0/],
    ['a severity above 1', changed('range', { severity: 1.01 }), /severity is more than 1/],
    ['a severity that is text', changed('range', { severity: '1' }), /severity is not a number/],
    ['a description that is none', changed('range', { description: 3 }), /description is not text/],
    ['a stranger', changed('range', { maximum: 3 }), /unknown field maximum/],
    ['no features', changed('range', { features: [] }), /features has fewer than 1 entries/],
    ['an unknown feature', changed('range', { features: ['speed'] }), /no feature "speed"; there are x, y/],
    ['a feature out of range', changed('range', { features: [2] }), /no feature 2/],
    ['a negative feature', changed('range', { features: [-1] }), /features\[0\] is less than 0/],
    ['a feature twice', changed('half', { features: ['x', 0] }), /twice/],
    ['no bounds', changed('range', { min: [] }), /: min has fewer than 1/],
    ['too many bounds', changed('range', { max: [1, 2] }), /max has 2 numbers and must have 1, one a feature/],
    ['a bound that is not finite', changed('range', { min: [-Infinity] }), /finite/],
    ['bounds the wrong way round', changed('range', { min: [2], max: [1] }), /above its/],
    ['no bound at all', changed('range', { min: [null], max: [null] }), /no bound at all/],
    ['a negative boundary', changed('support', { boundary: -1 }), /boundary is less than 0/],
    ['a boundary that is NaN', changed('support', { boundary: NaN }), /boundary is not a number/],
    ['points of the wrong width', changed('near', { points: [[1]] }), /points\[0\] has 1 numbers and must have 2/],
    ['too many points', changed('near', { points: Array.from({ length: 10_001 }, () => [0, 0]) }), /10000/],
    ['a normal without length', changed('half', { normal: [0, 0] }), /length/],
    ['a normal that is too long', changed('half', { normal: [1e308, 1.5e308] }), /length/],
    ['a path without points', changed('path', { points: [] }), /points has fewer than 1 entries/],
    ['a negative width', changed('path', { width: -1 }), /width is less than 0/],
    ['no boxes', changed('wall', { boxes: [] }), /boxes has fewer than 1 entries/],
    ['a box that is none', changed('wall', { boxes: [[0, 1]] }), /boxes\[0\] lacks min/],
    ['a box with a stranger', changed('wall', { boxes: [{ min: [0, 0], max: [1, 1], mid: 0 }] }), /mid/],
    ['a box turned round', changed('wall', { boxes: [{ min: [2, 0], max: [1, 1] }] }), /above its/],
    ['a velocity without a maximum', changed('slow', { max: undefined }), /max is not a number/],
    ['a velocity with its bounds turned round', changed('moving', { max: 0.5 }), /max is less than min, 1/],
    ['a lane in one feature', changed('lane', { features: ['x'] }), /features has fewer than 2/],
    ['a lane of one point', changed('lane', { points: [[0, 0]] }), /points has fewer than 2/],
    ['a lane that stands still', changed('lane', { points: [points[0], points[0]] }), /must differ/],
    ['an expression that is none', changed('rule', { expression: 'x <' }), /expression cannot be read/],
    ['an expression about no condition', changed('rule', { expression: 'x + y' }), /condition is expected/],
    ['a pattern that Python reads otherwise', changed('pattern', { pattern: 'a++' }), /possessive/],
    ['a pattern that cannot be read', changed('pattern', { pattern: '(a' }), /pattern cannot be read/],
    ['an unknown mode', changed('pattern', { mode: 'allow' }), /mode is none of forbid, require/],
    ['no words', changed('word', { words: [] }), /words has fewer than 1 entries/],
    ['words without a letter', changed('word', { words: ['stop', '—!'] }), /neither a letter nor a digit/],
    ['a window turned round', changed('soon', { from: 6 }), /to is less than from, 6/],
    ['a window before now', changed('soon', { from: -1 }), /from is less than 0/],
    ['half a frame', changed('soon', { to: 5.5 }), /whole number/],
    ['a run without frames', changed('long', { frames: undefined }), /it lacks frames/],
    ['a run longer than its window', changed('long', { frames: 6 }), /longer than the window/],
    ['frames that mean nothing', changed('soon', { frames: 2 }), /frames means nothing for eventually/],
    ['a window in a window', changed('soon', { norm: by.long }), /norm\.type is none of range/],
    ['a bad norm in a window', changed('soon', { norm: { ...range, min: [] } }), /norm\.min has fewer/],
  ];

  it.each(refused)('is refused with a sentence: %s', (_, norm, why) => {
    const checked = checkNorm(norm, plane);
    expect(checked.ok).toBe(false);
    if (checked.ok) return;
    expect(checked.failure.kind).toBe('malformed');
    expect(checked.failure.message).toMatch(why);
    expect(readNorms(file(range, norm), plane).ok).toBe(false);
  });

  const files: readonly (readonly [string, unknown, string])[] = [
    ['no object', [], 'malformed'],
    ['no list', { schema: 'truewheel.norms/1', norms: {} }, 'malformed'],
    ['no schema', { norms: [] }, 'malformed'],
    ['another schema', { schema: 'truewheel.gate/1', norms: [] }, 'malformed'],
    ['a newer schema', { schema: 'truewheel.norms/2', norms: [] }, 'schema-newer'],
    ['a stranger', { schema: 'truewheel.norms/1', norms: [], more: 1 }, 'malformed'],
    ['one id twice', file(range, range), 'bad-parameter'],
    ['too many norms', file(...Array.from({ length: 1001 }, (_, i) => ({ ...range, id: `n${i}` }))), 'malformed'],
  ];

  it.each(files)('in a file is refused by its kind: %s', (_, value, kind) => {
    const read = readNorms(value, plane);
    expect(read.ok ? 'read' : read.failure.kind).toBe(kind);
  });

  it('is refused or is a norm, whatever one field becomes', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(NaN, Infinity, undefined));
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), value, (norm, place, instead) => {
        const keys = Object.keys(norm);
        const checked = checkNorm({ ...norm, [keys[place % keys.length]]: instead }, plane);
        if (checked.ok) expect(checkNorm(checked.value, plane)).toEqual(checked);
      }),
      { numRuns: 2000 },
    );
  });
});
