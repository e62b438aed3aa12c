/** How time passes in a table under a mapping (docs/methods.md 1.1). */
import { saysTime, secondsPerUnit } from './column-words';
import { epochUnit, namedClockUnit } from './interpretation/clock-unit';
import type { Mapping } from './mapping';
import type { Clock } from './motion/rate';
import { columnOf, type Table } from './table';
import { countsMilliseconds, evenSteps, timedSteps, type TimeSteps } from './time-steps';

/** Steps by the time column, whose unit its name says, or by its steps; else by the frames per second. */
export function timeOf(
  table: Table,
  { timeColumn, fps }: Pick<Mapping, 'timeColumn' | 'fps'>,
  starts: Uint32Array,
): { readonly time: TimeSteps; readonly milliseconds: boolean; readonly clock: Clock | null } {
  if (timeColumn === null) return { time: evenSteps(fps), milliseconds: false, clock: null };
  const column = columnOf(table, timeColumn);
  const { values } = column;
  const named = secondsPerUnit(timeColumn) ?? namedClockUnit(column)?.seconds ?? null;
  const epoch = epochUnit(column)?.seconds ?? null;
  const said = named ?? epoch;
  const counted = named === null && (epoch === null || epoch === 1e-3);
  const milliseconds = counted && saysTime(timeColumn) && countsMilliseconds(values, starts);
  const seconds = said ?? (milliseconds ? 1e-3 : 1);
  return { time: timedSteps(values, seconds, starts), milliseconds, clock: { column: timeColumn, seconds } };
}
