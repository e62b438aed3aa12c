/** Schemas of what is kept of a data set beside its columns: features, mapping, videos, quality report. */
import * as v from 'valibot';
import { count, exactly, flag, list, measured, note, oneOf, text } from '../basics/schema';
import type { Feature, Purpose } from './demonstrations';
import type { Mapping } from './mapping';
import { rateEntries } from './motion/rate.schema';
import type { QualityReport } from './quality-report';
import type { EpisodeVideo } from './table';

const inputRoles = ['continuous', 'angle', 'category', 'derived'] as const;

export const purpose: v.GenericSchema<unknown, Purpose> = oneOf(['demonstrations', 'negative', 'rollouts']);

export const feature: v.GenericSchema<unknown, Feature> = exactly({
  name: text(),
  unit: note(),
  role: oneOf(inputRoles),
  column: note(),
  group: oneOf(['observation', 'action', 'reward', 'time', 'episode', 'other']),
  levels: list(measured),
  ...rateEntries,
});

export const mapping: v.GenericSchema<unknown, Mapping> = exactly({
  features: list(
    exactly({
      column: note(),
      name: note(),
      unit: note(),
      role: oneOf([...inputRoles, 'action', 'ignore']),
      hold: v.exactOptional(count(1)),
    }),
  ),
  episodeColumn: v.nullable(note()),
  timeColumn: v.nullable(note()),
  fps: v.nullable(measured),
  alone: v.exactOptional(flag),
  answers: v.exactOptional(v.record(v.string(), note())),
});

export const episodeVideo: v.GenericSchema<unknown, EpisodeVideo> = exactly({
  number: measured,
  camera: note(),
  path: note(),
  start: measured,
});

export const qualityReport: v.GenericSchema<unknown, QualityReport> = exactly({
  rows: count(),
  episodes: count(),
  episodeLengths: list(count()),
  features: list(
    exactly({
      name: note(),
      unit: note(),
      role: note(),
      min: measured,
      max: measured,
      mean: measured,
      std: measured,
      histogram: list(measured),
      constant: flag,
      missing: count(),
    }),
  ),
  dropped: exactly({ count: count(), rows: list(count()) }),
  duplicates: count(),
  findings: list(exactly({ level: oneOf(['note', 'warning']), text: note() })),
  bytes: measured,
  timeStep: measured,
  backwards: count(),
  milliseconds: flag,
});
