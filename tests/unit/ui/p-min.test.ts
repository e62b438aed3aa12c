import { expect, test } from 'vitest';
import { pMinNote, pMinTrouble } from '../../../src/ui/screens/audit/gate/p-min';

test('a p_min that p cannot reach is refused with the least that it can', () => {
  expect(pMinTrouble(1 / 41, 40)).toBeNull();
  expect(pMinTrouble(0.05, 40)).toBeNull();
  expect(pMinTrouble(0.01, 40)).toBe(
    'With 40 training episodes p is never below 0.024: a smaller p_min would stop nothing.',
  );
  for (const none of [0, 1, -0.1, NaN]) expect(pMinTrouble(none, 40)).toBe('p_min lies between 0 and 1.');
});

test('under 20 episodes, and where blocks were judged, the app says that nothing is claimed', () => {
  expect(pMinNote(19)).toContain('fewer than 20 training episodes (19), so nothing is claimed by p');
  expect(pMinNote(40)).toContain('judged in blocks');
});
