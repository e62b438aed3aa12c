/** Schemas of what was measured of a trained reward, for the store. Figures that nothing measured are NaN. */
import * as v from 'valibot';
import { interval } from '../../basics/intervals.schema';
import { count, exactly, flag, having, list, measured, note, oneOf } from '../../basics/schema';
import { faultKinds } from '../../gate/faults/faults';
import type { StatisticName } from '../../gate/monitor/series';
import { negativeIds, type NegativeFigures, type NullPolicy } from '../../reward/evaluation/figures';
import { familyIds } from '../../reward/families';
import type { FamilyId } from '../../reward/types';
import type { FamilyAssessment, OwnAssessment, SharedAssessment } from './assessment';

export const familyId: v.GenericSchema<unknown, FamilyId> = oneOf(familyIds);

const negative: v.GenericSchema<unknown, NegativeFigures> = exactly({
  energy: measured,
  join: measured,
  notAllowed: measured,
});

const family: v.GenericSchema<unknown, FamilyAssessment> = exactly({
  family: familyId,
  title: note(),
  negatives: exactly({
    permuted: negative,
    swapped: negative,
    noise25: negative,
    mirrored: negative,
    midpoint: negative,
    uniform: negative,
  }),
  worstOnValidation: measured,
  heldOutMean: measured,
});

/** Fields that all families of a reward share. */
export const sharedAssessment: v.GenericSchema<unknown, SharedAssessment> = having({
  families: list(family),
  proposed: familyId,
  foldEpisodes: count(),
  byEpisode: flag,
  recordings: count(),
  deadExperts: list(note()),
});

const nullPolicy: v.GenericSchema<unknown, NullPolicy> = exactly({
  id: oneOf(['freeze', 'frozen', 'sit', 'reversed', 'shuffled', 'half', 'double', 'constantAction']),
  title: note(),
  score: v.nullable(interval),
  red: flag,
  amber: v.exactOptional(flag),
  still: v.exactOptional(measured),
  note: note(),
});

const statistic = v.custom<StatisticName>(
  (value) => typeof value === 'string' && /^(n-sum|g-sum|r-sum|far|motion|stuck:\d+)$/.test(value),
  'is no statistic of the monitor',
);

const fault = exactly({
  title: note(),
  detected: measured,
  twin: measured,
  delay: v.nullable(measured),
  episodes: count(1),
});

const stream = exactly({ stopped: measured, first: v.nullable(measured) });

const monitorFigures = exactly({
  theta: measured,
  supported: measured,
  range: exactly({ low: measured, high: measured }),
  red: v.nullable(exactly({ statistic, episodes: list(count()), without: measured })),
  interrupted: interval,
  perThousand: measured,
  faults: v.record(oneOf(faultKinds), fault),
  streams: v.record(oneOf(negativeIds), stream),
});

/** Fields of the family that scores. */
export const ownAssessment: v.GenericSchema<unknown, OwnAssessment> = having({
  heldOutMean: measured,
  expert: interval,
  expertAllowed: exactly({ frames: interval, episodes: interval }),
  nullPolicies: list(nullPolicy),
  monitor: v.exactOptional(v.nullable(monitorFigures)),
  conformal: v.nullable(exactly({ nominal: measured, measured: interval })),
});
