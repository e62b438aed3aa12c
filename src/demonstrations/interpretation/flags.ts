/** Columns of zeros and ones that mark the first or the last frame of each episode, under any of their names. */
import type { Floats } from '../../basics/arrays';
import { wordsOf } from './words';

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const ends = set(
  `done dones terminal terminals terminated terminates termination terminations truncated truncate truncation truncations
  timeout timeouts end ends ended last final finished finish absorbing over terminate`,
);
const starts = set('first start starts started begin begins reset resets initial new');
const inverted = set('mask masks nonterminal nonterminals notdone notdones continue continues alive');
const companions = set(
  'is was has the a flag flags signal episode episodes ep eps traj trajectory of next env game not non',
);

export interface BoundaryFlag {
  readonly marks: 'start' | 'end';
  /** The value of a frame that is marked. */
  readonly marked: 0 | 1;
}

/** What the name says, or null: every word of it must belong to a flag. */
export function flagName(name: string): BoundaryFlag | null {
  const words = wordsOf(name);
  const telling = words.filter((word) => !companions.has(word));
  if (telling.length === 0 || !telling.every((word) => ends.has(word) || starts.has(word) || inverted.has(word)))
    return null;
  const negated = words.includes('not') || words.includes('non') || telling.some((word) => inverted.has(word));
  const marks = telling.some((word) => starts.has(word)) ? 'start' : 'end';
  return { marks, marked: negated ? 0 : 1 };
}

/** True for zeros and ones (missing values aside). */
export function isBinary(values: Floats): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== 0 && value !== 1 && value === value) return false;
  }
  return true;
}

/**
 * The flag that a column is, or null. Where the first frame is marked and the last is not, it marks starts, whatever it is
 * called, and the other way round; a `mask` must mark fewer frames than it leaves.
 */
export function boundaryFlag(name: string, values: Floats): BoundaryFlag | null {
  const said = flagName(name);
  if (said === null || values.length === 0 || !isBinary(values)) return null;
  const { marked } = said;
  let count = 0;
  for (let row = 0; row < values.length; row++) if (values[row] === marked) count++;
  if (marked === 0 && 2 * count >= values.length) return null;
  const [first, last] = [values[0] === marked, values[values.length - 1] === marked];
  // Spread out, the edges tell more than the word: `reset` is written on either side of the boundary.
  if (count > 1 && 3 * count <= values.length && first !== last) return { marks: first ? 'start' : 'end', marked };
  return said;
}
