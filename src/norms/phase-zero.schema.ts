/** Schema of what Phase 0 found, for the store. */
import * as v from 'valibot';
import { count, exactly, list, measured, note } from '../basics/schema';
import type { PhaseZeroFinding } from './phase-zero';

const finding: v.GenericSchema<unknown, PhaseZeroFinding> = exactly({
  norm: note(),
  frames: count(),
  inconclusive: count(),
  episodes: list(count()),
  worst: v.nullable(exactly({ row: count(), margin: measured })),
  skipped: v.nullable(note()),
});

const bytes: v.GenericSchema<unknown, Uint8Array> = v.instance(Uint8Array, 'is not a list of bytes');

/** Fields of a finding of Phase 0; whoever keeps more beside them spreads them. */
export const phaseZeroFields = {
  passed: bytes,
  findings: list(finding),
  rows: count(),
  excluded: count(),
};
