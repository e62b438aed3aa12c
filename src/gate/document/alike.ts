/** Compares what two files say. */

/** Engines round sines and roots differently in the last place. */
const rounding = 1e-9;

/** Whether two pieces of JSON are the same but for rounding. */
export function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= rounding * Math.max(1, Math.abs(a), Math.abs(b));
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const other = new Map(Object.entries(b));
  const own = Object.entries(a);
  return own.length === other.size && own.every(([key, value]) => other.has(key) && alike(value, other.get(key)));
}
