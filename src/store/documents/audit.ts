/** The audit of one reward: what was found and mended, what Phase 0 said, how often each cell was looked at. */
import * as v from 'valibot';
import { count, exactly, flag, note, text, type Reading } from '../../basics/schema';
import { auditMemory } from '../../flywheel/memory.schema';
import { auditCells } from '../../gate/cells/audit-cells.schema';
import { phaseZeroFields } from '../../norms/phase-zero.schema';
import type { DocumentKind } from './document';

const phaseZero = exactly({
  ...phaseZeroFields,
  dataset: note(Infinity),
  episodes: count(),
  trainedWithout: flag,
});

const document = exactly({ memory: auditMemory, phaseZero: v.nullable(phaseZero) });

const schema = exactly({
  rewardId: text(),
  document,
  /** null before the first audit. */
  cells: v.nullable(auditCells),
  updatedAt: text(),
});

export type AuditDocument = Reading<typeof document>;
export type AuditRow = Reading<typeof schema>;

export const auditDocument: DocumentKind<AuditRow> = {
  id: 'truewheel.audit',
  version: 1,
  schema,
  migrate: [],
  words: {
    what: 'The audit of this reward',
    advice: 'The reward and its patches are safe: download the reward, open that file, and audit it again.',
  },
};
