/** One definition a word: raw, and after the rules of persistence; consent only where nothing speaks against it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { episodeSentence, shownDecision } from '../../../src/ui/explain/decision-words';

const actions = ['allow', 'escalate', 'block'] as const;
const action = fc.constantFrom(...actions);

describe('a decision', () => {
  test('is shown as consent only where the frame by itself is allowed and rewarded', () => {
    fc.assert(
      fc.property(action, action, fc.double({ min: 0, max: 1 }), (after, raw, score) => {
        const { tone, title } = shownDecision(after, score, 'persistent', raw);
        const plain = after === 'allow' && raw === 'allow' && Number(score.toFixed(3)) > 0;
        expect(tone === 'allow').toBe(plain);
        expect(title === 'Allow').toBe(plain);
      }),
    );
  });

  test('of no score is no consent', () => {
    expect(shownDecision('allow', NaN, 'raw').tone).not.toBe('allow');
    expect(shownDecision('allow', 0, 'raw').title).toBe('Not stopped, and not rewarded');
    expect(shownDecision('allow', 0.4, 'raw').title).toBe('Allow');
  });

  test('says in which sense it was made, and what the frame comes to by itself', () => {
    expect(shownDecision('block', 0.4, 'raw').basis).toBe('Raw: this frame by itself.');
    const shown = shownDecision('allow', 0.4, 'persistent', 'block');
    expect(shown).toMatchObject({ tone: 'block', title: 'Not stopped yet: raw block' });
    expect(shown.basis).toMatch(/^After the rules of persistence; raw.*: block\.$/);
  });
});

test('an episode is allowed throughout only where no frame is stopped by itself either', () => {
  expect(episodeSentence('Episode 1', 40, 0, 0)).toBe('Episode 1 is allowed throughout');
  expect(episodeSentence('Episode 1', 40, 0, 2)).toMatch(/never stopped after the rules of persistence; raw, 2 of 40/);
  expect(episodeSentence('Episode 1', 40, 3, 5)).toMatch(/stopped in 3 of 40 frames after .*; raw, 5 of 40/);
});
