/** A raise never re-opens a verified flaw (docs/methods.md 2): what an audit found stays under the floor, whoever edits. */
import { fail, ok, type Result } from '../../basics/result';
import { isEnabled } from '../../reward/patches/patch';
import type { Patch } from '../../reward/types';
import type { Store } from '../../store/store';
import type { OpenReward } from './open-reward';
import { pointsAt } from '../../reward/points-at';

/** What of a store and of an open reward is asked. */
interface KnownFlaws {
  readonly audits: Pick<Store['audits'], 'get'>;
}
interface Judge extends Pick<OpenReward, 'space'> {
  readonly row: Pick<OpenReward['row'], 'id'>;
  readonly scorer: Pick<OpenReward['scorer'], 'score'>;
}

/** @returns `bad-parameter` when a raise among the patches lifts a known flaw above the floor that lies under it without */
export async function checkRaises(
  store: KnownFlaws,
  reward: Judge,
  patches: readonly Patch[],
): Promise<Result<readonly Patch[]>> {
  if (!patches.some((patch) => patch.kind === 'raise' && isEnabled(patch))) return ok(patches);
  const audit = await store.audits.get(reward.row.id);
  if (!audit.ok) return audit;
  const memory = audit.value?.document.memory;
  const flaws = memory?.known ?? [];
  if (memory === undefined || flaws.length === 0) return ok(patches);
  const raw = Float64Array.from(flaws.flatMap((flaw) => flaw.raw));
  const points = pointsAt(reward.space, raw, flaws.length);
  const { score: lifted } = await reward.scorer.score(points, patches);
  const { score: plain } = await reward.scorer.score(
    points,
    patches.filter(({ kind }) => kind === 'suppress'),
  );
  const { floor } = memory.settings;
  const opened = flaws.filter((_, i) => lifted[i] > floor && !(plain[i] > floor)).length;
  if (opened === 0) return ok(patches);
  return fail(
    'bad-parameter',
    `A raise would lift ${opened === 1 ? 'a verified flaw' : `${opened} verified flaws`} above the floor again.`,
    'Nothing was saved. Move it, make it smaller, or switch it off.',
  );
}
