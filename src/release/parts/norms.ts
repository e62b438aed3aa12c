import { canonicalBytes, readCanonical } from '../../basics/canonical';
import { Refused } from '../../basics/refused';
import { readNorms, writeNorms } from '../../norms/norms-file';
import { modelPart } from './model';
import { part } from './part';

export const normsPart = part({
  name: 'norms.json',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Norms', sentence: 'The norms that it was audited against' },
  write: ({ input }) => canonicalBytes(writeNorms(input.norms, input.model.features)),
  read: async (bytes, opening) => {
    const { features } = (await opening.of(modelPart)).model;
    const norms = readNorms(readCanonical('norms.json', bytes), features);
    if (!norms.ok) throw new Refused(norms.failure.message);
    return { norms: norms.value };
  },
});
