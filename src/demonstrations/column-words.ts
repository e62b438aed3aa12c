/** What the name of a column says about it. Names are guesses for defaults only; a person decides on the mapping screen. */

const angleWords = /(^|_)(angle|theta|yaw|heading|pitch|roll|phi|psi|azimuth|bearing|orientation)\d*(_|$)/i;
const rateWords = /(^|_)(vel|velocity|rate|dot|speed|omega|acc|acceleration)\d*(_|$)/i;
const categoryWords = /(^|_)(mode|gear|phase|stage|status|category|class|kind|type|flag|switch|level)\d*(_|$)/i;
const timeWords = /(^|_)(time|times|timestamps?|stamp|t)\d*(_|$)/i;
const nameless = /^obs_\d+$/;

export function saysAngle(name: string): boolean {
  return angleWords.test(name) && !rateWords.test(name);
}

export function saysCategory(name: string): boolean {
  return categoryWords.test(name);
}

/** Named by its place because the file gave it no name (docs/methods.md 10 "Names"). */
export function isNameless(name: string): boolean {
  return nameless.test(name);
}

export function saysTime(name: string): boolean {
  return timeWords.test(name);
}

/** Seconds in one unit of a time column, by its name: `_ms`, `_us`, `_ns`, `_s`; null when it does not say. */
export function secondsPerUnit(name: string): number | null {
  if (/(_ms|millis|milliseconds)_*$/i.test(name)) return 1e-3;
  if (/(_us|micros|microseconds)_*$/i.test(name)) return 1e-6;
  if (/(_ns|nanos|nanoseconds)_*$/i.test(name)) return 1e-9;
  return /(^|_)(s|secs?|seconds)_*$/i.test(name) ? 1 : null;
}
