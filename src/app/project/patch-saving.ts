/** How patches that a person edited get into the store: tested where no certificate covers them, their audit cells forgotten. */
import { fail, ok, type Result } from '../../basics/result';
import { needsTest, testedEdits } from '../../flywheel/refinement/tested';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { patchSetOf } from '../../release/ledger/patch-set';
import type { Patch } from '../../reward/types';
import type { Store } from '../../store/store';
import { stageOf } from '../audit/stage';
import { cellsAfter } from '../audit/touched';
import type { OpenReward } from './open-reward';
import { mapResult } from '../worker/worker-store';

/**
 * @param id of the reward in the store
 * @param revision that the patches started from
 * @returns the new revision and the audit cells whose counts still hold; `bad-parameter` for a latent or sculpted edit whose test it does not pass; then nothing was saved
 */
export async function savePatched(
  store: Store,
  id: string,
  reward: OpenReward,
  patches: readonly Patch[],
  revision: number,
): Promise<Result<{ revision: number; cells: AuditCells | null }>> {
  const [stored, audit] = [await store.rewards.get(id), await store.audits.get(id)];
  if (!stored.ok) return stored;
  if (!audit.ok) return audit;
  const tested = await testedHere(reward, stored.value.patches, patches);
  if (!tested.ok) return tested;
  const cells = cellsAfter(reward, audit.value?.cells ?? null, { before: stored.value.patches, after: tested.value });
  const [before, after] = [await patchSetOf(stored.value.patches), await patchSetOf(tested.value)];
  const event = { kind: 'edit-patches', payload: { reward: id, before, after } } as const;
  const saved = await store.rewards.save(id, { patches: tested.value }, revision, event, cells);
  return mapResult(saved, (value) => ({ ...value, cells }));
}

/** A person lets in what too few episodes can test, but nothing that its test refuses. */
async function testedHere(
  reward: OpenReward,
  before: readonly Patch[],
  after: readonly Patch[],
): Promise<Result<readonly Patch[]>> {
  if (!after.some(needsTest)) return ok(after);
  const stage = await stageOf(reward, null, reward.norms);
  if (!stage.ok) return stage;
  const { limit } = reward.meter.measure([]);
  const score = reward.scorer.score.bind(reward.scorer);
  const { patches, refused } = await testedEdits({ basin: stage.value.basin, score, limit }, before, after);
  if (patches !== null) return ok(patches);
  return fail(
    'bad-parameter',
    `Latent and sculpted edits would take ${refused.toPrecision(2)} of the reward of an unseen episode on average; at most ${limit} may go.`,
    'Nothing was saved. Make them smaller or weaker, or switch one off.',
  );
}
