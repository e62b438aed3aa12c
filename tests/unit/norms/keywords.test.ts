import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openKeywords, phraseOf, wordsOf } from '../../../src/norms/text/keywords';
import { findPython } from '../release/find-python';

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

const python = findPython('unicodedata');

describe.skipIf(python === null)('the keyword algorithm of docs/norms.md in Python', () => {
  const program = `
import json, sys, unicodedata
category = unicodedata.category
NEGATIONS = set('''not no never without cannot neither nor none nobody nothing avoid
    dont doesnt didnt wont wouldnt cant couldnt shouldnt mustnt isnt arent'''.split())
def words_of(text):
    text = unicodedata.normalize('NFKC', text)
    text = ''.join(c for c in text if category(c) != 'Cf')
    text = text.upper().lower().replace('\u03c2', '\u03c3')
    for quote in '\u2018\u2019\u02bc':
        text = text.replace(quote, "'")
    runs = ''.join(c if category(c)[0] in 'LMN' or c == "'" else ' ' for c in text).split(' ')
    return [word for word in (run.strip("'") for run in runs) if word]
def judge(text, phrases):
    words, negated = words_of(text), False
    for at in range(len(words)):
        if any(words[at:at + len(p)] == p for p in map(str.split, phrases)):
            if not any(w.endswith("n't") or w in NEGATIONS for w in words[max(0, at - 4):at]):
                return -1
            negated = True
    return None if negated else 1
print(json.dumps([[judge(text, phrases), words_of(text)] for text, phrases in json.load(sys.stdin)]))`;

  it('gives the same words and the same verdicts', () => {
    const piece = fc.constantFrom(
      'not',
      "don't",
      'Don’t',
      'stop',
      'STOP',
      'the',
      'dose',
      'Straße',
      'ΌΣΟΣ',
      'é',
      'ﬁ',
      'ǰ',
      'İ',
    );
    const between = fc.constantFrom(' ', '  ', ', ', '\n', "'", '\u00ad', '\u0301', '_', '-', '😀', '۵');
    const random = fc.array(fc.tuple(piece, between), { maxLength: 9 }).map((parts) => parts.flat().join(''));
    // Blocks without newcomers: Python and the browser may know different versions of Unicode.
    const blocks = [
      [1, 0x24f],
      [0x384, 0x52f],
      [0x5d0, 0x5ea],
      [0x1e00, 0x1fff],
      [0x2000, 0x206f],
      [0xff01, 0xff5e],
    ];
    const code = fc.oneof(...blocks.map(([min, max]) => fc.integer({ min, max })));
    const wild = fc.array(code).map((codes) => String.fromCodePoint(...codes));
    const texts = fc.sample(fc.oneof(random, wild), { numRuns: 3000, seed: 3 });
    const phrases = ['stop', 'the dose', 'straße'].map(phraseOf);
    const told = spawnSync(python ?? '', ['-c', program], {
      input: JSON.stringify(texts.map((text) => [text, phrases])),
      encoding: 'utf8',
    });
    const theirs = JSON.parse(told.stdout) as [number | null, string[]][];
    const judgeAll = openKeywords(phrases);
    const ours = texts.map((text) => [Number.isNaN(judgeAll(text)) ? null : judgeAll(text), wordsOf(text)]);
    expect(ours).toEqual(theirs);
    expect(new Set(ours.map(([verdict]) => verdict)).size).toBe(3);
  });
});
