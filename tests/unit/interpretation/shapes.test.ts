/** Recordings in the shapes that people have: read as a user expects, said where something was guessed, refused with help. */
import { describe, expect, it } from 'vitest';
import { shapes } from '../../corpus/shapes';
import { source } from '../formats/sources';
import { check } from './expectation';
import { outcomeOf } from './outcome';

describe('a recording of kind', () => {
  it.each(shapes)('$title', async ({ files, expected }) => {
    const sources = Object.entries(files).map(([name, content]) => source(name, content));
    check(await outcomeOf(sources), expected);
  });

  it('is answered by a person where it was asked', async () => {
    const asked = shapes.find(({ title }) => title.includes('tell nothing'));
    const sources = Object.entries(asked?.files ?? {}).map(([name, content]) => source(name, content));
    check(await outcomeOf(sources, { files: 'columns' }), {
      lengths: [40],
      features: ['alice_x', 'alice_y', 'bob_x', 'bob_y'],
      questions: ['files'],
    });
    expect((await outcomeOf(sources, { files: 'episodes' })).lengths).toEqual([40, 40]);
  });
});
