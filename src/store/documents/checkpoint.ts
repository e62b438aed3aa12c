/** The newest state of one member of a run: bit for bit what going on with the training needs. */
import { count, exactly, text, type Reading } from '../../basics/schema';
import { trainingCheckpoint } from '../../reward/families/mixture/training.schema';
import type { DocumentKind } from './document';

const schema = exactly({ runId: text(), member: count(), checkpoint: trainingCheckpoint });

export type CheckpointRow = Reading<typeof schema>;

export const checkpointDocument: DocumentKind<CheckpointRow> = {
  id: 'truewheel.checkpoint',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'A checkpoint of this training',
    advice: 'Start the training again; the data set and its rewards are not touched.',
  },
};
