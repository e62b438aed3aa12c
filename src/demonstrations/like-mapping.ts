/** The mapping of one data set for the files of another: what is to be compared or put together must be mapped alike. */
import { checkMapping, inputSpecs } from './check-mapping';
import { guessMapping } from './guess-mapping';
import type { Mapping } from './mapping';
import type { Table } from './table';

/**
 * `known` for a table that has every column of its features; columns that it does not name are no features. Episodes, the
 * clock and the frames per second are the files' own where those of `known` are not in the table.
 * @returns null when a feature's column is absent, or the mapping does not fit
 */
export function likeMapping(table: Table, known: Mapping): Mapping | null {
  const names = new Set(table.columns.map(({ name }) => name));
  if (!inputSpecs(known).every(({ column }) => names.has(column))) return null;
  const guessed = guessMapping(table);
  const present = known.features.filter(({ column }) => names.has(column));
  const rest = guessed.features.filter(({ column }) => known.features.every((spec) => spec.column !== column));
  const timed = known.timeColumn === null || names.has(known.timeColumn);
  const mapping: Mapping = {
    features: [
      ...present,
      ...rest.map((spec) => (spec.role === 'action' ? spec : { ...spec, role: 'ignore' as const })),
    ],
    episodeColumn: episodeColumnOf(table, known, guessed),
    timeColumn: timed ? known.timeColumn : guessed.timeColumn,
    // Without a clock, differences are taken a frame: both alike.
    fps: known.timeColumn === null && known.fps === null ? null : (table.fps ?? known.fps),
    ...(known.alone && { alone: true }),
  };
  return checkMapping(table, mapping) === null ? mapping : null;
}

/** Where the files say themselves where episodes start, they know best: several may each begin with episode 0. */
function episodeColumnOf({ columns, episodeStarts }: Table, known: Mapping, guessed: Mapping): string | null {
  if (episodeStarts !== null) return null;
  const present = columns.some(({ name }) => name === known.episodeColumn);
  return present ? known.episodeColumn : guessed.episodeColumn;
}
