/** Which parts a Python program in the file needs, by the list that the descriptors are published as. */
import list from './list.json';

/** The manifest and its id stand before all parts. */
const envelope = ['manifest.json', 'artifact.id'];

/** Names of the parts that every reward file has and the program reads: its manifest must vouch for each. */
export function partsReadBy(program: 'gate.py' | 'use.py'): readonly string[] {
  return list
    .filter(
      ({ name, required, python }) => !envelope.includes(name) && required === 'always' && python.includes(program),
    )
    .map(({ name }) => name);
}
