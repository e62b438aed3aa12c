import { readText } from '../../basics/canonical';
import program from '../../gate/python/gate.py?raw';
import { part } from './part';

export const gateProgramPart = part({
  name: 'gate.py',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Gate program', sentence: 'Makes the gate’s decisions in Python, on the robot' },
  write: () => new TextEncoder().encode(program),
  read: (bytes) => {
    readText('gate.py', bytes);
    return {};
  },
});
