/** What the page does for `npm run headless`: import, train, audit where norms are given, pack. */
import { defaultAudit, defaultSettings, withMotion, withoutMotion } from '../../app/types';
import type { AuditSettings, ImportPreview, Mapping, Services, TrainingState } from '../../app/types';
import { fail } from '../../basics/result';
import { Refused, type Run, need } from '../command';
import { mappingIn } from '../mapping-option';
import type { TrainOptions } from './command.mjs';
import { auditFigures, phaseZeroFigures, trainingFigures } from './figures';

type Tell = (progress: string) => void;

async function train(services: Services, datasetId: string, options: TrainOptions, tell: Tell): Promise<TrainingState> {
  const settings = {
    ...defaultSettings,
    members: options.members ?? defaultSettings.members,
    epochs: options.epochs ?? defaultSettings.epochs,
    seed: options.seed ?? defaultSettings.seed,
  };
  const ended = new Set<TrainingState['phase']>(['done', 'failed', 'cancelled']);
  return new Promise((resolve, reject) => {
    services.training
      .start(
        datasetId,
        { settings, backend: options.backend === 'cpu' ? 'tfjs-cpu' : (options.backend ?? 'auto') },
        (state) => {
          const epochs = state.members.reduce((sum, report) => sum + report.epoch, 0);
          tell(
            `${state.phase} ${epochs}/${settings.members * settings.epochs} epochs, ${Math.round(state.samplesPerSecond)} samples/s: ${state.label}`,
          );
          if (ended.has(state.phase)) resolve(state);
        },
      )
      .catch(reject);
  });
}

function auditSettings(options: TrainOptions): AuditSettings {
  return {
    ...defaultAudit,
    seed: options.seed ?? defaultAudit.seed,
    maxIterations: options['max-iterations'] ?? defaultAudit.maxIterations,
    budget: options.budget ?? defaultAudit.budget,
    floor: options.floor ?? defaultAudit.floor,
    box: options.box ?? defaultAudit.box,
    kinds: options.kinds ?? defaultAudit.kinds,
  };
}

/** Norms, Phase 0, the flywheel until it converges, and what it came to. */
async function audit(services: Services, rewardId: string, options: TrainOptions, tell: Tell): Promise<object> {
  const before = need(await services.audit.open(rewardId));
  const phaseZero = need(await services.audit.phaseZero());
  const settings = auditSettings(options);
  const view = need(
    await services.audit.run(settings, settings.maxIterations, (state) =>
      tell(`audit, iteration ${state.iteration}: ${state.label} ${Math.round(state.queriesPerSecond)} queries/s`),
    ),
  );
  return {
    ...auditFigures(view),
    phaseZero: phaseZeroFigures(phaseZero),
    experts: { before: before.experts, after: view.experts },
  };
}

/** The proposed mapping, with its rates or without; a mapping that was given stands as it is. */
function mappingFor({ proposed, motion: chosen }: ImportPreview, { motion, mapping }: TrainOptions): Mapping {
  if (motion === undefined && mapping !== undefined) return proposed;
  if (motion === undefined || motion === 'rates') return withMotion(proposed, chosen);
  return { ...withoutMotion(proposed), ...(motion === 'alone' && { alone: true }) };
}

/** Nothing is trained on a guess that a person has to make. @throws Refused with `ambiguous` */
function refuseOpen({ questions }: ImportPreview): void {
  const open = questions.filter(({ answered }) => !answered);
  if (open.length === 0) return;
  const message = open.map(({ text, reason }) => `${text} ${reason}`).join(' ');
  const advice = 'Answer it on the mapping screen and save the mapping, then give it with --mapping FILE.';
  throw new Refused(fail('ambiguous', message, advice).failure);
}

export const run: Run<TrainOptions> = async (app, files, options, tell) => {
  const say = ({ label }: { readonly label: string }) => tell(label);
  const preview = need(await app.data.read(files, say, mappingIn(options)));
  refuseOpen(preview);
  const mapping = mappingFor(preview, options);
  const dataset = need(await app.data.commit(preview.token, mapping, preview.name));
  if (options.norms !== undefined) need(await app.audit.attachNorms(dataset.id, options.norms));
  const state = await train(app, dataset.id, options, tell);
  if (state.failure) throw new Refused(state.failure);
  const rewardId = state.rewardId ?? '';
  let reward = need(await app.inspect.open(rewardId));
  if (options.family && options.family !== reward.family) {
    reward = need(await app.inspect.useFamily(rewardId, options.family));
  }
  const audited = options.norms === undefined ? null : await audit(app, rewardId, options, tell);
  const packed = need(await app.artifact.pack(rewardId, say));
  const line = { ...trainingFigures(preview, dataset, reward, packed), ...(audited && { audit: audited }) };
  return { line, file: { name: packed.fileName, bytes: packed.bytes } };
};
