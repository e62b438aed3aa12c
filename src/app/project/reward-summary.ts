/** What the screens show of an open reward. */
import { defaultSettings } from '../../reward/families/mixture/training';
import type { Draft } from './draft';
import { standingView } from './premise';
import type { RewardSummary } from '../types';

export function summaryOf({ reward, standing }: Pick<Draft, 'reward' | 'standing'>): RewardSummary {
  const { row, document, model, thresholds, basin, assessment } = reward;
  const { training, ranges, centre } = document;
  return {
    id: row.id,
    name: row.name,
    datasetId: row.datasetId,
    createdAt: document.madeAt,
    family: model.family,
    features: model.features,
    ranges,
    members: model.members.length,
    settings: { ...defaultSettings, ...training.settings },
    device: training.device,
    seconds: training.seconds,
    samplesPerSecond: training.samplesPerSecond ?? NaN,
    validationError: training.validationError ?? NaN,
    assessment,
    thresholds,
    patches: row.patches,
    basinSize: basin?.episodes.length ?? 0,
    epsilon99: basin?.epsilon99 ?? NaN,
    centre,
    revision: row.revision,
    standing: standing && standingView(standing),
  };
}
