/** Rows for the tests of storage; needs no test runner, so that workers can use it. */
import { blankMemory } from '../../../src/flywheel/memory';
import { defaultSettings, type TrainingCheckpoint } from '../../../src/reward/families/mixture/training';
import type {
  AuditDocument,
  DatasetRow,
  LedgerEvent,
  RewardDocument,
  RewardRow,
  RunRow,
} from '../../../src/store/types';

export const time = '2026-01-02T03:04:05.000Z';

const report: DatasetRow['report'] = {
  rows: 3,
  episodes: 1,
  episodeLengths: [3],
  features: [],
  dropped: { count: 0, rows: [] },
  duplicates: 0,
  findings: [],
  bytes: 12,
  timeStep: 1,
  backwards: 0,
  milliseconds: false,
};

export function datasetRow(id: string): DatasetRow {
  return {
    id,
    name: `Data set ${id}`,
    format: 'csv',
    fingerprint: '0'.repeat(64),
    rows: 3,
    episodes: 1,
    features: [],
    labels: [],
    mapping: { features: [], episodeColumn: null, timeColumn: null, fps: null },
    purpose: 'demonstrations',
    videos: [],
    parent: null,
    report,
    bytes: 12,
    norms: [],
    createdAt: time,
  };
}

export function runRow(id: string, datasetId: string): RunRow {
  const state = { options: { settings: defaultSettings, backend: 'wasm' as const }, datasetName: 'Data', norms: [] };
  return { id, datasetId, status: 'running', state, rewardId: null, updatedAt: time };
}

const thresholds = { dial: 0.05, uMax: 1, uBlock: 2, nMax: 1, debounce: 3, floor: 0.05, supported: 0.05, aMax: 0.26 };

/** Of a model that came from elsewhere: what nobody measured is NaN or null. */
const rewardContent: RewardDocument = {
  family: 'mixture',
  families: { mixture: { members: [], thresholds, own: null } },
  features: [],
  kappa: 4,
  beta: 1,
  dims: 1,
  epsilon99: null,
  outOfFold: [],
  monitor: null,
  ranges: [],
  centre: [],
  training: {
    settings: { members: 1 },
    device: 'elsewhere',
    seconds: NaN,
    dataset: { name: '', format: '', fingerprint: '', rows: 0, episodes: 0 },
  },
  assessment: null,
  madeAt: time,
};

export function rewardRow(id: string, datasetId: string | null): RewardRow {
  const times = { createdAt: time, updatedAt: time };
  return { id, name: id, datasetId, document: rewardContent, patches: [], norms: [], revision: 0, ...times };
}

export function checkpoint(member: number, step: number): TrainingCheckpoint {
  const all = Float32Array.from({ length: 40 }, (_, i) => Math.fround(i / 7 + step));
  return {
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

/** An audit after so many attempts. */
export function auditContent(attempts: number): AuditDocument {
  return { memory: { ...blankMemory, attempts }, phaseZero: null };
}

export const imported = {
  dataset: 'a',
  name: 'Data set a',
  fingerprint: '0'.repeat(64),
  rows: 3,
  episodes: 1,
  features: ['é'],
  purpose: 'demonstrations',
} as const;
export const event: LedgerEvent = { kind: 'import', payload: imported };

/** An event of no great matter. */
export function note(number: number): LedgerEvent<'phase-zero'> {
  return { kind: 'phase-zero', payload: { reward: 'r', dataset: 'a', rows: number, excluded: 0 } };
}
