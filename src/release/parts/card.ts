import { readText } from '../../basics/canonical';
import { writeCard } from '../card';
import { part } from './part';

export const cardPart = part({
  name: 'card.md',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Card', sentence: 'What the reward is, its figures and its limits' },
  write: ({ input }) => new TextEncoder().encode(writeCard(input)),
  read: (bytes) => ({ card: readText('card.md', bytes) }),
});
