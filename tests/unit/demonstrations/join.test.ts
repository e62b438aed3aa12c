import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/demonstrations/fingerprint';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { labelsOf } from '../../../src/demonstrations/join-codes';
import { joinRecordings, type Recording } from '../../../src/demonstrations/join-demonstrations';
import type { Mapping, Role } from '../../../src/demonstrations/mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Column, Table } from '../../../src/demonstrations/table';
import { column, table } from './tables';

function recording(given: Table, mapping: Mapping = guessMapping(given)): Recording {
  const prepared = prepare(given, mapping);
  if (!prepared.ok) throw new Error(prepared.failure.message);
  return { ...prepared.value, labels: labelsOf(prepared.value.demonstrations, given) };
}

function joined(first: Recording, added: Recording): Recording {
  const result = joinRecordings(first, added);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

function why(first: Recording, added: Recording): string {
  const result = joinRecordings(first, added);
  return result.ok ? 'joined' : `${result.failure.kind}: ${result.failure.message}`;
}

function texts(name: string, values: readonly string[]): Column {
  const labels = [...new Set(values)].sort();
  return {
    ...column(
      name,
      values.map((value) => labels.indexOf(value)),
    ),
    labels,
  };
}

function as(given: Table, role: Role, unit = '', fps: number | null = null): Recording {
  const [{ name }] = given.columns;
  return recording(given, {
    features: [{ column: name, name, unit, role }],
    episodeColumn: null,
    timeColumn: null,
    fps,
  });
}

describe('joining new episodes to a data set', () => {
  it('is what mapping all files together would have given', async () => {
    const row = fc.tuple(
      fc.float({ noNaN: true, min: -9, max: 9 }),
      fc.option(fc.integer({ min: 0, max: 3 }), { nil: NaN }),
    );
    const rows = fc
      .array(row, { minLength: 2, maxLength: 12 })
      .filter((all) => all.some(([, gear]) => !Number.isNaN(gear)));
    const mapping: Mapping = {
      features: [
        { column: 'x', name: 'x', unit: 'm', role: 'continuous' },
        { column: 'gear', name: 'gear', unit: '', role: 'category' },
        { column: 'x', name: 'v', unit: 'm/s', role: 'derived' },
      ],
      episodeColumn: null,
      timeColumn: null,
      fps: 10,
    };
    const whole = (all: readonly (readonly [number, number])[], starts: readonly number[]): Table =>
      table(
        [
          column(
            'x',
            all.map(([x]) => x),
          ),
          column(
            'gear',
            all.map(([, gear]) => gear),
          ),
        ],
        starts,
      );
    await fc.assert(
      fc.asyncProperty(rows, rows, async (a, b) => {
        const [first, added] = [recording(whole(a, [0]), mapping), recording(whole(b, [0]), mapping)];
        const expected = recording(whole([...a, ...b], [0, a.length]), mapping);
        const result = joined(first, added);
        expect(result.demonstrations).toEqual(expected.demonstrations);
        expect(await fingerprint(result.demonstrations)).toBe(await fingerprint(expected.demonstrations));
        expect(result.report).toEqual(expected.report);
        expect(result.origins.frames).toEqual(expected.origins.frames);
        expect(result.origins.starts).toEqual(expected.origins.starts);
        expect(first.demonstrations).toEqual(recording(whole(a, [0]), mapping).demonstrations);
      }),
      { numRuns: 60 },
    );
  });

  it('lets an index count on that goes on where the data set ends, and no other', () => {
    const part = (...index: number[]) => recording(table([column('x', [1, 2, 3]), column('index', index)]));
    const startsOf = (second: number) =>
      Array.from(joined(part(7, 8, 9), part(second, second + 1, second + 2)).origins.starts);
    expect(startsOf(10)).toEqual([7, 10]);
    expect(startsOf(50)).toEqual([7, 50]);
    expect(startsOf(7)).toEqual([7, 17]);
    expect(startsOf(0)).toEqual([7, 10]);
  });

  it('keeps the files’ own numbers of episodes, though they repeat', () => {
    const given = table([column('x', [1, 2, 3, 4]), column('episode', [8, 8, 9, 9], 'episode')]);
    expect(Array.from(joined(recording(given), recording(given)).origins.numbers)).toEqual([8, 9, 8, 9]);
  });

  it('takes features in another order under their names', () => {
    const first = recording(table([column('x', [1, 2, 3]), column('y', [10, 20, 30])]));
    const added = recording(table([column('y', [40, 50, 60]), column('x', [4, 5, 6])]));
    expect(Array.from(joined(first, added).demonstrations.values)).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]);
  });

  it('gives a text the code that it has in the data set, and new texts the next ones', () => {
    const first = as(table([texts('colour', ['green', 'red', 'green'])]), 'category');
    const added = as(table([texts('colour', ['blue', 'red', 'blue'])]), 'category');
    const result = joined(first, added);
    expect(Array.from(result.demonstrations.values)).toEqual([0, 1, 0, 2, 1, 2]);
    expect(result.labels).toEqual([['green', 'red', 'blue']]);
    expect(result.demonstrations.features[0].levels).toEqual([0, 1, 2]);
  });

  it.each<[string, Recording, Recording, RegExp]>([
    [
      'a feature that is absent',
      recording(table([column('x', [1, 2]), column('y', [1, 2])])),
      as(table([column('x', [1, 2])]), 'continuous'),
      /a feature “y”, which the new files have not/,
    ],
    [
      'a feature more',
      as(table([column('x', [1, 2])]), 'continuous'),
      recording(table([column('x', [1, 2]), column('y', [1, 2])])),
      /a feature “y”, which the data set has not/,
    ],
    [
      'another role',
      as(table([column('x', [1, 2])]), 'continuous'),
      as(table([column('x', [1, 2])]), 'angle'),
      /“x” is continuous in the data set and angle/,
    ],
    [
      'another unit',
      as(table([column('x', [1, 2])]), 'continuous', 'm'),
      as(table([column('x', [1, 2])]), 'continuous'),
      /the unit “m” in the data set and no unit/,
    ],
    [
      'another time step',
      as(table([column('x', [1, 2])]), 'continuous', '', 50),
      as(table([column('x', [1, 2])]), 'continuous', '', 49),
      /0.02 s apart in the data set and 0.02041 s/,
    ],
    [
      'texts where there were numbers',
      as(table([column('g', [1, 2])]), 'category'),
      as(table([texts('g', ['a', 'b'])]), 'category'),
      /“g” held numbers there and holds texts/,
    ],
    [
      'other texts that count as numbers',
      as(table([texts('g', ['a', 'b'])]), 'continuous'),
      as(table([texts('g', ['b', 'c'])]), 'continuous'),
      /the texts of “g” have other numbers/,
    ],
    [
      'too many levels',
      as(
        table([
          column(
            'g',
            Array.from({ length: 40 }, (_, i) => i),
          ),
        ]),
        'category',
      ),
      as(
        table([
          column(
            'g',
            Array.from({ length: 40 }, (_, i) => 40 + i),
          ),
        ]),
        'category',
      ),
      /more than 64 different values/,
    ],
  ])('refuses %s, and names it', (_, first, added, sentence) => {
    expect(why(first, added)).toMatch(sentence);
    expect(why(first, added)).toMatch(/^bad-mapping/);
  });

  it('bears time steps that differ by less than one in a hundred', () => {
    const steps = [50, 50.4].map((fps) => as(table([column('x', [1, 2])]), 'continuous', '', fps));
    expect(joined(steps[0], steps[1]).demonstrations.timeStep).toBe(0.02);
  });
});
