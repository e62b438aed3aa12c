/** A training run: what was asked for, how far it is, and what came out of it. */
import * as v from 'valibot';
import { exactly, list, note, oneOf, text, type Reading } from '../../basics/schema';
import type { BackendName } from '../../engine/backend';
import { norm } from '../../norms/stored-norm.schema';
import { mixtureSettings } from '../../reward/families/mixture/training.schema';
import type { DocumentKind } from './document';

const backend: v.GenericSchema<unknown, 'auto' | BackendName> = oneOf([
  'auto',
  'webgpu',
  'wasm',
  'tfjs-webgpu',
  'tfjs-wasm',
  'tfjs-cpu',
]);

const plan = exactly({
  options: exactly({ settings: mixtureSettings, backend }),
  datasetName: note(Infinity),
  /** Phase 0 of this run: norms of the data set when it began. */
  norms: list(norm),
});

const schema = exactly({
  id: text(),
  datasetId: text(),
  status: oneOf(['running', 'paused', 'done', 'failed', 'cancelled']),
  /** What was asked for. */
  state: plan,
  rewardId: v.nullable(text()),
  updatedAt: text(),
});

export type RunPlan = Reading<typeof plan>;
export type RunRow = Reading<typeof schema>;

export const runDocument: DocumentKind<RunRow> = {
  id: 'truewheel.run',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'This training run',
    advice: 'Start the training again; the data set and its rewards are not touched.',
  },
};
