/** The JSON line of `npm run headless` (docs/methods.md, "Headless"): figures of data set, training, reward, artifact and audit. */
import type {
  AuditView,
  DatasetSummary,
  ImportPreview,
  Iteration,
  PackedArtifact,
  PhaseZeroView,
  RewardSummary,
} from '../../app/types';
import { datasetFigures } from '../dataset-figures';

/** `dataset`, `training`, `reward` and `artifact`. */
export function trainingFigures(
  preview: ImportPreview,
  dataset: DatasetSummary,
  reward: RewardSummary,
  packed: PackedArtifact,
): Record<string, unknown> {
  const { assessment } = reward;
  if (assessment === null) throw new Error('a reward that was trained here is assessed');
  const own = assessment.families.find(({ family }) => family === reward.family);
  return {
    dataset: datasetFigures(preview, dataset),
    training: {
      backend: reward.device,
      seconds: reward.seconds,
      samplesPerSecond: reward.samplesPerSecond,
      validationError: reward.validationError,
    },
    reward: {
      family: reward.family,
      proposed: assessment.proposed,
      heldOutMean: own?.heldOutMean ?? assessment.heldOutMean,
      hardNegatives: own && withStreams(own.negatives, assessment.monitor ?? null),
      families: Object.fromEntries(
        assessment.families.map(({ family, negatives }) => [
          family,
          Object.fromEntries(Object.entries(negatives).map(([id, figures]) => [id, figures.energy])),
        ]),
      ),
      expertAllowed: {
        frames: assessment.expertAllowed.frames.value,
        episodes: assessment.expertAllowed.episodes.value,
        episodesInterval: [assessment.expertAllowed.episodes.low, assessment.expertAllowed.episodes.high],
      },
      ...monitorFigures(assessment.monitor ?? null),
      nullPolicies: Object.fromEntries(
        assessment.nullPolicies.map(({ id, score, red, amber, still, note }) => [
          id,
          { ...score, red, amber, still, note },
        ]),
      ),
      expert: assessment.expert,
    },
    artifact: { file: packed.fileName, sha256: packed.sha256, id: packed.id },
  };
}

type Monitor = NonNullable<RewardSummary['assessment']>['monitor'] & {};

/** `reward.monitor`, `reward.faults` and `reward.falseInterruptions`; absent where no monitor decides. */
function monitorFigures(monitor: Monitor | null): object {
  if (monitor === null) return {};
  const { theta, supported, range, red, perThousand, interrupted, faults } = monitor;
  return {
    monitor: { theta, supported, range: [range.low, range.high], red, perThousand, faults },
    faults: Object.fromEntries(Object.entries(faults).map(([kind, { detected }]) => [kind, detected])),
    falseInterruptions: { ...interrupted },
  };
}

/** Hard negatives, with what the monitor does to recordings that hold nothing else. */
function withStreams(negatives: object, monitor: Monitor | null): object {
  return Object.fromEntries(
    Object.entries(negatives).map(([id, figures]: [string, object]) => {
      const stream = monitor?.streams[id as keyof Monitor['streams']];
      return [id, stream ? { ...figures, stream: stream.stopped, streamFirst: stream.first } : figures];
    }),
  );
}

/** `audit.phaseZero`: what the norms found among the demonstrations. */
export function phaseZeroFigures({ rows, excluded, episodes, findings }: PhaseZeroView): object {
  return {
    rows,
    excluded,
    episodes,
    findings: findings.map(({ norm, frames, inconclusive, episodes: violating, skipped }) => ({
      norm,
      skipped,
      frames,
      inconclusive,
      episodes: violating.length,
    })),
  };
}

/** `audit`, but for Phase 0 and experts. */
export function auditFigures({ state, patches, coverage }: AuditView): object {
  const { iterations, convergence } = state;
  const { attacked, onRecords, untested } = coverage;
  const last = iterations.at(-1);
  const sum = (pick: (iteration: Iteration) => number) => iterations.reduce((total, each) => total + pick(each), 0);
  const bounds = (convergence?.distributions ?? []).flatMap(({ bound }) => bound ?? []);
  const rate = convergence?.freshFlawRate ?? null;
  const tallies = convergence && [...convergence.distributions, ...convergence.searches];
  // What violates in words alone is rewarded all the same: no reward reads words.
  const rewarded = (state.standing?.checks ?? []).reduce((total, check) => total + check.rewarded, 0);
  const freshHits = tallies && tallies.reduce((total, { hits }) => total + hits, 0);
  return {
    iterations: iterations.length,
    queries: sum(({ queries }) => queries),
    found: sum(({ found }) => found),
    verified: sum(({ verified }) => verified),
    patches: patches.length,
    left: Math.max(last?.left ?? 0, freshHits ?? 0) + rewarded,
    inconclusive: sum(({ inconclusive }) => inconclusive),
    needsRetraining: last?.needsRetraining.length ?? 0,
    maxRewardLost: last?.damage.basin.max ?? 0,
    heldOutMaxRewardLost: last?.damage.heldOut?.max ?? null,
    heldOutMeanRewardLost: last?.damage.heldOut?.mean ?? null,
    freshFlawRate: rate && { value: rate.value, upper95: rate.high },
    freshHits,
    violationBound: bounds.length > 0 ? Math.max(...bounds) : null,
    converged: state.phase === 'done',
    coverage: {
      rules: attacked.length + onRecords.length + untested.length,
      tested: attacked.length + onRecords.length,
      untested,
    },
    records: state.standing?.checks ?? [],
    statement: state.statement,
    seconds: sum(({ seconds }) => seconds),
  };
}
