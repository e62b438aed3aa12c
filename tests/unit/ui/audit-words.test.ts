import { describe, expect, test } from 'vitest';
import type { Convergence, DialOutcome, Feature, Norm } from '../../../src/app/types';
import { dialSentence, negativeSeries, setting } from '../../../src/ui/screens/audit/gate/dial-series';
import { featuresOf } from '../../../src/ui/screens/audit/norm-words';
import { quotable } from '../../../src/ui/screens/audit/quote';

const clean: Convergence = {
  attempt: 1,
  distributions: [
    { strategy: 'box', name: 'uniform in the audited box', draws: 8000, hits: 0, bound: 0.00046 },
    { strategy: 'tube', name: 'tube', draws: 8000, hits: 0, bound: 0.00046 },
  ],
  searches: [{ strategy: 'gradient', queries: 4000, hits: 0 }],
  newKind: null,
  freshFlawRate: { value: 0, low: 0, high: 0.001 },
};
const about = { name: 'maze', floor: 0.05, left: 0 };
const spaced = (text: string): string => text.replaceAll('\u202f', ' ');

describe('the sentence to quote', () => {
  test('says how much was looked at, that nothing was found, and the bound of the box', () => {
    expect(spaced(quotable({ convergence: clean, ...about }))).toBe(
      'A fresh attack of 20 000 queries found no violation that “maze” still rewards above 0.05; with 95 % confidence ' +
        'such points make up at most 0.046 % of the audited box.',
    );
  });

  test('never says that nothing was found when something was, and says what share is left', () => {
    const [box, tube] = clean.distributions;
    const hit: Convergence = {
      ...clean,
      distributions: [{ ...box, hits: 3, bound: null }, tube],
      freshFlawRate: { value: 0.02, low: 0.004, high: 0.057 },
    };
    expect(spaced(quotable({ convergence: hit, ...about }))).toBe(
      'A fresh attack of 20 000 queries found 3 violations that “maze” still rewards above 0.05: 2 % (95 % interval ' +
        '0.4 % to 5.7 %) of those it would find without patches.',
    );
  });

  test('names what is known and left, and no bound where there is none', () => {
    const searched: Convergence = { ...clean, distributions: [] };
    expect(spaced(quotable({ convergence: searched, ...about, left: 2 }))).toBe(
      'A fresh attack of 4 000 queries found no violation that “maze” still rewards above 0.05. 2 known ones are left.',
    );
  });
});

const outcome: DialOutcome = {
  ...{ dial: 0.05, uMax: 1, nMax: 2, perMinute: 0, monitor: null },
  frames: { value: 0.973, low: 0.9, high: 1 },
  episodes: { value: 0.9, low: 0.7, high: 1 },
  notAllowed: { midpoint: 0.08, uniform: 0.95 },
};

describe('the dial in words', () => {
  test('tells what passes and from which to which look-alike it stops how much', () => {
    expect(dialSentence(outcome)).toBe(
      'At 5 % the gate allows 97.3 % of expert frames and stops from 8 % (midpoints) to 95 % (uniform) of look-alikes.',
    );
  });

  test('says one share once, and nothing of look-alikes that were not made', () => {
    expect(dialSentence({ ...outcome, notAllowed: { noise25: 1, uniform: 1 } })).toMatch(
      /stops 100 % of every look-alike/,
    );
    expect(dialSentence({ ...outcome, notAllowed: {} })).toBe('At 5 % the gate allows 97.3 % of expert frames.');
    expect(negativeSeries([outcome]).map(({ id }) => id)).toEqual(['midpoint', 'uniform']);
  });

  test('a setting is not rounded to another one', () => {
    expect([0.025, 0.05, 0.3].map(setting)).toEqual(['2.5 %', '5 %', '30 %']);
  });
});

describe('features that a norm reads', () => {
  const features = ['dose', 'dose_share', 'hours'].map((name): Feature => ({
    name,
    unit: '',
    role: 'continuous',
    column: name,
    group: 'observation',
    levels: [],
  }));
  const found = (norm: Norm) => featuresOf(norm, features);

  test('are whole names of an expression, those of the norm inside a window, and none of a text', () => {
    expect(found({ id: 'a', type: 'predicate', expression: 'hours >= 3.0 || dose_share <= 0.2' })).toEqual([1, 2]);
    const range: Norm = { id: 'r', type: 'range', features: [2], min: [0], max: [1] };
    expect(found({ id: 't', type: 'temporal', operator: 'always', from: 0, to: 2, norm: range })).toEqual([2]);
    expect(found({ id: 'w', type: 'keyword', field: 'message', mode: 'forbid', words: ['dose'] })).toEqual([]);
  });
});
