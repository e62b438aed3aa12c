/** Seconds in one unit of a clock whose name does not say it: by the file's unit, or by the size of its values. */
import type { Column } from '../table';

interface ClockUnit {
  readonly seconds: number;
  /** Plural, for sentences. */
  readonly word: string;
}

const units: readonly (ClockUnit & { readonly named: RegExp; readonly epoch: number })[] = [
  { seconds: 1e-9, word: 'nanoseconds', named: /^(ns|nsecs?|nanos|nanoseconds?)$/i, epoch: 1e17 },
  { seconds: 1e-6, word: 'microseconds', named: /^([uµμ]s|usecs?|micros|microseconds?)$/i, epoch: 1e14 },
  { seconds: 1e-3, word: 'milliseconds', named: /^(ms|msecs?|millis|milliseconds?)$/i, epoch: 1e11 },
  { seconds: 1, word: 'seconds', named: /^(s|secs?|seconds?)$/i, epoch: Infinity },
  { seconds: 60, word: 'minutes', named: /^(min|mins|minutes?)$/i, epoch: Infinity },
  { seconds: 3600, word: 'hours', named: /^(h|hrs?|hours?)$/i, epoch: Infinity },
];

/** By the unit that the file gives. */
export function namedClockUnit({ unit }: Column): ClockUnit | null {
  return unit === undefined ? null : (units.find(({ named }) => named.test(unit.trim())) ?? null);
}

/** Values of the size of seconds since 1970 in a smaller unit; null below that. */
export function epochUnit({ values }: Column): ClockUnit | null {
  const first = values.find((value) => Number.isFinite(value)) ?? 0;
  return units.find(({ epoch }) => first >= epoch && first < 3e3 * epoch) ?? null;
}
