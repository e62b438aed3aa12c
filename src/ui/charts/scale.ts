/** Scales and ticks for drawing. Pure layout; no figure is computed here. */

/** Maps [from, to] on [low, high], straight. */
export function linear(from: number, to: number, low: number, high: number): (value: number) => number {
  const span = to - from || 1;
  return (value) => low + ((value - from) / span) * (high - low);
}

/** Round step near `span / about`: 1, 2 or 5 times a power of ten. */
function niceStep(span: number, about: number): number {
  const rough = span / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead >= 7.5 ? 10 : lead >= 3.5 ? 5 : lead >= 1.5 ? 2 : 1);
}

/** Round values inside [from, to], about as many as asked for. */
export function ticks(from: number, to: number, about = 5): number[] {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  if (!(high > low) || !Number.isFinite(high - low)) return Number.isFinite(low) ? [low] : [];
  const step = niceStep(high - low, about);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** 1, 2, 5 and their powers of ten inside [from, to]; only powers of ten where the range is wide. */
export function logTicks(from: number, to: number): number[] {
  const decades = Math.log10(to / from);
  const leads = decades > 2.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    for (const lead of leads) {
      const value = Number((lead * 10 ** power).toPrecision(3));
      if (value >= from * 0.999 && value <= to * 1.001) found.push(value);
    }
  }
  return found;
}
