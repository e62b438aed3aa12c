import { describe, expect, test } from 'vitest';
import type { Feature } from '../../../src/demonstrations/demonstrations';
import { alignedRows } from '../../../src/app/episodes/features';

function feature(name: string, own: Partial<Feature> = {}): Feature {
  return { name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [], ...own };
}

const wanted = [
  feature('x', { unit: 'm' }),
  feature('turn', { role: 'angle', unit: 'rad' }),
  feature('gear', { role: 'category', levels: [0, 1, 2] }),
];

function aligned(features: readonly Feature[]) {
  const values = Float32Array.from({ length: 2 * features.length }, (_, at) => at);
  return { values, result: alignedRows(wanted, undefined, { name: 'rollouts', features, rows: 2, values }) };
}

/** The failure, or a thrown message that fails the test. */
function refused(features: readonly Feature[]) {
  const { result } = aligned(features);
  if (result.ok) throw new Error('it was taken');
  return result.failure;
}

describe('the columns of another data set', () => {
  test('are found by name, in any order and among others', () => {
    const { result } = aligned([
      feature('extra'),
      feature('gear', { role: 'category', levels: [0, 2] }),
      feature('x'),
      feature('turn', { role: 'angle', unit: 'rad' }),
    ]);
    expect(result).toEqual({ ok: true, value: Float32Array.of(2, 3, 1, 6, 7, 5) });
  });

  test('are taken as they lie when they are the same', () => {
    const { result, values } = aligned(wanted);
    expect(result.ok && result.value).toBe(values);
  });

  test('that are missing are named, with what to do', () => {
    const { kind, message, advice } = refused([wanted[0], feature('other')]);
    expect(kind).toBe('bad-mapping');
    expect(message).toBe('“rollouts” lacks 2 of the 3 columns that this reward reads: “turn”, “gear”.');
    expect(advice).toMatch(/names, roles and units/);
  });

  test('are told apart from a data set that has none of them', () => {
    const { kind, message } = refused([feature('a'), feature('b')]);
    expect(kind).toBe('no-features');
    expect(message).toContain('“x”, “turn”, “gear”');
  });

  test('must be used in the same role', () => {
    expect(refused([wanted[0], feature('turn'), wanted[2]])).toMatchObject({
      kind: 'bad-mapping',
      message: expect.stringContaining('“turn” is used as continuous') as string,
    });
  });

  test('must have the same unit where both are known, and only there', () => {
    expect(refused([feature('x', { unit: 'mm' }), wanted[1], wanted[2]])).toMatchObject({
      kind: 'bad-mapping',
      message: expect.stringContaining('in mm') as string,
    });
    expect(aligned([feature('x'), wanted[1], wanted[2]]).result.ok).toBe(true);
  });

  test('must hold no code that the reward has never seen', () => {
    expect(refused([wanted[0], wanted[1], feature('gear', { role: 'category', levels: [1, 7] })])).toMatchObject({
      kind: 'bad-mapping',
      message: expect.stringContaining('never seen: 7') as string,
    });
  });

  test('bring codes of texts to those of the reward, each file numbering them anew', () => {
    const gears = [feature('gear', { role: 'category', levels: [0, 1, 2] })];
    const read = (own: readonly string[] | null, levels: number[]) =>
      alignedRows(gears, [['low', 'high', 'reverse']], {
        name: 'rollouts',
        features: [feature('gear', { role: 'category', levels })],
        ...{ rows: 3, values: Float32Array.of(0, 1, 0), labels: [own] },
      });
    expect(read(['reverse', 'low'], [0, 1])).toEqual({ ok: true, value: Float32Array.of(2, 0, 2) });
    expect(read(['low', 'high'], [0, 1])).toEqual({ ok: true, value: Float32Array.of(0, 1, 0) });
    const strange = read(['low', 'park'], [0, 1]);
    expect(!strange.ok && strange.failure.message).toMatch(/never seen: park\.$/);
    const numbers = read(null, [0, 1]);
    expect(!numbers.ok && numbers.failure.message).toMatch(/holds numbers in “rollouts”, and this reward reads texts/);
  });
});
