/** Schema of what an audit states, for the store and for the file. */
import * as v from 'valibot';
import { count, exactly, finite, list, note, text } from '../../basics/schema';
import type { AuditStatement } from './statement';

const sha256 = v.pipe(v.string('is not text'), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'));
const ids = list(note(), 0, 1000);

export const auditStatement: v.GenericSchema<unknown, AuditStatement> = exactly({
  coverage: v.pipe(
    exactly({
      attacked: v.pipe(ids, v.description('Rules whose violations were looked for by attack.')),
      onRecords: v.pipe(
        list(
          exactly({ id: note(), rows: count(), violated: count(), rewarded: count(), inconclusive: count() }),
          0,
          1000,
        ),
        v.description('Rules about words, held against every record of the data.'),
      ),
      untested: v.pipe(
        list(exactly({ id: note(), reason: note() }), 0, 1000),
        v.description('Rules that nothing is said of, and why.'),
      ),
    }),
    v.description('Every rule is in one of the three.'),
  ),
  said: note(),
  premise: v.pipe(
    exactly({
      version: sha256,
      model: sha256,
      rules: sha256,
      patches: sha256,
      data: exactly({ name: note(), fingerprint: note() }),
      settings: exactly({
        floor: finite,
        box: finite,
        budget: finite,
        queries: count(),
        seed: finite,
        uMax: v.nullable(finite),
      }),
      date: text(40),
    }),
    v.description('What it holds for: SHA-256 of model, rules and patches, and of the three together.'),
  ),
});
