import { readText } from '../../basics/canonical';
import { gateProgram } from '../../gate/python/join';
import { part } from './part';
import { partsReadBy } from './read-by';

/** The program as it lies in every file. */
export const gatePy = gateProgram(partsReadBy('gate.py'));

export const gateProgramPart = part({
  name: 'gate.py',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Gate program', sentence: 'Makes the gate’s decisions in Python, on the robot' },
  write: () => new TextEncoder().encode(gatePy),
  read: (bytes) => {
    readText('gate.py', bytes);
    return {};
  },
});
