/** The figures that stand beside a reward, all from episodes that nothing was tuned to (docs/methods.md 1.4–1.6, 5). */
import { clopperPearson } from '../../basics/intervals';
import { rowsOf } from '../../demonstrations/split';
import { expertAllowed } from '../../gate/dial/expert-allowed';
import { gateMonitor, motionColumns, type MonitorModels } from '../../gate/monitor/gate-monitor';
import { CrossConformal } from '../../reward/calibration/conformal';
import { auditNullPolicies } from '../../reward/evaluation/null-policies';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import { pointsAt } from '../../reward/points-at';
import type { SharedDistances } from './shared-distances';
import { framesOf, rawRows, type AssessedFamily } from './assess-family';
import { monitorFigures } from './monitor-figures';
import { goodRows, type PreparedData } from '../prepared-data';
import type { Assessment, OwnAssessment, SharedAssessment } from './assessment';

/** A gate that opens less often than this on average has a dead expert behind it (docs/methods.md 1.2). */
const deadGate = 1e-3;
/** Level of the measured conformal rate. */
const nominal = 0.05;

/** What all families share: the table that they are compared by, and which one is proposed. */
export function sharedAssessment(
  prepared: PreparedData,
  assessed: readonly AssessedFamily[],
  checkpoints: readonly TrainingCheckpoint[],
): SharedAssessment {
  const best = assessed.reduce((a, b) => (b.figures.worstOnValidation > a.figures.worstOnValidation ? b : a));
  return {
    families: assessed.map(({ figures }) => figures),
    proposed: best.model.family,
    foldEpisodes: assessed[0].outOfFold.length,
    byEpisode: prepared.split.byEpisode,
    recordings: new Set(prepared.split.segments.map(({ episode }) => episode)).size,
    deadExperts: checkpoints.flatMap(({ member, gateUse }) =>
      gateUse.flatMap((use, expert) => (use < deadGate ? [`member ${member + 1}, expert ${expert + 1}`] : [])),
    ),
  };
}

/** What one family does to held-out experts, and what null policies earn under it. */
export async function ownAssessment(
  prepared: PreparedData,
  distances: SharedDistances,
  monitor: MonitorModels | null,
  family: AssessedFamily,
  seed: number,
): Promise<OwnAssessment> {
  const { demonstrations, split } = prepared;
  const held = split.segments.filter(({ part }) => part === 'test');
  const rows = rowsOf(split, 'test');
  const starts = Uint32Array.from(offsets(held));
  const gate = gateMonitor(demonstrations.features, monitor, family.outOfFold, family.thresholds.dial);
  const score = async (name: string, raw: Float32Array, spans: Uint32Array) => {
    const scored = await framesOf(prepared, family.scorer, distances, name, raw, spans[spans.length - 1]);
    return gate ? { ...scored, followed: { by: gate, ...motionColumns(gate, raw, spans) } } : scored;
  };
  const frames = await score('test', rawRows(prepared, rows), starts);
  const { frames: share, episodes } = expertAllowed(frames, starts, family.thresholds, demonstrations.timeStep);
  const trained = split.segments.filter(({ part }) => part !== 'test');
  const figures = gate && (await monitorFigures(gate, family.thresholds, demonstrations, held, trained, seed, score));
  const basin = goodRows(prepared);
  const space = { features: demonstrations.features, standardiser: prepared.standardiser };
  const { expert, policies } = await auditNullPolicies({ demonstrations, heldOut: held, basin, seed }, (raw, count) =>
    family.scorer.score(pointsAt(space, raw, count), []),
  );
  return {
    heldOutMean: family.figures.heldOutMean,
    expert,
    expertAllowed: { frames: share, episodes },
    nullPolicies: policies,
    monitor: figures,
    conformal: split.byEpisode ? conformalRate(family, frames.memberEnergies, starts) : null,
  };
}

function offsets(segments: readonly { readonly start: number; readonly end: number }[]): number[] {
  const starts = [0];
  for (const { start, end } of segments) starts.push(starts[starts.length - 1] + end - start);
  return starts;
}

/** Share of held-out episodes with p(τ) ≤ .05; null where J < 20 makes no claim. */
function conformalRate(
  { outOfFold, model }: AssessedFamily,
  energies: Float64Array,
  starts: Uint32Array,
): Assessment['conformal'] {
  const members = model.members.length;
  const conformal = new CrossConformal(outOfFold, members);
  if (!conformal.claims) return null;
  const episodes = starts.length - 1;
  let alarms = 0;
  for (let j = 0; j < episodes; j++) {
    const own = energies.subarray(starts[j] * members, starts[j + 1] * members);
    if (conformal.trajectory(own, starts[j + 1] - starts[j]) <= nominal) alarms += 1;
  }
  return { nominal, measured: clopperPearson(alarms, episodes) };
}
