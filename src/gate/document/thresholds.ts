/** Thresholds of enforcement in `gate.json`: each within its range, so that none can open the gate (docs/methods.md 5). */
import * as v from 'valibot';
import { above, between, count, exactly, finite } from '../../basics/schema';

/** Frames, five minutes at 30 a second: a longer debounce would switch its votes off. */
const longestDebounce = 10_000;
/** From `least` on, and below 1. */
const below1 = v.pipe(between(0, 1), v.ltValue(1, 'is not below 1'));
const atLeast0 = v.pipe(finite, v.minValue(0, 'is less than 0'));

export const thresholdsSchema = v.pipe(
  exactly({
    dial: v.pipe(below1, v.description('δ: tolerated share of interrupted unseen expert episodes.')),
    uMax: atLeast0,
    uBlock: v.pipe(atLeast0, v.description('At least uMax.')),
    nMax: finite,
    debounce: v.pipe(count(1), v.maxValue(longestDebounce, `is more than ${longestDebounce}`)),
    floor: below1,
    supported: between(0, 1),
    aMax: v.pipe(
      above(0),
      v.maxValue(1, 'is more than 1'),
      v.description('a_max: from this audit gap on a person is asked.'),
    ),
    pMin: v.exactOptional(
      v.pipe(
        above(0),
        v.ltValue(1, 'is not below 1'),
        v.description(
          'p_min: from this p(τ) down a person is asked; at least 1/(J + 1), and only where p is claimed. Absent = no vote.',
        ),
      ),
    ),
  }),
  v.check(({ uMax, uBlock }) => uBlock >= uMax, 'have a uBlock below uMax'),
);
