/** Rows for the tests of storage; needs no test runner, so that workers can use it. */
import { defaultSettings, type TrainingCheckpoint } from '../../../src/reward/families/mixture/training';
import type { DatasetRow, RewardRow, RunRow } from '../../../src/store/types';

export const time = '2026-01-02T03:04:05.000Z';

export function datasetRow(id: string): DatasetRow {
  return {
    id,
    name: `Data set ${id}`,
    format: 'csv',
    fingerprint: '0'.repeat(64),
    rows: 3,
    episodes: 1,
    features: [],
    mapping: { features: [], episodeColumn: null, timeColumn: null, fps: null },
    purpose: 'demonstrations',
    videos: [],
    parent: null,
    report: { rows: 3 },
    bytes: 12,
    createdAt: time,
  };
}

export function runRow(id: string, datasetId: string): RunRow {
  return { id, datasetId, status: 'running', state: { epochs: 0 }, rewardId: null, updatedAt: time };
}

export function rewardRow(id: string, datasetId: string | null): RewardRow {
  const document = { family: 'mixture' };
  return { id, name: id, datasetId, document, patches: [], revision: 0, createdAt: time, updatedAt: time };
}

export function checkpoint(member: number, step: number): TrainingCheckpoint {
  const all = Float32Array.from({ length: 40 }, (_, i) => Math.fround(i / 7 + step));
  return {
    schema: 'truewheel.checkpoint/2',
    member,
    step,
    settings: defaultSettings,
    backend: 'wasm/relaxed',
    parameters: all.subarray(0, 10),
    firstMoment: all.subarray(10, 20),
    secondMoment: all.subarray(20, 30),
    best: all.subarray(30, 40),
    bestValidation: 0.1,
    lossSum: 1 / 3,
    lossRows: 256,
    lastValidation: NaN,
    gateUse: [0.25, 0.75],
    seconds: 1.5,
  };
}

export const event = { kind: 'import', payload: { rows: 3 } };
