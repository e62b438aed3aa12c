/** What the Plan screen says of a closed loop: no more than its figures hold. */
import { expect, test } from 'vitest';
import type { LoopAnswer } from '../../../src/app/types';
import { loopSentence } from '../../../src/ui/screens/plan/words';

function said(value: number, low: number, claim = 0.9, demonstratorClaim = 0.9): string {
  const start = { trueReturn: -1700, normalised: value, claim, frames: 200 };
  const answer: LoopAnswer = {
    question: { world: 'w', starts: 1, form: 'score', patched: true },
    normalised: { value, low, high: 1 },
    starts: [start],
    byChance: -1200,
    byDemonstrator: -140,
    demonstratorClaim,
  };
  return loopSentence(answer);
}

test('a reward leads to the task only where the whole interval says so', () => {
  expect(said(0.95, 0.85)).toMatch(/leads to the task\.$/);
  expect(said(0.9, 0.6)).toMatch(/from most starts; more starts would tell\.$/);
  expect(said(0.6, 0.5)).toContain('leads to the task in part');
});

test('where score and truth part, the worst start is named; where the score is low too, that is said', () => {
  expect(said(-0.4, -0.5)).toMatch(
    /less than chance .*does not lead to the task\. .*one scores 0\.9 and returns -?−?1[\s ,]?700\.$/,
  );
  expect(said(0.1, 0, 0.2)).toContain('The score says so, too');
});

test('a reward that was learned from something else is not judged by this world', () => {
  expect(said(0.95, 0.9, 0.9, 0.02)).toMatch(/learned from something else\.$/);
});
