/** Dates as rows keep them. */
import type { Clock } from '../basics/clock';

/** ISO 8601, UTC, milliseconds: sorts as text. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
