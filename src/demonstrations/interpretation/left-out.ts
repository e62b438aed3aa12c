/** Columns that are no inputs of a reward, each with its reason. A name alone never leaves a column out. */
import type { Floats } from '../../basics/arrays';
import type { Column } from '../table';
import { blocksOf, countsUp, risesInTurns } from './blocks';
import { boundaryFlag, flagName, isBinary } from './flags';
import { nextOf, saysAlgorithm, saysClock, saysCounter, saysEpisode, saysNextObservation, saysVerdict } from './words';

/** Why a column that the file does not call an observation is no input, as the end of “It is left out: …”; null when it is one. */
export function whyNoInput(column: Column, all: readonly Column[]): string | null {
  const { name, values } = column;
  if (flagName(name) !== null && (boundaryFlag(name, values) !== null || isBinary(values)))
    return 'it marks where episodes start or end';
  if (saysNextObservation(name)) return 'it is the observation one frame later';
  const base = nextOf(name);
  const earlier = base === null ? undefined : all.find((other) => other.name === base);
  if (earlier !== undefined && isShifted(earlier.values, values)) return `it is “${earlier.name}” one frame later`;
  if (saysAlgorithm(name) || isValueEstimate(name, all)) return 'it was computed by the training that recorded it';
  if (saysVerdict(name)) return 'it judges the frame and does not describe it';
  return whyBookkeeping(column);
}

function whyBookkeeping({ name, values, labels }: Column): string | null {
  const constant = values.every((value) => value === values[0] || value !== value);
  if (saysEpisode(name)) {
    if (constant) return 'it names the recording and never changes';
    const blocks = blocksOf(values);
    if (labels !== undefined || (blocks !== null && blocks.starts.length === blocks.distinct && blocks.shortest >= 2))
      return 'it names the episode';
  }
  const bare = name.startsWith('_');
  if (saysClock(name) && countsUp(values)) return 'it is another clock';
  if (!saysCounter(name) && !bare) return null;
  if (constant) return 'it never changes and numbers something';
  return countsUp(values) || risesInTurns(values) ? 'it counts rows or frames' : null;
}

/** `value` beside what only reinforcement learning writes. */
function isValueEstimate(name: string, all: readonly Column[]): boolean {
  return /^(state_)?values?$/i.test(name) && all.some((other) => saysAlgorithm(other.name));
}

/** True when nine of ten rows hold what the other column holds one row later. */
function isShifted(values: Floats, next: Floats): boolean {
  let same = 0;
  for (let row = 0; row + 1 < values.length; row++) {
    if (Math.abs(next[row] - values[row + 1]) <= 1e-6 * (1 + Math.abs(next[row]))) same++;
  }
  return values.length > 1 && same >= 0.8 * (values.length - 1);
}
