/** A small reward of two families on data with words, as the store keeps it; rules and patches to edit it with. */
import type { Demonstrations } from '../../../../src/demonstrations/demonstrations';
import { datasetArrays } from '../../../../src/app/data/dataset-records';
import { documentOf } from '../../../../src/app/project/reward-document';
import type { Norm } from '../../../../src/norms/norm';
import type { Patch } from '../../../../src/reward/types';
import type { DatasetRow } from '../../../../src/store/types';
import { featuresOf, randomInput, randomModel } from '../../release/fixtures';
import type { MemoryStore } from './memory-store';

const roles = ['continuous', 'continuous'] as const;
const features = featuresOf(roles);
const made = randomInput({ family: 'knn', members: 1, roles });

/** Rules of which three can be tested, one says words that the data has, and two can never be tested on it. */
export const rules: readonly Norm[] = [
  { id: 'east', type: 'range', features: [0], min: [-1], max: [1] },
  { id: 'sum', type: 'predicate', expression: 'continuous_0 + continuous_1 < 2' },
  { id: 'words', type: 'keyword', field: 'message', words: ['double the dose'], mode: 'forbid' },
  { id: 'channel', type: 'predicate', expression: 'record.channel != "sms"' },
  { id: 'mild', type: 'range', severity: 0.3, features: [1], min: [-1], max: [1] },
];

const kernel = { kernel: 'plateau', core: 0.7, gate: null, strength: 1 } as const;
export const patches: readonly Patch[] = [
  { id: 'one', kind: 'suppress', space: 'input', center: [2, 2], reach: 0.5, ...kernel },
  { id: 'two', kind: 'suppress', space: 'input', center: [-2, 2], reach: 0.5, ...kernel },
  { id: 'off', kind: 'suppress', space: 'input', center: [0, 2], reach: 0.4, ...kernel, enabled: false },
];

const demonstrations: Demonstrations = {
  features,
  rows: 3,
  values: Float32Array.of(0, 0, 0.1, 0.2, 3, 3),
  episodes: Uint32Array.of(0, 3),
  timeStep: 1,
  texts: [{ name: 'message', codes: Uint32Array.of(0, 1, 0), texts: ['rest', 'double the dose'] }],
};

function addDataset(memory: MemoryStore, fingerprint: string): string {
  const id = `data ${memory.datasets.size}`;
  const origins = { numbers: Float64Array.of(0), frames: Uint32Array.of(0, 1, 2), starts: Float64Array.of(0) };
  const row = {
    ...{ id, name: fingerprint, fingerprint, features, rows: 3, episodes: 1, texts: ['message'], norms: [] },
  } as unknown as DatasetRow;
  memory.datasets.set(id, { row, arrays: datasetArrays(demonstrations, origins) });
  return id;
}

const knn = made.model;
const gaussians = randomModel({ family: 'gaussians', members: 1, roles });

/** A reward that was trained on data of this fingerprint, with nothing done to it yet. */
export function addReward(memory: MemoryStore, fingerprint: string): string {
  const known = [...memory.datasets].find(([, { row }]) => row.fingerprint === fingerprint)?.[0];
  const datasetId = known ?? addDataset(memory, fingerprint);
  const { thresholds, basin, ranges, training } = made;
  const family = { thresholds, outOfFold: [], own: null };
  const { document, arrays } = documentOf({
    ...{ model: knn, basin, ranges, centre: [0, 0], assessment: null, madeAt: made.createdAt },
    families: [
      { id: 'knn', members: knn.members, ...family },
      { id: 'gaussians', members: gaussians.members, ...family },
    ],
    training: { ...training, dataset: { ...training.dataset, name: fingerprint, fingerprint } },
  });
  const id = `reward ${memory.rewards.size}`;
  const row = { id, name: 'small', datasetId, document, patches: [], norms: [], revision: 0 };
  memory.rewards.set(id, { row: { ...row, createdAt: '', updatedAt: '' }, arrays });
  return id;
}
