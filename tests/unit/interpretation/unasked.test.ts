/** Recordings that are clear: nothing is asked of the bundled examples, nor of the public recordings where they are there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/lib/run.mjs';
import { hasSharedData, sharedFiles, sharedFolder, source } from '../formats/sources';
import { outcomeOf } from './outcome';

describe('nothing is asked', () => {
  it.each(['clinical-messages.jsonl', 'pendulum-swing-up.jsonl', 'point-maze.csv', 'two-joint-arm.npz'])(
    'of the example %s',
    async (name) => {
      const outcome = await outcomeOf([source(name, readFileSync(join(root, 'static/examples', name)))]);
      expect([outcome.error, outcome.questions]).toEqual([undefined, []]);
      expect(outcome.lengths?.length).toBeGreaterThan(1);
    },
  );

  it
    .runIf(hasSharedData)
    .each([
      ['cartpole-imitation/cartpole_expert_rollouts.npz'],
      ['cartpole-stable-baselines/expert_cartpole.npz'],
      ['mountaincar-human/expert_demo_maxent.npy'],
      ['donkeycar-human/tub_catalog.jsonl'],
      ['cartpole-csv/cartpole_actions.csv', 'cartpole-csv/cartpole_observations.csv'],
    ])('of the recording %s', async (...paths) => {
    const outcome = await outcomeOf(sharedFiles(...paths));
    expect([outcome.error, outcome.questions]).toEqual([undefined, []]);
  });

  it.runIf(hasSharedData)('of a LeRobot folder', async () => {
    const outcome = await outcomeOf(sharedFolder('unitree-g1-lerobot'));
    expect([outcome.error, outcome.questions]).toEqual([undefined, []]);
  });
});
