/** Numbers, units and times as people read them. English, tabular-friendly, with the precision they deserve. */

const minus = '−';

/** `digits` significant digits, exponent only where it helps; `–` for what is not a number. */
export function number(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  const size = Math.abs(value);
  // Whole numbers this long are counts, ids or times: rounded they would all look alike.
  if (Number.isInteger(value) && size >= 1e6 && size < 1e15) return count(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-4)
      ? value.toExponential(digits - 1)
      : String(Number(value.toPrecision(digits)));
  return text.replaceAll('-', minus);
}

/** Whole number with thin separators: 12 345. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return String(Math.round(value))
    .replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
    .replace('-', minus);
}

/** Fixed number of decimals, so that columns align. */
export function fixed(value: number, decimals = 3): string {
  return Number.isFinite(value) ? value.toFixed(decimals).replace('-', minus) : '–';
}

/** A share in [0, 1] as a percentage. */
export function percent(share: number, decimals = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(decimals)} %` : '–';
}

/** Bytes in kB, MB or GB (powers of 1000). */
export function bytes(size: number): string {
  if (!Number.isFinite(size)) return '–';
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds as `45 s`, `3 min 20 s` or `2 h 5 min`; `–` until it can be told. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `1 episode`, `5 episodes`. */
export function plural(value: number, singular: string, several = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : several}`;
}

const stamp = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** ISO time as `21 Nov 2026, 14:05` in the reader's time zone; as it stands when it is no time. */
export function moment(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : stamp.format(time);
}

/** `theta [rad]`, or the name alone where there is no unit. */
export function withUnit(name: string, unit: string): string {
  return unit === '' ? name : `${name} [${unit}]`;
}

/** With a capital at its head and a full stop at its end. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** Value, and low to high of its interval, as percentages. */
export function percentInterval(interval: { value: number; low: number; high: number }): string {
  return `${percent(interval.value)} (${percent(interval.low)} to ${percent(interval.high)})`;
}
