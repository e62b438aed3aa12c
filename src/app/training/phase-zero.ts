/** Phase 0: norms run over the demonstrations before anything is learned from them (docs/methods.md 1.1, 4). */
import { fail, ok, type Result } from '../../basics/result';
import type { Demonstrations } from '../../demonstrations/demonstrations';
import { encode, encodedWidth } from '../../demonstrations/encoding';
import { keepRows } from '../../demonstrations/keep-rows';
import { textRecords } from '../../demonstrations/texts';
import type { Norm } from '../../norms/norm';
import { phaseZero, type PhaseZero } from '../../norms/phase-zero';
import { noDistances } from '../../norms/rows';
import type { StoredDemonstrations } from '../data/dataset-records';

/** What norms say of demonstrations. Nothing is standardised yet: norms on distances are left out, and said so. */
export function phaseZeroOf(
  { features, rows, values, episodes, texts }: Demonstrations,
  norms: readonly Norm[],
): Result<PhaseZero> {
  const dims = encodedWidth(features);
  const x = encode(features, values, rows);
  const plain = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  const said = texts && { records: textRecords(texts, rows) };
  return phaseZero(norms, { rows, x, raw: values, ...said }, episodes, { features, standardiser: plain }, noDistances);
}

/** The demonstrations that pass, with the mask of what did: null where nothing is turned away. */
export interface Filtered extends StoredDemonstrations {
  readonly passed: Uint8Array | null;
  /** Place in the data set of each episode that is left; null = all of them. */
  readonly episodes: Uint32Array | null;
}

/** @returns `no-usable-rows` when norms leave nothing to learn from */
export function filtered(stored: StoredDemonstrations, norms: readonly Norm[]): Result<Filtered> {
  if (norms.length === 0) return ok({ ...stored, passed: null, episodes: null });
  const report = phaseZeroOf(stored.demonstrations, norms);
  if (!report.ok) return report;
  const { passed, excluded, rows } = report.value;
  if (excluded === 0) return ok({ ...stored, passed: null, episodes: null });
  if (excluded === rows) {
    return fail(
      'no-usable-rows',
      'Every frame of these demonstrations violates a norm, so there is nothing to learn from.',
      'Look at the norms on the audit screen: a bound may be in other units than the data.',
    );
  }
  return ok(passing(stored, passed));
}

/** The demonstrations that an earlier Phase 0 let through. @param passed of the first rows; later ones pass */
export function passing(stored: StoredDemonstrations, passed: Uint8Array): Filtered {
  return { ...stored, ...keepRows(stored.demonstrations, stored.origins, passed), passed };
}
