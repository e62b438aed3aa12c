/** The façade that `npm run headless` drives: the same workers and store as the app, without its screens. */
import type { Failure } from './basics/result';
import { defaultSettings } from './reward/families/mixture/training';
import type { FamilyId } from './reward/types';
import { connect } from './app/connect';
import { failureOf } from './app/worker/failed-call';
import { saveFile } from './app/page/save-file';
import { defaultAudit } from './app/types';
import type {
  AuditSettings,
  AuditView,
  BackendChoice,
  DatasetSummary,
  Iteration,
  PhaseZeroView,
  ImportPreview,
  PackedArtifact,
  RewardSummary,
  Services,
  TrainingState,
} from './app/types';

interface RunOptions {
  readonly members?: number;
  readonly epochs?: number;
  readonly seed?: number;
  readonly backend?: BackendChoice;
  readonly family?: FamilyId;
  /** Text of norms.json; with it the reward is audited. */
  readonly norms?: string;
  readonly audit?: Partial<Pick<AuditSettings, 'maxIterations' | 'budget' | 'floor' | 'box' | 'kinds' | 'seed'>>;
}

class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The value of a result, or a throw that ends the run with the failure. */
function need<T>(result: { ok: true; value: T } | { ok: false; failure: Failure }): T {
  if (!result.ok) throw new Refused(result.failure);
  return result.value;
}

async function train(services: Services, datasetId: string, options: RunOptions): Promise<TrainingState> {
  const settings = {
    ...defaultSettings,
    members: options.members ?? defaultSettings.members,
    epochs: options.epochs ?? defaultSettings.epochs,
    seed: options.seed ?? defaultSettings.seed,
  };
  const ended = new Set<TrainingState['phase']>(['done', 'failed', 'cancelled']);
  return new Promise((resolve, reject) => {
    services.training
      .start(datasetId, { settings, backend: options.backend ?? 'auto' }, (state) => {
        const epochs = state.members.reduce((sum, report) => sum + report.epoch, 0);
        console.log(
          `progress ${state.phase} ${epochs}/${settings.members * settings.epochs} epochs, ${Math.round(state.samplesPerSecond)} samples/s: ${state.label}`,
        );
        if (ended.has(state.phase)) resolve(state);
      })
      .catch(reject);
  });
}

function line(
  preview: ImportPreview,
  dataset: DatasetSummary,
  reward: RewardSummary,
  packed: PackedArtifact,
): Record<string, unknown> {
  const { assessment } = reward;
  if (assessment === null) throw new Error('a reward that was trained here is assessed');
  const own = assessment.families.find(({ family }) => family === reward.family);
  return {
    dataset: {
      format: preview.format,
      rows: preview.rows,
      features: dataset.features.length,
      episodes: dataset.episodes,
      skipped: preview.skipped,
    },
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
      hardNegatives: own?.negatives,
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
      nullPolicies: Object.fromEntries(
        assessment.nullPolicies.map(({ id, score, red, note }) => [id, { ...score, red, note }]),
      ),
      expert: assessment.expert,
    },
    artifact: { file: packed.fileName, sha256: packed.sha256, id: packed.id },
  };
}

/** Norms, Phase 0, the flywheel until it converges, and what it came to. */
async function audit(services: Services, rewardId: string, options: RunOptions): Promise<object> {
  const before = need(await services.audit.open(rewardId));
  const phaseZero = need(await services.audit.phaseZero());
  const settings: AuditSettings = { ...defaultAudit, seed: options.seed ?? defaultAudit.seed, ...options.audit };
  const view = need(
    await services.audit.run(settings, settings.maxIterations, (state) =>
      console.log(
        `progress audit, turn ${state.iteration}: ${state.label} ${Math.round(state.queriesPerSecond)} queries/s`,
      ),
    ),
  );
  return {
    ...auditFigures(view),
    phaseZero: phaseZeroFigures(phaseZero),
    experts: { before: before.experts, after: view.experts },
  };
}

function phaseZeroFigures({ rows, excluded, episodes, findings }: PhaseZeroView): object {
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

function auditFigures({ state, patches }: AuditView): object {
  const { iterations, convergence } = state;
  const last = iterations.at(-1);
  const sum = (pick: (iteration: Iteration) => number) => iterations.reduce((total, turn) => total + pick(turn), 0);
  const bounds = (convergence?.distributions ?? []).flatMap(({ bound }) => bound ?? []);
  const rate = convergence?.freshFlawRate ?? null;
  const tallies = convergence && [...convergence.distributions, ...convergence.searches];
  const freshHits = tallies && tallies.reduce((total, { hits }) => total + hits, 0);
  return {
    iterations: iterations.length,
    queries: sum(({ queries }) => queries),
    found: sum(({ found }) => found),
    verified: sum(({ verified }) => verified),
    patches: patches.length,
    left: Math.max(last?.left ?? 0, freshHits ?? 0),
    inconclusive: sum(({ inconclusive }) => inconclusive),
    needsRetraining: last?.needsRetraining.length ?? 0,
    maxRewardLost: last?.damage.basin.max ?? 0,
    heldOutMaxRewardLost: last?.damage.heldOut?.max ?? null,
    heldOutMeanRewardLost: last?.damage.heldOut?.mean ?? null,
    freshFlawRate: rate && { value: rate.value, upper95: rate.high },
    freshHits,
    violationBound: bounds.length > 0 ? Math.max(...bounds) : null,
    converged: state.phase === 'done',
    statement: state.statement,
    seconds: sum(({ seconds }) => seconds),
  };
}

/** Files of every input; what begins with a dot inside a folder is left out. */
function chosenFiles(): File[] {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[type=file]')];
  const files = inputs.flatMap((input) => [...(input.files ?? [])]);
  return files.filter(({ webkitRelativePath }) => !/\/\./.test(webkitRelativePath));
}

async function run(options: RunOptions): Promise<{ line: object; file: { name: string } | null }> {
  const services = connect();
  try {
    const preview = need(
      await services.data.read(chosenFiles(), (progress) => console.log(`progress ${progress.label}`)),
    );
    const dataset = need(await services.data.commit(preview.token, preview.proposed, preview.name));
    if (options.norms !== undefined) need(await services.audit.attachNorms(dataset.id, options.norms));
    const state = await train(services, dataset.id, options);
    if (state.failure) throw new Refused(state.failure);
    const rewardId = state.rewardId ?? '';
    let reward = need(await services.inspect.open(rewardId));
    if (options.family && options.family !== reward.family) {
      reward = need(await services.inspect.useFamily(rewardId, options.family));
    }
    const audited = options.norms === undefined ? null : await audit(services, rewardId, options);
    const packed = need(
      await services.artifact.pack(rewardId, (progress) => console.log(`progress ${progress.label}`)),
    );
    saveFile(packed.fileName, packed.bytes);
    const result = { ...line(preview, dataset, reward, packed), ...(audited && { audit: audited }) };
    return { line: result, file: { name: packed.fileName } };
  } catch (error) {
    const failure = error instanceof Refused ? error.failure : failureOf(error);
    if (failure === null) throw error;
    const { kind, message, advice, cause } = failure;
    if (cause !== undefined) console.warn(cause);
    return { line: { error: { kind, message: `${message} ${advice}` } }, file: null };
  }
}

declare global {
  interface Window {
    truewheel: { run: typeof run };
  }
}
window.truewheel = { run };
