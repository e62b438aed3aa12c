/** Times as people write them, in seconds: ISO dates, US and European dates, hours and minutes. */

export interface ClockReading {
  /** Seconds since 1970 where there is a date, else since midnight. */
  readonly seconds: number;
  /** The same with day and month exchanged, where the text leaves open which is which; NaN where that cannot be. */
  readonly exchanged: number;
}

const date = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]+(.+))?$/;
const time = /^(\d{1,3}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([AaPp][Mm])?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/;

/** null for texts that are no time. Fractions of a second are kept; a zone is taken off. */
export function readClock(text: string): ClockReading | null {
  const trimmed = text.trim();
  const dated = date.exec(trimmed);
  if (dated === null) {
    const seconds = timeOfDay(trimmed);
    return seconds === null ? null : { seconds, exchanged: seconds };
  }
  const [, a, , b, c, rest] = dated;
  const clock = rest === undefined ? 0 : timeOfDay(rest);
  if (clock === null) return null;
  const [first, second, third] = [Number(a), Number(b), Number(c)];
  if (a.length === 4) return both(day(first, second, third), NaN, clock);
  if (c.length !== 4 && c.length !== 2) return null;
  const year = c.length === 2 ? 2000 + third : third;
  return both(day(year, first, second), day(year, second, first), clock);
}

function both(first: number, second: number, clock: number): ClockReading | null {
  return Number.isNaN(first) && Number.isNaN(second) ? null : { seconds: first + clock, exchanged: second + clock };
}

/** Seconds since 1970 of midnight, NaN where there is no such day. */
function day(year: number, month: number, date: number): number {
  if (month < 1 || month > 12 || date < 1 || date > 31) return NaN;
  return Date.UTC(year, month - 1, date) / 1000;
}

function timeOfDay(text: string): number | null {
  const match = time.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds = '0', half, zone] = match;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  if (Number(minutes) > 59) return null;
  return hour * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.')) - zoneSeconds(zone);
}

function zoneSeconds(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
}
