/** What an audit of the open reward covers: each rule tried at points as an attack proposes them, or on the records of the data. */
import { Random } from '../../basics/random';
import { fail, ok, type Failure, type Result } from '../../basics/result';
import type { Demonstrations } from '../../demonstrations/demonstrations';
import { textRecords } from '../../demonstrations/texts';
import { auditedBox } from '../../flywheel/attack-problem';
import type { StatedCoverage } from '../../gate/statement/statement';
import { coverageOf, type Coverage } from '../../norms/coverage';
import type { NormRows } from '../../norms/rows';
import { pointsAt } from '../../reward/points-at';
import type { Patch } from '../../reward/types';
import type { OpenReward } from '../project/open-reward';
import type { AuditMaterial } from './material';

/** Good points, and draws from the search range, that rules are tried at. */
const mostTried = 512;
/** The widest search range that a person may set is wider; a rule that tells something there tells something here. */
const widening = 1.5;

export interface AuditCoverage extends Coverage {
  /** Rows that violate the rules of `onRecords`, in the same order, raw [n × F]. */
  readonly violating: readonly Float64Array[];
}

/** @param data what the reward was trained on, whole; null where it is not here */
export function coverageFor(
  { reward, basin }: Pick<AuditMaterial, 'reward' | 'basin'>,
  data: Demonstrations | null,
): Result<AuditCoverage> {
  const { space, distances, norms } = reward;
  const ground = { space, distances, points: triedPoints(reward, basin.points), data: data && recordsOf(reward, data) };
  const found = coverageOf(norms, ground);
  if (!found.ok) return found;
  const width = space.features.length;
  const violating = found.value.onRecords.map(({ violating: rows }) => {
    const raw = new Float64Array(rows.length * width);
    rows.forEach((row, i) => raw.set(data?.values.subarray(row * width, (row + 1) * width) ?? [], i * width));
    return raw;
  });
  return ok({ ...found.value, violating });
}

/** Made once an open reward: a rule that tells something at them does so whatever other rules turn away. */
const tried = new WeakMap<object, NormRows>();

function triedPoints(reward: OpenReward, good: AuditMaterial['basin']['points']): NormRows {
  const made = tried.get(reward.space) ?? drawnPoints(reward, good);
  tried.set(reward.space, made);
  return made;
}

function drawnPoints({ space }: OpenReward, good: AuditMaterial['basin']['points']): NormRows {
  const width = space.features.length;
  const stride = Math.max(1, Math.ceil(good.rows / mostTried));
  const raw: number[] = [];
  for (let row = 0; row < good.rows; row += stride) raw.push(...good.raw.subarray(row * width, (row + 1) * width));
  const { low, high } = auditedBox(space.features, good.raw, good.rows, widening);
  const random = Random.of(1, 'coverage');
  for (let i = 0; i < mostTried; i++) raw.push(...Array.from(low, (least, f) => random.uniform(least, high[f])));
  return pointsAt(space, Float64Array.from(raw), raw.length / width);
}

/** Rows of the data as norms see them; null where it says nothing in words, or is laid out otherwise than the reward. */
function recordsOf({ space }: OpenReward, { features, values, rows, texts }: Demonstrations): NormRows | null {
  const alike = features.map(({ name }) => name).join('\n') === space.features.map(({ name }) => name).join('\n');
  if (texts === undefined || !alike) return null;
  return { ...pointsAt(space, Float64Array.from(values), rows), records: textRecords(texts, rows) };
}

/** What is covered under these patches: no reward reads words, so that what violates in words alone is rewarded. */
export async function statedCoverage(
  { attacked, onRecords, untested, violating }: AuditCoverage,
  { scorer, space }: Pick<OpenReward, 'scorer' | 'space'>,
  patches: readonly Patch[],
  floor: number,
): Promise<StatedCoverage> {
  const checks: StatedCoverage['onRecords'][number][] = [];
  for (const [i, { id, rows, violating: violated, inconclusive }] of onRecords.entries()) {
    const { score } =
      violated.length === 0
        ? { score: [] }
        : await scorer.score(pointsAt(space, violating[i], violated.length), patches);
    const rewarded = Array.from(score).filter((value) => value > floor).length;
    checks.push({ id, rows, violated: violated.length, rewarded, inconclusive });
  }
  return { attacked, onRecords: checks, untested };
}

/** Why nothing can be audited; null where something can. */
export function nothingToAudit({ attacked, onRecords, untested }: Coverage): Failure | null {
  if (attacked.length + onRecords.length > 0) return null;
  const reasons = untested.map(({ id, reason }) => `${id}: ${reason}`).join('; ');
  const message =
    untested.length === 0
      ? 'Nothing to audit: there are no rules.'
      : `Nothing to audit: no rule can be evaluated on this data (${reasons}).`;
  return fail(
    'bad-parameter',
    message,
    'Nothing was run, and nothing is certified. Write rules over the features of the data.',
  ).failure;
}
