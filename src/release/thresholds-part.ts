/** Thresholds of enforcement as `gate.json` carries them: each within its range, so that none can open the gate (docs/methods.md 5). */
import type { Thresholds } from '../gate/thresholds';
import { Refused, type Json } from './canonical';
import { count, exactly, number } from './fields';

/** What files from before there were audits mean. */
const olderAMax = 0.26;
/** Frames, five minutes at 30 a second: a longer debounce would switch its votes off. */
const longestDebounce = 10_000;
const keys = ['dial', 'uMax', 'uBlock', 'nMax', 'debounce', 'floor', 'supported'] as const;

/** @throws Refused */
export function readThresholds(value: Json): Thresholds {
  const fields = exactly(value, keys, 'thresholds', ['aMax', 'pMin']);
  const found: Thresholds = {
    dial: number(fields.dial, 'dial'),
    uMax: number(fields.uMax, 'uMax'),
    uBlock: number(fields.uBlock, 'uBlock'),
    nMax: number(fields.nMax, 'nMax'),
    debounce: count(fields.debounce, 'debounce'),
    floor: number(fields.floor, 'floor'),
    supported: number(fields.supported, 'supported'),
    aMax: Object.hasOwn(fields, 'aMax') ? number(fields.aMax, 'aMax') : olderAMax,
    ...(Object.hasOwn(fields, 'pMin') ? { pMin: number(fields.pMin, 'pMin') } : {}),
  };
  const strange = strangeOf(found);
  if (strange !== null) throw new Refused(`${strange} lies outside its range`);
  return found;
}

function strangeOf(t: Thresholds): string | null {
  if (!(t.dial >= 0 && t.dial < 1)) return 'dial';
  if (!(t.uMax >= 0)) return 'uMax';
  if (!(t.uBlock >= t.uMax)) return 'uBlock';
  if (!(t.debounce >= 1 && t.debounce <= longestDebounce)) return 'debounce';
  if (!(t.floor >= 0 && t.floor < 1)) return 'floor';
  if (!(t.supported >= 0 && t.supported <= 1)) return 'supported';
  if (!(t.aMax > 0 && t.aMax <= 1)) return 'aMax';
  return t.pMin === undefined || (t.pMin > 0 && t.pMin < 1) ? null : 'pMin';
}
