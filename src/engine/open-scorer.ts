/** Which scorer answers for a reward: a fast backend where there is one, the float64 reference otherwise. */
import { systemClock } from '../basics/clock';
import { ok, type Result } from '../basics/result';
import { fastArithmetic } from './arithmetic';
import type { Backend } from './backend';
import { openBackend } from './backends';
import { deviceEnvironment } from './device-environment';
import { openScorer as openOn } from './scorer';
import type { DemonstrationDistances } from '../norms/rows';
import { families, findFamily } from '../reward/families';
import { openModel } from '../reward/open-model';
import { ReferenceScorer } from '../reward/reference-scorer';
import type { RewardModel, Scorer } from '../reward/types';

/** Lets messages into a worker between two pieces of work. */
export function breathe(): Promise<void> {
  return systemClock.sleep(0);
}

/** On the processor: reading back from a GPU costs more than most scores. */
async function processor(): Promise<Backend | null> {
  for (const name of ['wasm', 'tfjs-wasm'] as const) {
    const backend = await openBackend(name, deviceEnvironment);
    if (backend.ok) return backend.value;
  }
  return null;
}

/**
 * Families that backends can judge score on WebAssembly; the others in float64.
 * @param pause awaited between two pieces of work
 */
export async function openScorer(
  model: RewardModel,
  distances?: DemonstrationDistances,
  pause: () => Promise<void> = breathe,
): Promise<Result<Scorer>> {
  const backend = findFamily(model.family)?.onBackends ? await processor() : null;
  if (backend !== null) return openOn(backend, model, pause, systemClock, distances);
  const models = openModel(model, families, await fastArithmetic());
  return models.ok ? ok(new ReferenceScorer(model, models.value, pause, distances)) : models;
}
