/** What a patch or a norm does, as a text that two of them share when they do the same. */
import type { Norm } from '../../norms/norm';
import type { Patch } from '../types';

/** What changes no score: names, notes, who vouches for it, and whether it is switched on. */
const sayings: ReadonlySet<string> = new Set(['id', 'note', 'evidence', 'enabled', 'description']);

/** Whatever it is called and however its fields are listed. */
export function effectOf(thing: Patch | Norm): string {
  const fields = Object.entries(thing).filter(([key]) => !sayings.has(key));
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
