import { canonicalBytes, readCanonical } from '../../basics/canonical';
import { makeSelftest, readSelftest, selftestSchema } from '../selftest';
import { modelPart } from './model';
import { part } from './part';

export const selftestPart = part({
  name: 'selftest.json',
  since: 1,
  required: 'always',
  python: ['use.py', 'gate.py'],
  words: { title: 'Self-test', sentence: 'Points with the scores and decisions that must come out elsewhere' },
  schema: selftestSchema,
  write: async ({ input, models }) => canonicalBytes(await makeSelftest(input, models)),
  read: async (bytes, opening) => {
    const { features, members } = (await opening.of(modelPart)).model;
    return { selftest: readSelftest(readCanonical('selftest.json', bytes), features.length, members.length) };
  },
});
