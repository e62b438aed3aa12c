import { describe, expect, it } from 'vitest';
import { openKeywords, phraseOf, wordsOf } from '../../../src/norms/keywords';

const judge = (text: string, ...words: string[]): number => openKeywords(words.map(phraseOf))(text);

describe('the words of a text', () => {
  it('are runs of letters, marks, digits and inner apostrophes, in lower case', () => {
    expect(wordsOf(`Don't give "0.5 mg" of it's 'twin'—now!`)).toEqual([
      "don't",
      'give',
      '0',
      '5',
      'mg',
      'of',
      "it's",
      'twin',
      'now',
    ]);
    expect(wordsOf(" ' '' … ")).toEqual([]);
  });

  it('are the same however they are written', () => {
    expect(wordsOf('STRASSE Straße ΌΣΟΣ όσος')).toEqual(['strasse', 'strasse', 'όσοσ', 'όσοσ']);
    expect(wordsOf('Cafe\u0301 don’t ｄｏｓｅ in\u00adcrease do\u200bse')).toEqual([
      'café',
      "don't",
      'dose',
      'increase',
      'dose',
    ]);
  });
});

describe('keywords', () => {
  it('match whole words and whole phrases', () => {
    expect(judge('Double  the\nDOSE', 'double the dose')).toBe(-1);
    expect(judge('overdoses', 'dose')).toBe(1);
    expect(judge('double the', 'double the dose')).toBe(1);
    expect(judge('', 'dose')).toBe(1);
    expect(judge('the the dose', 'the dose')).toBe(-1);
  });

  it.each([
    'do not increase the dose',
    'do not hesitate to increase the dose',
    "don't increase the dose",
    'Don’t increase the dose',
    'dont increase the dose',
    'never increase the dose',
    'no need to increase the dose',
    'You cannot safely increase the dose',
    'No. Increase the dose',
  ])('cannot be told under a negation: %s', (text) => {
    expect(judge(text, 'increase the dose')).toBeNaN();
  });

  it('are plain when the negation stands five words before, or after', () => {
    expect(judge('do not wait: just go and increase the dose', 'increase the dose')).toBe(-1);
    expect(judge('not a b c increase', 'increase')).toBeNaN();
    expect(judge('not a b c d increase', 'increase')).toBe(-1);
    expect(judge('increase the dose, or not', 'increase the dose')).toBe(-1);
  });

  it('are found once one match is plain, wherever the negated ones are', () => {
    expect(judge('Do not stop. I say it plainly to all: stop.', 'stop')).toBe(-1);
    expect(judge('stop, and never stop', 'stop')).toBe(-1);
    expect(judge('never stop; you may as well go on and double it', 'stop', 'double')).toBe(-1);
  });

  it('do not negate themselves', () => {
    expect(judge('do not resuscitate', 'do not resuscitate')).toBe(-1);
  });
});
