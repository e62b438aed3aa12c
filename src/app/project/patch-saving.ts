/**
 * Patches that a person edited, before they are saved: each is valid, none raises a known flaw, and they are tested where no
 * certificate covers them.
 */
import { fail, ok, type Result } from '../../basics/result';
import { needsTest, testedEdits } from '../../flywheel/refinement/tested';
import type { Patch } from '../../reward/types';
import { materialOf } from '../audit/material';
import { validatePatches } from '../../reward/patches/patch-rules';
import type { Store } from '../../store/store';
import type { OpenReward } from './open-reward';
import { checkRaises } from './raise-check';

/** @returns the patches as they may be saved, or why not */
export async function checkedPatches(
  store: Store,
  reward: OpenReward,
  patches: readonly Patch[],
): Promise<Result<readonly Patch[]>> {
  const valid = validatePatches(patches, reward.context);
  if (!valid.ok) return valid;
  const raises = await checkRaises(store, reward, patches);
  return raises.ok ? testedPatches(reward, reward.row.patches, patches) : raises;
}

/**
 * A person lets in what too few episodes can test, but nothing that its test refuses.
 * @returns the patches with their evidence; `bad-parameter` for a latent or sculpted edit that does not pass
 */
async function testedPatches(
  reward: OpenReward,
  before: readonly Patch[],
  after: readonly Patch[],
): Promise<Result<readonly Patch[]>> {
  if (!after.some(needsTest)) return ok(after);
  const material = await materialOf(reward, null, reward.norms);
  if (!material.ok) return material;
  const { limit } = reward.meter.measure([]);
  const score = reward.scorer.score.bind(reward.scorer);
  const { patches, refused } = await testedEdits({ basin: material.value.basin, score, limit }, before, after);
  if (patches !== null) return ok(patches);
  return fail(
    'bad-parameter',
    `Latent and sculpted edits would take ${refused.toPrecision(2)} of the reward of an unseen episode on average; at most ${limit} may go.`,
    'Nothing was saved. Make them smaller or weaker, or switch one off.',
  );
}
