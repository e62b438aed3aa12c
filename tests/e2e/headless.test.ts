/** `npm run headless` as a person calls it: real files, the built site, a real browser; one JSON line and one file out. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/basics/hash';
import { openArtifact } from '../../src/release/artifact';
import { root } from '../../scripts/lib/run.mjs';
import { rows, writeRecording, type recordings } from './recordings';
import { runHeadless } from './run-headless';

interface Line {
  readonly dataset: { format: string; rows: number; features: number; episodes: number; skipped: { what: string }[] };
  readonly training: { backend: string; seconds: number; samplesPerSecond: number; validationError: number };
  readonly reward: {
    family: string;
    heldOutMean: number;
    hardNegatives: Record<string, { energy: number; join: number; notAllowed: number }>;
    families: Record<string, Record<string, number>>;
    expertAllowed: { frames: number; episodes: number };
    nullPolicies: Record<string, { value?: number; red: boolean }>;
  };
  readonly artifact: { file: string; sha256: string; id: string };
  readonly error?: { kind: string; message: string };
}

const data = join(root, '../shared/data');

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'truewheel-headless-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const headless = (...options: string[]) => runHeadless<Line>(out, options);
const imported = (path: string) => runHeadless<Line>(null, ['--import-only', join(data, path)]);

const quick = ['--members', '2', '--epochs', '2'];
const negatives = ['permuted', 'swapped', 'noise25', 'mirrored', 'midpoint', 'uniform'];

describe('headless on a bundled example', () => {
  test('prints one JSON line with every figure and writes the artifact that it names', async () => {
    const { status, line } = await headless(join(root, 'static/examples/point-maze.csv'), ...quick);
    expect(status).toBe(0);
    expect(line.dataset).toMatchObject({ rows: 9544, features: 4, episodes: 60 });
    expect(Object.keys(line.reward.hardNegatives)).toEqual(negatives);
    expect(Object.keys(line.reward.families)).toEqual(['mixture', 'gaussians', 'knn']);
    for (const figures of Object.values(line.reward.hardNegatives)) {
      expect(Object.values(figures).every((value) => value >= 0 && value <= 1)).toBe(true);
    }
    const bytes = new Uint8Array(readFileSync(join(out, line.artifact.file)));
    expect(await sha256(bytes)).toBe(line.artifact.sha256);
    const opened = await openArtifact(bytes);
    expect(opened.ok && opened.value.id).toBe(line.artifact.id);
  });

  test('the same seed gives the same reward, byte for byte; another family can be asked for', async () => {
    const file = join(root, 'static/examples/point-maze.csv');
    const [first, second] = [await headless(file, ...quick), await headless(file, ...quick, '--family', 'knn')];
    expect(second.line.reward.family).toBe('knn');
    expect(second.line.reward.families).toEqual(first.line.reward.families);
    expect(second.line.training.validationError).toBe(first.line.training.validationError);
  });
});

describe('headless on generated recordings', () => {
  const state = ['shoulder', 'elbow_pos'];
  test.each<[keyof typeof recordings, string, readonly string[], readonly { what: string; why: unknown }[]]>([
    ['d4rl', 'hdf5', ['obs_0', 'obs_1'], []],
    [
      'robomimic',
      'hdf5',
      ['eef_pos_0', 'eef_pos_1'],
      [
        { what: 'mask/train', why: expect.any(String) },
        { what: 'mask/valid', why: expect.any(String) },
      ],
    ],
    ['parquet', 'parquet', ['observation_state_0', 'observation_state_1'], []],
    [
      'lerobot',
      'lerobot v3.0',
      state,
      [
        { what: '2 of 14 episodes', why: 'not in the folder' },
        { what: 'videos of 1 camera', why: 'not in the folder' },
      ],
    ],
  ])('%s: rows, names, episodes and what is missing', async (kind, format, names, skipped) => {
    const folder = mkdtempSync(join(out, `${kind}-`));
    const { status, line } = await headless(writeRecording(folder, kind), ...quick);
    expect(line.error).toBeUndefined();
    expect(status).toBe(0);
    expect(line.dataset).toMatchObject({ rows, features: names.length, episodes: 12, skipped });
    expect(line.dataset.format).toContain(format);
    const opened = await openArtifact(new Uint8Array(readFileSync(join(out, line.artifact.file))));
    const features = opened.ok ? opened.value.model.features : [];
    expect(features.filter(({ of }) => of === undefined).map(({ name }) => name)).toEqual(names);
    expect(features.flatMap(({ of }) => of ?? [])).toEqual(names);
  });
});

describe.runIf(existsSync(data))('headless on real demonstrations', () => {
  test.each([
    ['cartpole-imitation/cartpole_expert_rollouts.npz', { rows: 27021, episodes: 57, features: 4 }],
    ['cartpole-stable-baselines/expert_cartpole.npz', { rows: 49527, episodes: 100, features: 4 }],
    ['cartpole-csv', { rows: 3997, episodes: 1, features: 4 }],
    ['mountaincar-human/expert_demo_maxent.npy', { rows: 2600, episodes: 20, features: 3 }],
    ['donkeycar-human/tub_catalog.jsonl', { rows: 1000, episodes: 1, features: 2 }],
  ])('%s is read as its README says', async (path, expected) => {
    const { status, line } = await imported(path);
    expect(line.error).toBeUndefined();
    expect(line.dataset).toMatchObject(expected);
    expect(status).toBe(0);
  });

  // One seed here; ten in `npm run soak`, whose report is docs/soak.md.
  test.each([['cartpole-imitation/cartpole_expert_rollouts.npz'], ['cartpole-stable-baselines/expert_cartpole.npz']])(
    'on states alone, %s is told from hard negatives about as well as by any family',
    { timeout: 600_000 },
    async (path) => {
      const { line } = await headless(join(data, path), '--motion', 'none');
      const { hardNegatives, families, expertAllowed, nullPolicies } = line.reward;
      for (const id of negatives) {
        const better = Math.max(families.gaussians[id], families.knn[id]);
        expect(hardNegatives[id].join, `join on ${id}`).toBeGreaterThan(better - 0.02);
        expect(hardNegatives[id].energy, `n on ${id}`).toBeGreaterThan(better - 0.06);
      }
      expect(hardNegatives.uniform.energy).toBeGreaterThan(0.98);
      expect(expertAllowed.frames).toBeGreaterThan(0.98);
      expect(nullPolicies.sit.red).toBe(true);
    },
  );

  test('with motion Gaussians tell hard negatives, and time that is out of order', { timeout: 600_000 }, async () => {
    const { line } = await headless(
      join(data, 'cartpole-imitation/cartpole_expert_rollouts.npz'),
      '--family',
      'gaussians',
    );
    const { hardNegatives, nullPolicies } = line.reward;
    expect(hardNegatives.permuted.energy).toBeGreaterThan(0.99);
    expect(hardNegatives.swapped.energy).toBeGreaterThan(0.9);
    expect(nullPolicies.shuffled.red).toBe(false);
  });

  test('a pickled column is skipped and named', async () => {
    const { line } = await imported('cartpole-imitation/cartpole_expert_rollouts.npz');
    expect(line.dataset.skipped.map(({ what }) => what).join()).toContain('infos');
  });

  test('a LeRobot folder is read in part, says what of it is absent, and gives its name to the artifact', async () => {
    const { line } = await headless(join(data, 'unitree-g1-lerobot'), ...quick);
    expect(line.dataset).toMatchObject({ format: 'lerobot v2.1', rows: 1215, episodes: 3, features: 26 });
    expect(line.dataset.skipped).toEqual([
      { what: '97 of 100 episodes', why: 'not in the folder' },
      { what: 'videos of 1 camera', why: 'not in the folder' },
      { what: 'LICENSE', why: 'not part of the recording' },
    ]);
    expect(line.artifact.file).toMatch(/^unitree-g1-lerobot/);
  });

  test('a git-lfs pointer alone is refused with its own kind, a sentence, and exit status 2', async () => {
    const { status, line } = await headless(join(data, 'cartpole-imitation/git_lfs_pointer.npz'));
    expect(status).toBe(2);
    expect(line.error?.kind).toBe('git-lfs-pointer');
    expect(line.error?.message).toMatch(/git lfs pull/);
  });
});
