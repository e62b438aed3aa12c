/** Which scorer answers for a reward: tensors where they are faster, the float64 reference otherwise. */
import { systemClock } from '../basics/clock';
import { ok, type Result } from '../basics/result';
import { deviceEnvironment } from '../engine/device-environment';
import { openScorer as openOn } from '../engine/scorer';
import { openBackend } from '../engine/tfjs/backends';
import { openModel } from '../reward/open-model';
import { ReferenceScorer } from '../reward/reference-scorer';
import type { RewardModel, Scorer } from '../reward/types';

/** Lets messages into a worker between two pieces of work. */
export function breathe(): Promise<void> {
  return systemClock.sleep(0);
}

/** Mixtures score on WebAssembly; other families, and browsers without it, in plain float64. */
export async function openScorer(model: RewardModel): Promise<Result<Scorer>> {
  const backend = model.family === 'mixture' ? await openBackend('wasm', deviceEnvironment) : null;
  if (backend?.ok) return openOn(backend.value, model, breathe);
  const models = openModel(model);
  return models.ok ? ok(new ReferenceScorer(model, models.value, breathe)) : models;
}
