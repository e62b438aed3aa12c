import * as v from 'valibot';
import { canonicalBytes, readCanonical } from '../../basics/canonical';
import { exactly, list, readBy, record } from '../../basics/schema';
import { part } from './part';

/** Tests have their part from the first day; nothing fills it yet. */
export const testsSchema = v.pipe(
  exactly({ schema: v.literal('truewheel.tests/1', 'is not truewheel.tests/1'), tests: list(record, 0, 0) }),
  v.title('tests.json'),
  v.description('Audited points with the decision that is expected; none in this version.'),
);

export const testsPart = part({
  name: 'tests.json',
  since: 1,
  required: 'always',
  python: [],
  words: { title: 'Tests', sentence: 'Audited points with the decision that is expected' },
  schema: testsSchema,
  write: () => canonicalBytes({ schema: 'truewheel.tests/1', tests: [] }),
  read: (bytes) => {
    readBy(testsSchema, readCanonical('tests.json', bytes), 'tests.json');
    return {};
  },
});
