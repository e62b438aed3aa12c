/** What other settings of the dial would do to held-out experts and to each hard negative (docs/methods.md 5). */
import { fail, ok, type Result } from '../../basics/result';
import { rowsOf, trainingRowsOf } from '../../demonstrations/split';
import { allowedFrames, type Frames } from '../../gate/decide';
import { dialFromFolds } from '../../gate/dial/dial';
import { checkPMin } from '../../gate/dial/p-min';
import { expertAllowed } from '../../gate/dial/expert-allowed';
import { gateMonitor } from '../../gate/monitor/gate-monitor';
import { monitorOutcome } from '../../gate/monitor/outcome';
import type { Thresholds } from '../../gate/thresholds';
import type { AuditCells } from '../../gate/cells/audit-cells';
import { claimsP } from '../../gate/claims';
import { featureStatistics } from '../../reward/evaluation/feature-statistics';
import { negativeIds, type NegativeId } from '../../reward/evaluation/figures';
import { makeNegatives } from '../../reward/evaluation/hard-negatives';
import { defaultSettings } from '../../reward/families/mixture/training';
import type { Patch } from '../../reward/types';
import { mostNegatives, rawRows } from '../../training/evaluation/row-sets';
import { gateFrames, startsOf } from './experts';
import type { AuditMaterial } from './material';
import type { DialOutcome } from './types';
import { pointsAt } from '../../reward/points-at';
import type { OpenReward } from '../project/open-reward';
import { afterStarts, type PreparedData } from '../../training/prepared-data';

/** What thresholds are chosen by. */
export type CalibratedReward = Pick<OpenReward, 'outOfFold' | 'thresholds' | 'assessment'>;

type Negatives = readonly { readonly id: NegativeId; readonly frames: Frames }[];

/** One outcome a dial, in order. @returns `not-found` where no held-out demonstrations are here */
export async function dialOutcomes(
  material: AuditMaterial,
  patches: readonly Patch[],
  cells: AuditCells | null,
  dials: readonly number[],
): Promise<Result<readonly DialOutcome[]>> {
  const { reward, heldOut, prepared } = material;
  if (!heldOut || heldOut.points.rows === 0 || !prepared || reward.outOfFold.length === 0) {
    return fail(
      'not-found',
      'The demonstrations of this reward are not in this browser, so no dial can be tried on them.',
      'Import them and train again.',
    );
  }
  const starts = startsOf(heldOut);
  const frames = await gateFrames(reward, heldOut.points, patches, cells, starts);
  const negatives = await negativesOf(material, prepared, patches, cells);
  const { timeStep } = prepared.demonstrations;
  const outcomes = dials.map((dial): DialOutcome => {
    const thresholds = thresholdsAt(reward, dial);
    const monitor = gateMonitor(reward.model.features, reward.monitor, reward.outOfFold, dial);
    const { followed } = frames;
    const seen = monitor && followed ? { ...frames, followed: { ...followed, by: monitor } } : frames;
    const allowed = expertAllowed(seen, starts, thresholds, timeStep);
    const notAllowed = negatives.map(({ id, frames: wrong }) => [id, shareStopped(wrong, thresholds)] as const);
    const { uMax, nMax } = thresholds;
    const set = monitor && monitorOutcome(monitor, dial);
    return { dial, uMax, nMax, ...allowed, notAllowed: Object.fromEntries(notAllowed), monitor: set };
  });
  return ok(outcomes);
}

/** Thresholds at another dial; everything else stays. */
export function thresholdsAt({ outOfFold, thresholds }: CalibratedReward, dial: number): Thresholds {
  const { debounce, floor, aMax, pMin } = thresholds;
  return { ...dialFromFolds(outOfFold, { dial, debounce, floor }), aMax, ...(pMin === undefined ? {} : { pMin }) };
}

/** Thresholds as a person chose them. @returns `bad-parameter` for one out of range, `too-few-rows` without demonstrations */
export function chosenThresholds(
  reward: CalibratedReward,
  dial: number,
  aMax: number,
  pMin: number | null,
): Result<Thresholds> {
  const { outOfFold, assessment } = reward;
  const episodes = outOfFold.length;
  if (!(dial > 0 && dial < 1) || !(aMax > 0 && aMax <= 1)) {
    return fail('bad-parameter', 'The dial lies between 0 and 1, and a_max too.', 'Nothing was changed.');
  }
  if (episodes === 0) {
    const message = 'No demonstrations came with this reward, so there is no dial to set.';
    return fail('too-few-rows', message, 'Nothing was changed.');
  }
  const found = { ...thresholdsAt(reward, dial), aMax, pMin: undefined };
  if (pMin === null) return ok(found);
  const checked = checkPMin(pMin, { episodes, claims: claimsP(episodes, assessment) });
  return checked.ok ? ok({ ...found, pMin }) : checked;
}

async function negativesOf(
  { reward }: AuditMaterial,
  prepared: PreparedData,
  patches: readonly Patch[],
  cells: AuditCells | null,
): Promise<Negatives> {
  const { features } = prepared.demonstrations;
  const training = trainingRowsOf(prepared.split, -1);
  const statistics = featureStatistics(features, rawRows(prepared, training), training.length);
  const raw = rawRows(prepared, afterStarts(prepared, rowsOf(prepared.split, 'test')), mostNegatives);
  const rows = raw.length / features.length;
  const { seed } = { ...defaultSettings, ...reward.document.training.settings };
  const negatives: { id: NegativeId; frames: Frames }[] = [];
  for (const id of negativeIds) {
    const points = pointsAt(reward.space, makeNegatives(id, raw, rows, statistics, seed), rows);
    negatives.push({ id, frames: await gateFrames(reward, points, patches, cells) });
  }
  return negatives;
}

function shareStopped(frames: Frames, thresholds: Thresholds): number {
  return 1 - allowedFrames(frames, thresholds).reduce((sum, value) => sum + value, 0) / frames.rows;
}
