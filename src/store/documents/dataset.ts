/** What is kept of a data set beside its columns. */
import * as v from 'valibot';
import { count, exactly, list, note, text, type Reading } from '../../basics/schema';
import { episodeVideo, feature, mapping, purpose, qualityReport } from '../../demonstrations/dataset.schema';
import { norm } from '../../norms/stored-norm.schema';
import type { DocumentKind } from './document';

const words = note(Infinity);

const schema = exactly({
  id: text(),
  name: words,
  format: words,
  /** SHA-256, hex, of the mapped data (names, roles, episodes, values). */
  fingerprint: text(),
  rows: count(),
  episodes: count(),
  features: list(feature),
  /** [features] texts that the codes of a feature stand for, null for numbers. */
  labels: list(v.nullable(list(words))),
  mapping,
  purpose,
  /** Videos of its episodes by their path in the files; the videos themselves are not kept. */
  videos: list(episodeVideo),
  /** The data set that this one grew from when data was added; null when it was imported whole. */
  parent: v.nullable(text()),
  report: qualityReport,
  bytes: count(),
  /** What the next training filters the demonstrations by (docs/methods.md 1.1, Phase 0). */
  norms: list(norm),
  createdAt: text(),
  /** Names of the columns of texts that are kept for rules about words; absent = none. */
  texts: v.optional(list(words)),
});

export type DatasetRow = Reading<typeof schema>;

export const datasetDocument: DocumentKind<DatasetRow> = {
  id: 'truewheel.dataset',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'This data set',
    advice: 'Delete it and import the files again; rewards and other data sets are not touched.',
  },
};
