import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRegularExpression, sharedPattern } from '../../../src/norms/text/regular-expression';
import { findPython } from '../release/find-python';

const matches = (pattern: string, text: string): boolean => openRegularExpression(pattern)(text);

describe('a regular expression', () => {
  it('matches anywhere, and by its anchors', () => {
    expect(matches('do(se|ubl)', 'no double')).toBe(true);
    expect(matches('^dose$', 'a dose')).toBe(false);
    expect(matches('\\bdose\\b', 'overdose')).toBe(false);
    expect(matches('(?i)\\bSTOP\\b.*now', 'please stop it Now')).toBe(true);
    expect(matches('(?s)a.b', 'a\nb')).toBe(true);
    expect(matches('a.b', 'a\nb')).toBe(false);
  });

  it('ends at the end of the text alone', () => {
    expect(matches('dose$', 'dose\n')).toBe(false);
    expect(matches('dose$', 'dose')).toBe(true);
    expect(sharedPattern('a$|[$]\\$')).toBe('a\\Z|[$]\\$');
  });

  it('takes the vertical tab for a space, as Python does', () => {
    expect(matches('a\\sb', 'a\vb')).toBe(true);
    expect(matches('a[\\s-]b', 'a\vb')).toBe(true);
    expect(matches('a\\Sb', 'a\vb')).toBe(false);
  });

  it('reads letters of other scripts that fold to ASCII', () => {
    expect(matches('(?i)^[a-z]+$', '\u212a\u017f')).toBe(true);
    expect(matches('^[a-z]+$', '\u212a')).toBe(false);
  });

  it('finishes on what makes others backtrack for ever', () => {
    const text = `${'a'.repeat(50_000)}b`;
    expect(matches('(a+)+$', text)).toBe(false);
    expect(matches('(a|aa)+$', text)).toBe(false);
    expect(matches('(.*)*x', text)).toBe(false);
  });

  it('is the same when its shared form is read again', () => {
    for (const pattern of ['a$', '(?i)[\\s]x\\S', '\\x41-\\.{2,3}?', '(?P<n>a|)b', '[^\\]^-]+']) {
      const shared = sharedPattern(pattern);
      expect(sharedPattern(shared)).toBe(shared);
    }
  });

  it.each([
    ['', 'empty'],
    ['a'.repeat(1001), 'longer'],
    ['a*+', 'nothing that'],
    ['a++', 'nothing that'],
    ['a{2}{3}', 'nothing that'],
    ['a{2}+', 'nothing that'],
    ['*a', 'nothing that'],
    ['(?:+a)', 'nothing that'],
    ['a|*', 'nothing that'],
    ['^*', 'nothing that'],
    ['\\b+', 'nothing that'],
    ['a{,3}', 'write \\{'],
    ['a{', 'write \\{'],
    ['a}', 'stands alone'],
    ['a]', 'stands alone'],
    ['a{1001}', 'more than 1000'],
    ['a{3,2}', 'ends before'],
    ['(?=a)', 'do not share'],
    ['(?<!a)b', 'do not share'],
    ['(?<n>a)', 'do not share'],
    ['a(?i)b', 'flags'],
    ['(?m)^a', 'flags'],
    ['(?i:a)', 'flags'],
    ['(?-i)a', 'do not share'],
    ['\\1', 'do not share'],
    ['\\C', 'do not share'],
    ['\\pN', 'do not share'],
    ['\\z', 'do not share'],
    ['\\Qa\\E', 'do not share'],
    ['\\u0041', 'do not share'],
    ['\\07', 'do not share'],
    ['\\x4', 'hexadecimal'],
    ['a\\', 'lone'],
    ['[a', 'not closed'],
    ['[]a]', 'in a class'],
    ['[[:alpha:]]', 'in a class'],
    ['[a&&b]', 'for later'],
    ['[\\S]', 'do not share'],
    ['[\\b]', 'do not share'],
    ['[\\d-z]', 'set'],
    ['[a-\\w]', 'set'],
    ['[\\s-z]', 'range'],
    ['[z-a]', 'ends before'],
    ['[a-c-e]', '- stands'],
    ['(a', 'cannot be read'],
    ['a)', 'cannot be read'],
    ['(?P<n>a)(?P<n>b)', 'cannot be read'],
    ['((a{100}){100}){100}', 'cannot be read'],
    ['(?i)é', 'ASCII'],
    ['(?i)[\\xe9]', 'ASCII'],
    ['\ud800', 'half a character'],
  ])('is refused where Python and RE2 differ: %s', (pattern, why) => {
    expect(() => sharedPattern(pattern)).toThrow(why);
  });
});

const python = findPython('re');

describe.skipIf(python === null)('Python’s re with re.ASCII', () => {
  const program = `
import json, re, sys
def judge(pattern, text):
    if re.match(r'\\(\\?s?is?\\)', pattern):
        text = text.replace('\\u212a', 'k').replace('\\u017f', 's')
    return re.search(pattern, text, re.ASCII) is not None
print(json.dumps([judge(*pair) for pair in json.load(sys.stdin)]))`;

  it('says the same of random patterns and texts', () => {
    const pieces = [
      'a',
      'K',
      's',
      ' ',
      '.',
      '\\s',
      '\\S',
      '\\w',
      '\\D',
      '\\b',
      '^',
      '$',
      '[^a-k\\s]',
      '[-s\\d]',
      '\\x6b',
    ];
    const wraps = ['@', '(?:@)', '(@)', '@|a', '(?:@)*', '(?:@){2,3}?', '(@)?'];
    const piece = fc.tuple(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...wraps),
    );
    const flags = fc.constantFrom('', '', '(?i)', '(?s)', '(?si)');
    const text = fc.array(fc.constantFrom('a', 'k', 'S', ' ', '\n', '\v', '1', '\u212a', '\u017f', 'é', '😀'), {
      maxLength: 8,
    });
    const pattern = fc.tuple(flags, fc.array(piece, { minLength: 1, maxLength: 3 }));
    const samples = fc.sample(fc.tuple(pattern, text), { numRuns: 4000, seed: 7 });
    const pairs = samples.map(([[flag, parts], letters]) => [
      flag + parts.map(([of, wrap]) => wrap.replace('@', () => of.join(''))).join(''),
      letters.join(''),
    ]);
    const ours = pairs.map(([p, t]) => matches(p, t));
    const told = spawnSync(python ?? '', ['-c', program], {
      input: JSON.stringify(pairs.map(([p, t]) => [sharedPattern(p), t])),
      encoding: 'utf8',
    });
    const theirs = JSON.parse(told.stdout) as boolean[];
    const apart = pairs.filter((_, i) => ours[i] !== theirs[i]);
    expect(apart).toEqual([]);
    expect(ours).toContain(true);
    expect(ours).toContain(false);
  });
});
