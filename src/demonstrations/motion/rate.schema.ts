/** What a feature says of the rate that it is, as optional fields of its schema (docs/methods.md 1.1, 10). */
import * as v from 'valibot';
import { above, count, exactly, oneOf, text } from '../../basics/schema';

export const rateEntries = {
  of: v.exactOptional(v.pipe(text(), v.description('Feature, or column that is no feature, whose rate it is.'))),
  per: v.exactOptional(v.pipe(oneOf(['second', 'frame']), v.description('Unit of time of a rate.'))),
  step: v.exactOptional(
    v.pipe(above(0), v.description('Median time between frames, in that unit: stands in where no clock tells.')),
  ),
  hold: v.exactOptional(v.pipe(count(1), v.description('Frames that the column usually keeps a value.'))),
  clock: v.exactOptional(
    v.pipe(
      exactly({ column: text(), seconds: above(0) }),
      v.description('Column that tells the time, and seconds in one of its units.'),
    ),
  ),
};
