/** Schema of an interval as memory holds it: ends may be infinite, and a value that nothing measured is NaN. */
import type { GenericSchema } from 'valibot';
import type { Interval } from './intervals';
import { exactly, measured } from './schema';

export const interval: GenericSchema<unknown, Interval> = exactly({ value: measured, low: measured, high: measured });
