/** Schema of the gate's thresholds as memory holds them. */
import * as v from 'valibot';
import { count, exactly, measured } from '../basics/schema';
import type { Thresholds } from './thresholds';

export const thresholds: v.GenericSchema<unknown, Thresholds> = exactly({
  dial: measured,
  uMax: measured,
  uBlock: measured,
  nMax: measured,
  debounce: count(1),
  floor: measured,
  supported: measured,
  aMax: measured,
  pMin: v.optional(measured),
});
