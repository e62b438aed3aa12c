/** Services without workers or storage, for looking at screens and testing them. Never shipped. */
import { fail, ok } from '../../../src/basics/result';
import type { DatasetSummary, Services, TrainingState } from '../../../src/app/types';
import { fakeAudit } from './fake-audit';
import { fakeEpisodes } from './fake-episodes';
import { device, features, preview, quality } from './fake-figures';
import { fakeInspect, landingPicture } from './fake-inspect';
import { fakePlanning } from './fake-planning';

export interface FakeOptions {
  readonly datasets?: boolean;
  readonly rewards?: boolean;
  readonly unfinished?: boolean;
  /** Shows a picture behind the drop zone. */
  readonly pictured?: boolean;
  /** Milliseconds that a 512² picture takes. */
  readonly delay?: number;
  /** Points of the cloud. */
  readonly points?: number;
  /** Milliseconds between two epochs. */
  readonly pace?: number;
  /** Episodes of each data set, and whether p is claimed of them. */
  readonly episodes?: number;
  readonly claims?: boolean;
  /** Bytes of memory that an import needs, for each byte of file. */
  readonly memory?: number;
}

const dataset: DatasetSummary = {
  id: 'data-1',
  name: 'maze-01',
  format: 'npz (imitation)',
  fingerprint: 'a'.repeat(64),
  rows: quality.rows,
  episodes: quality.episodes,
  features,
  inputs: features.length,
  report: quality,
  purpose: 'demonstrations',
  videos: [],
  parent: null,
  createdAt: '2026-11-20T09:30:00Z',
};

/** Epochs of all members, and what stands for calibrating and for evaluating after them. */
const [trained, calibrated, evaluated] = [600, 610, 700];

function stateOf(runId: string, step: number, phase: TrainingState['phase']): TrainingState {
  const epochs = 120;
  const epoch = Math.min(step, trained);
  const member = Math.min(4, Math.floor(epoch / epochs));
  const loss = (k: number, e: number): number => 0.6 * Math.exp(-e / (18 + 3 * k)) + 0.012 + 0.002 * k;
  const counts = Array.from({ length: member + 1 }, (_, k) => (k < member ? epochs : epoch - member * epochs));
  return {
    runId,
    datasetId: dataset.id,
    phase,
    device: 'wasm',
    members: counts.map((done, k) => ({
      member: k,
      epoch: done,
      epochs,
      loss: loss(k, done),
      validation: loss(k, done) * 1.2,
      gateUse: [0.41, 0.33, 0.2595, 0.0005 * (k + 1)],
      samplesPerSecond: 231_400,
    })),
    history: counts.flatMap((done, k) =>
      Array.from({ length: done }, (_, e) => ({
        member: k,
        epoch: e + 1,
        loss: loss(k, e),
        validation: loss(k, e) * 1.2,
      })),
    ),
    samplesPerSecond: 231_400,
    secondsLeft: ((step < trained ? trained : evaluated) - step) / 8,
    secondsSpent: epoch / 8,
    evaluation: step > trained ? { done: step - trained, total: evaluated - trained } : null,
    label: labelOf(step, member),
    rewardId: step >= calibrated ? 'reward-1' : null,
    failure: null,
  };
}

function labelOf(step: number, member: number): string {
  if (step < trained) return `Training member ${member + 1} of 5`;
  return step < calibrated
    ? 'Calibrating Mixture of autoencoders: member 3 of 5'
    : 'Judging hard negatives: Gaussian mixture';
}

function fakeTraining({ unfinished = false, pace = 10 }: FakeOptions): Services['training'] {
  let epoch = 0;
  let paused = false;
  let cancelled = false;
  let told: (state: TrainingState) => void = () => undefined;
  const tick = (): void => {
    if (cancelled) return told(stateOf('run-1', epoch, 'cancelled'));
    if (!paused) epoch += 4;
    if (epoch >= evaluated) return told(stateOf('run-1', evaluated, 'done'));
    told(stateOf('run-1', epoch, paused ? 'paused' : epoch >= trained ? 'assessing' : 'training'));
    setTimeout(tick, pace);
  };
  return {
    probe: async () => device,
    start: async (_dataset, _options, onState) => {
      told = onState;
      epoch = 0;
      cancelled = false;
      setTimeout(tick, pace);
      return 'run-1';
    },
    pause: async () => void (paused = true),
    resume: async () => void (paused = false),
    skip: async () => void (epoch = evaluated),
    cancel: async () => void (cancelled = true),
    unfinished: async () =>
      unfinished ? [{ runId: 'run-0', datasetId: dataset.id, updatedAt: '2026-11-20T09:40:00Z' }] : [],
  };
}

/** A whole set of services that remember what they are told until the page goes. */
export function fakeServices(options: FakeOptions = {}): Services & { inspect: ReturnType<typeof fakeInspect> } {
  const datasets: DatasetSummary[] = options.datasets === false ? [] : [dataset];
  const inspect = fakeInspect(options.delay, options.points);
  if (options.rewards === false) inspect.saved.clear();
  return {
    inspect,
    audit: fakeAudit(),
    landing: { picture: async () => (options.pictured ? landingPicture() : null) },
    training: fakeTraining(options),
    planning: fakePlanning(),
    episodes: fakeEpisodes(dataset.id, options.episodes, options.claims),
    data: {
      need: async (files) => {
        const fileBytes = files.reduce((sum, { size }) => sum + size, 0);
        return { fileBytes, memory: (options.memory ?? 6) * fileBytes, storage: 2e9, refusal: null };
      },
      stop: async () => undefined,
      read: async (files, onProgress) => {
        onProgress({ label: `Reading ${files[0].name}`, done: 1, total: 2 });
        await new Promise((resolve) => setTimeout(resolve, 30));
        if (files[0].name.endsWith('.pkl')) {
          return fail(
            'pickle',
            `${files[0].name} is a Python pickle.`,
            'Save the arrays as npz, CSV or JSON and drop that.',
          );
        }
        return ok({ ...preview, name: files[0].name.replace(/\.\w+$/, '') });
      },
      answer: async (_token, answers) =>
        ok({
          ...preview,
          questions: preview.questions.map((each) => ({
            ...each,
            chosen: answers[each.id] ?? each.chosen,
            answered: true,
          })),
        }),
      review: async (_token, mapping) =>
        mapping.features.some(({ role }) => role !== 'ignore' && role !== 'action')
          ? ok(quality)
          : fail('no-features', 'No column is used as a feature.', 'Give at least one column a role.'),
      commit: async (_token, _mapping, name, { purpose = 'demonstrations', addTo = null } = {}) => {
        const made = { ...dataset, id: `data-${datasets.length + 1}`, name, purpose, parent: addTo };
        datasets.push(made);
        return ok(made);
      },
      discard: async () => undefined,
      list: async () => [...datasets],
      remove: async (id) =>
        void datasets.splice(
          datasets.findIndex((entry) => entry.id === id),
          1,
        ),
    },
    artifact: {
      pack: async (_id, onProgress) => {
        onProgress({ label: 'Checking the ONNX form', done: 3, total: 7 });
        return ok({
          fileName: 'maze-01.reward.zip',
          bytes: new Uint8Array(1_482_113),
          sha256: '9f2c'.repeat(16),
          id: '41d7'.repeat(16),
        });
      },
      open: async (file) =>
        file.size === 0
          ? fail(
              'part-changed',
              'patches.json does not match its checksum.',
              'Ask for the file again, or open another copy.',
            )
          : ok('reward-1'),
    },
  };
}
