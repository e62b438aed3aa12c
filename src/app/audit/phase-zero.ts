/** Phase 0 on the whole data set of a reward, what the training left out included. */
import { fail, ok, type Result } from '../../basics/result';
import type { Store } from '../../store/store';
import type { AuditMaterial } from './material';
import type { PhaseZeroView } from './types';
import type { KeptDemonstrations } from '../data/kept-demonstrations';
import { phaseZeroOf } from '../training/phase-zero';

/** @returns `not-found` where the data set is not in this browser */
export async function phaseZeroView(
  store: Store,
  datasets: KeptDemonstrations,
  { reward }: Pick<AuditMaterial, 'reward'>,
): Promise<Result<PhaseZeroView>> {
  const { row, norms, passed } = reward;
  if (row.datasetId === null) {
    return fail(
      'not-found',
      'The demonstrations of this reward are not in this browser, so norms cannot be run over them.',
      'Import them again to see which of their frames violate a norm.',
    );
  }
  const stored = await datasets.read(store, row.datasetId);
  if (!stored.ok) return stored;
  const { demonstrations } = stored.value;
  const found = phaseZeroOf(demonstrations, norms);
  if (!found.ok) return found;
  const trainedWithout = found.value.passed.every((pass, i) => pass === 1 || passed?.[i] === 0);
  return ok({
    ...found.value,
    dataset: stored.value.row.name,
    episodes: demonstrations.episodes.length - 1,
    trainedWithout,
  });
}
