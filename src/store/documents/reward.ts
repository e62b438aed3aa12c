/** A reward beside its tensors. Every trained family stays, so that a person can switch; one of them scores. */
import * as v from 'valibot';
import { count, exactly, list, measured, note, text, type Reading } from '../../basics/schema';
import { feature } from '../../demonstrations/dataset.schema';
import { thresholds } from '../../gate/thresholds.schema';
import { norm } from '../../norms/stored-norm.schema';
import { storedPatch } from '../../reward/patches/patch.schema';
import { familyId, ownAssessment, sharedAssessment } from '../../training/evaluation/assessment.schema';
import type { DocumentKind } from './document';

const words = note(Infinity);

const member = exactly({
  calibration: exactly({ lMin: measured, lMax: measured }),
  tensors: list(exactly({ name: text(), shape: list(count()) })),
});

const family = exactly({
  members: list(member),
  thresholds,
  /** null where there were no demonstrations to assess it by. */
  own: v.nullable(ownAssessment),
});

/** Of whoever trained it, which may not be this app. */
const settings = v.custom<object>((value) => typeof value === 'object' && value !== null, 'is not an object');

const training = exactly({
  settings,
  device: words,
  seconds: measured,
  dataset: exactly({ name: words, format: words, fingerprint: note(), rows: count(), episodes: count() }),
  samplesPerSecond: v.optional(measured),
  validationError: v.optional(measured),
});

const document = exactly({
  family: familyId,
  families: exactly({
    mixture: v.optional(family),
    gaussians: v.optional(family),
    knn: v.optional(family),
    lattice: v.optional(family),
  }),
  features: list(feature),
  kappa: measured,
  beta: measured,
  dims: count(1),
  epsilon99: v.nullable(measured),
  /** Episode, member and frames of each out-of-fold judgement. */
  outOfFold: list(exactly({ episode: count(), member: count(), frames: count() })),
  /** What the monitor watches; its motion models are tensors. null = none was trained. */
  monitor: v.nullable(
    exactly({
      used: list(count(), 1),
      watched: list(count()),
      constants: list(exactly({ column: count(), value: measured })),
      motion: list(exactly({ components: count(1), columns: count(1), dims: count(1) }), 1),
    }),
  ),
  ranges: list(exactly({ min: measured, max: measured })),
  centre: list(measured),
  training,
  assessment: v.nullable(sharedAssessment),
  /** When the reward was made, which may be before it came into this browser. */
  madeAt: text(),
});

const schema = exactly({
  id: text(),
  name: words,
  /** null when it was opened from a file, or when its data set has been deleted. */
  datasetId: v.nullable(text()),
  document,
  patches: list(storedPatch),
  norms: list(norm),
  /** Number of changes, for two tabs on one reward. */
  revision: count(),
  createdAt: text(),
  updatedAt: text(),
});

export type RewardDocument = Reading<typeof document>;
export type MemberDocument = Reading<typeof member>;
export type FamilyDocument = Reading<typeof family>;
export type RewardRow = Reading<typeof schema>;

export const rewardDocument: DocumentKind<RewardRow> = {
  id: 'truewheel.reward',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'This reward',
    advice: 'Open its downloaded file instead, or train it again; data sets and other rewards are not touched.',
  },
};
