/** Invented figures for looking at screens: an assessment, thresholds, device and quality reports. Never shipped. */
import {
  type DeviceReport,
  type Feature,
  type ImportPreview,
  type NegativeFigures,
  type NegativeId,
  type QualityReport,
  negativeIds,
} from '../../../src/app/types';
import { type Assessment, type FamilyAssessment } from '../../../src/training/evaluation/assessment';

export const features: readonly Feature[] = [
  { name: 'x', unit: 'm', role: 'continuous', column: 'obs_0', group: 'observation', levels: [] },
  { name: 'y', unit: 'm', role: 'continuous', column: 'obs_1', group: 'observation', levels: [] },
  { name: 'x_rate', unit: 'm/s', role: 'derived', column: 'obs_0', group: 'observation', levels: [] },
  { name: 'y_rate', unit: 'm/s', role: 'derived', column: 'obs_1', group: 'observation', levels: [] },
];

function negatives(energies: readonly number[]): Record<NegativeId, NegativeFigures> {
  const entries = negativeIds.map((id, i) => {
    const energy = energies[i];
    return [id, { energy, join: Math.min(1, energy + 0.04), notAllowed: Math.max(0, 2 * energy - 1.05) }] as const;
  });
  return Object.fromEntries(entries) as Record<NegativeId, NegativeFigures>;
}

const families: readonly FamilyAssessment[] = [
  {
    family: 'mixture',
    title: 'Mixture of autoencoder experts',
    negatives: negatives([0.982, 0.961, 0.874, 0.991, 0.803, 0.999]),
    worstOnValidation: 0.812,
    heldOutMean: 0.971,
  },
  {
    family: 'gaussians',
    title: 'Gaussian mixture',
    negatives: negatives([0.971, 0.948, 0.823, 0.98, 0.771, 0.999]),
    worstOnValidation: 0.768,
    heldOutMean: 0.966,
  },
  {
    family: 'knn',
    title: 'Nearest neighbours',
    negatives: negatives([0.963, 0.94, 0.861, 0.972, 0.742, 0.998]),
    worstOnValidation: 0.739,
    heldOutMean: 0.968,
  },
];

export const assessment: Assessment = {
  heldOutMean: 0.971,
  expert: { value: 0.971, low: 0.962, high: 0.979 },
  families,
  proposed: 'mixture',
  expertAllowed: {
    frames: { value: 0.991, low: 0.984, high: 0.996 },
    episodes: { value: 0.944, low: 0.812, high: 0.993 },
  },
  nullPolicies: [
    { id: 'freeze', title: 'Freeze at the start', score: { value: 0.41, low: 0.33, high: 0.5 }, red: false, note: '' },
    {
      id: 'sit',
      title: 'Sit at the best-scored point',
      score: { value: 1, low: 1, high: 1 },
      red: true,
      note: 'A density of states pays for doing nothing.',
    },
    { id: 'reversed', title: 'Run reversed', score: { value: 0.74, low: 0.7, high: 0.79 }, red: false, note: '' },
    { id: 'shuffled', title: 'Shuffled time', score: { value: 0.52, low: 0.47, high: 0.58 }, red: false, note: '' },
    { id: 'constantAction', title: 'Constant action', score: null, red: false, note: 'There are no action columns.' },
  ],
  foldEpisodes: 45,
  recordings: 60,
  conformal: { nominal: 0.05, measured: { value: 0.056, low: 0.014, high: 0.186 } },
  byEpisode: true,
  deadExperts: [],
};

export const device: DeviceReport = {
  chosen: 'wasm',
  backends: [
    {
      name: 'webgpu',
      detail: 'SwiftShader',
      status: 'skipped',
      samplesPerSecond: NaN,
      why: 'The adapter is a software fallback; it is tried only when you ask for it.',
    },
    {
      name: 'wasm',
      detail: 'SIMD, 1 thread',
      status: 'chosen',
      samplesPerSecond: 231_400,
      why: 'Fastest that agrees with the reference.',
    },
    {
      name: 'tfjs-cpu',
      detail: 'plain arrays',
      status: 'slower',
      samplesPerSecond: 18_900,
      why: 'Twelve times slower than WebAssembly.',
    },
  ],
};

function bell(): number[] {
  return Array.from({ length: 32 }, (_, i) => Math.round(400 * Math.exp(-(((i - 15.5) / 7) ** 2))));
}

export const quality: QualityReport = {
  backwards: 0,
  milliseconds: false,
  rows: 11_982,
  episodes: 60,
  episodeLengths: Array.from({ length: 60 }, (_, i) => 150 + ((i * 37) % 100)),
  features: features.map((feature, i) => ({
    name: feature.name,
    unit: feature.unit,
    role: feature.role,
    min: -3.5,
    max: 3.5,
    mean: 0.1 * i,
    std: 1.2,
    histogram: bell(),
    constant: false,
    missing: i === 2 ? 4 : 0,
  })),
  dropped: { count: 4, rows: [17, 402, 2206, 9001] },
  duplicates: 12,
  findings: [
    { level: 'warning', text: '“x_rate” has 4 missing values; those rows are dropped.' },
    { level: 'note', text: 'The time step is 0.04 s, from the fps that you gave.' },
  ],
  bytes: 48_200_000,
  timeStep: 0.04,
};

export const preview: ImportPreview = {
  token: 'table-1',
  name: 'maze-01',
  format: 'npz (imitation)',
  rows: 11_986,
  findings: [],
  questions: [],
  columns: [
    {
      name: 'obs_0',
      group: 'observation',
      min: -3.5,
      max: 3.5,
      missing: 0,
      distinct: 9211,
      preview: [0, 0.01, 0.03, 0.06, 0.11, 0.17, 0.24, 0.32],
    },
    {
      name: 'obs_1',
      group: 'observation',
      min: -3.5,
      max: 3.5,
      missing: 4,
      distinct: 9190,
      preview: [1, 1.01, 1.02, 1.02, 1.01, NaN, 0.97, 0.94],
    },
    {
      name: 'act_0',
      group: 'action',
      min: -1,
      max: 1,
      missing: 0,
      distinct: 211,
      preview: [0.2, 0.4, 0.4, 0.5, 0.5, 0.4, 0.3, 0.1],
    },
    { name: 'rews', group: 'reward', min: 0, max: 1, missing: 0, distinct: 2, preview: [0, 0, 0, 0, 0, 0, 0, 1] },
  ],
  episodeLengths: quality.episodeLengths,
  motion: [
    { column: 'obs_0', rate: true, reason: 'moves', recordedIn: null, hold: 1 },
    { column: 'obs_1', rate: false, reason: 'constant', recordedIn: null, hold: 1 },
  ],
  skipped: [{ what: 'infos', why: 'a pickled object column: never opened' }],
  proposed: {
    features: [
      { column: 'obs_0', name: 'x', unit: 'm', role: 'continuous' },
      { column: 'obs_0', name: 'x_rate', unit: 'm/s', role: 'derived' },
      { column: 'obs_1', name: 'y', unit: 'm', role: 'continuous' },
      { column: 'obs_1', name: 'y_rate', unit: 'm/s', role: 'derived' },
      { column: 'act_0', name: 'act_0', unit: '', role: 'action' },
      { column: 'rews', name: 'rews', unit: '', role: 'ignore' },
    ],
    episodeColumn: null,
    timeColumn: null,
    fps: 25,
  },
  remembered: true,
  bytes: 46_000_000,
};
