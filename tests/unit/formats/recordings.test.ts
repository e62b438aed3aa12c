import { describe, expect, it } from 'vitest';
import type { Demonstrations } from '../../../src/demonstrations/demonstrations';
import { guessMapping } from '../../../src/demonstrations/guess-mapping';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import { hasSharedData, namesOf, open, opened, sharedFiles, valuesOf } from './sources';

function demonstrationsOf(table: Table): Demonstrations {
  const result = prepare(table, guessMapping(table));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value.demonstrations;
}

function figures({ rows, episodes, features }: Demonstrations): readonly [number, number, string[]] {
  return [rows, episodes.length - 1, features.map(({ name }) => name)];
}

const four = ['obs_0', 'obs_1', 'obs_2', 'obs_3'];

describe.skipIf(!hasSharedData)('public recordings', () => {
  it('reads imitation’s CartPole archive: one observation more an episode than actions', async () => {
    const table = await opened(...sharedFiles('cartpole-imitation/cartpole_expert_rollouts.npz'));
    expect(table.format).toBe('npz (imitation)');
    expect(figures(demonstrationsOf(table))).toEqual([27021, 57, four]);
    expect(namesOf(table)).toEqual([...four, 'act_0', 'rews']);
    const actions = valuesOf(table, 'act_0');
    expect(actions.filter(Number.isNaN)).toHaveLength(57);
    expect(actions.at(-1)).toBeNaN();
    expect(table.skipped).toContainEqual({ what: 'infos', why: 'a pickled object column: never opened' });
    expect(demonstrationsOf(table).features.every(({ role }) => role === 'continuous')).toBe(true);
  });

  it('reads Stable-Baselines’ CartPole archive', async () => {
    const table = await opened(...sharedFiles('cartpole-stable-baselines/expert_cartpole.npz'));
    expect(table.format).toBe('npz (stable-baselines)');
    expect(figures(demonstrationsOf(table))).toEqual([49527, 100, four]);
    const lengths = Array.from(demonstrationsOf(table).episodes).map((end, i, all) => end - (all[i - 1] ?? 0));
    expect(lengths.filter((length) => length === 27)).toHaveLength(1);
    expect(table.skipped.map(({ what }) => what)).toEqual(['episode_returns']);
  });

  it('joins CartPole’s two files without headers side by side, whichever comes first', async () => {
    const files = sharedFiles('cartpole-csv/cartpole_actions.csv', 'cartpole-csv/cartpole_observations.csv');
    for (const given of [files, [...files].reverse()]) {
      const table = await opened(...given);
      expect(figures(demonstrationsOf(table))).toEqual([3997, 1, four]);
      expect(namesOf(table).toSorted()).toEqual(['act_0', ...four]);
    }
  });

  it('reads MountainCar’s stack of episodes × steps × columns', async () => {
    const table = await opened(...sharedFiles('mountaincar-human/expert_demo_maxent.npy'));
    expect(figures(demonstrationsOf(table))).toEqual([2600, 20, four.slice(0, 3)]);
  });

  it('reads a tub of a donkey car: two actions, named text, milliseconds', async () => {
    const table = await opened(...sharedFiles('donkeycar-human/tub_catalog.jsonl'));
    expect(figures(demonstrationsOf(table))).toEqual([1000, 1, ['user_angle', 'user_throttle']]);
    expect(table.skipped.map(({ what }) => what)).toEqual(['cam/image_array', 'user/mode']);
    expect(demonstrationsOf(table).timeStep).toBeCloseTo(0.003, 2);
  });

  it('reads all folders’ files beside their licences', async () => {
    const files = sharedFiles('donkeycar-human/tub_catalog.jsonl', 'donkeycar-human/LICENSE', 'README.md');
    const table = await opened(...files);
    expect(table.rows).toBe(1000);
    expect(table.skipped.map(({ what }) => what)).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
  });

  it('refuses the git-lfs pointer with the command that fetches the file', async () => {
    const result = await open(...sharedFiles('cartpole-imitation/git_lfs_pointer.npz'));
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.failure.kind).toBe('git-lfs-pointer');
    expect(result.failure.advice).toContain('git lfs pull');
  });
});
