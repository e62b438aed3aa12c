/** A mapping that is remembered for files of one layout of columns. */
import { exactly, note, text, type Reading } from '../../basics/schema';
import { mapping } from '../../demonstrations/dataset.schema';
import type { DocumentKind } from './document';

const schema = exactly({ layoutKey: note(Infinity), mapping, updatedAt: text() });

export type MappingRow = Reading<typeof schema>;

export const mappingDocument: DocumentKind<MappingRow> = {
  id: 'truewheel.mapping',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'What was remembered of these columns',
    advice: 'Choose again what each column is; the data are safe.',
  },
};
