import { readText } from '../../basics/canonical';
import { useProgram } from '../../gate/python/join';
import { part } from './part';
import { partsReadBy } from './read-by';

/** The program as it lies in every file. */
export const usePy = useProgram(partsReadBy('use.py'));

export const useProgramPart = part({
  name: 'use.py',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Scoring program', sentence: 'Scores observations in Python' },
  write: () => new TextEncoder().encode(usePy),
  read: (bytes) => {
    readText('use.py', bytes);
    return {};
  },
});
