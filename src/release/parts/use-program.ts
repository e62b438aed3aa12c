import { readText } from '../../basics/canonical';
import program from '../../gate/python/use.py?raw';
import { part } from './part';

export const useProgramPart = part({
  name: 'use.py',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Scoring program', sentence: 'Scores observations in Python' },
  write: () => new TextEncoder().encode(program),
  read: (bytes) => {
    readText('use.py', bytes);
    return {};
  },
});
