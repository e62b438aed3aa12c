/** Flaws that no norm knows: what a learned patch leaves of them and what it costs, on real and bundled demonstrations. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfigFromFile, runnerImport } from 'vite';
import { assembly } from '../lib/assembly-plugin.mjs';
import { root } from '../lib/run.mjs';

/** @typedef {typeof import('../../tests/soak/hidden-flaws')} Program */
/** @typedef {import('../../tests/soak/hidden-flaws').HiddenFlaws} HiddenFlaws */

const files = [
  '../shared/data/cartpole-imitation/cartpole_expert_rollouts.npz',
  '../shared/data/cartpole-stable-baselines/expert_cartpole.npz',
  'static/examples/point-maze.csv',
  'static/examples/pendulum-swing-up.jsonl',
  'static/examples/two-joint-arm.npz',
];
/**
 * The cut of a head was chosen with seeds 1 to 5 in view, the number of iterations with 101 to 105, what the labeller calls harmless
 * with 201 to 205; these were never looked at while anything could be chosen.
 */
const seeds = [301, 302, 303, 304, 305];
/** Once with the default reward beside the fast one. */
const byMixture = { file: 'static/examples/point-maze.csv', seeds: [301, 302] };
const limits = { left: 0.05, heldOutLoss: 0.01 };

/** @returns {Promise<Program>} */
async function program() {
  const env = { command: /** @type {const} */ ('serve'), mode: 'test' };
  const loaded = await loadConfigFromFile(env, join(root, 'vite.config.ts'));
  const { resolve } = loaded?.config ?? {};
  const options = { root, resolve, plugins: [assembly()], configFile: /** @type {const} */ (false) };
  const { module } = await runnerImport(join(root, 'tests/soak/hidden-flaws.ts'), { ...options, logLevel: 'error' });
  return /** @type {Program} */ (module);
}

/** @param {HiddenFlaws} outcome */
function isWrong({ left, heldOutLoss }) {
  return !(left < limits.left && heldOutLoss < limits.heldOutLoss);
}

/**
 * @param {string} name
 * @param {HiddenFlaws} outcome
 */
export function row(name, { seed, away, flaws, fresh, left, byKernels, heldOutLoss, verdict }) {
  const evidence = verdict?.evidence;
  const said = evidence
    ? `${evidence.status}${evidence.bound === undefined ? '' : ` ${evidence.bound.toFixed(3)}`}`
    : '–';
  const rest =
    flaws === 0
      ? ['0', '0', 'no flaw: the reward is not fooled there', '–', '0', said]
      : [
          flaws,
          fresh,
          `${(100 * left).toFixed(2)} %`,
          `${(100 * byKernels).toFixed(1)} %`,
          heldOutLoss.toFixed(4),
          said,
        ];
  return `| ${[name, seed, away.toFixed(2), ...rest].join(' | ')} |`;
}

export const hiddenFlaws = {
  title: 'Flaws that no norm knows',
  async run() {
    const { demonstrationsIn, fitMixture, hiddenFlaws: one } = await program();
    const lines = [
      'A ball of .75 standard deviations, the nearest along a seeded direction from the mean that holds no demonstration, is called bad. A learned patch is trained on the flaws found in it, in three turns: what the patch misses, the next one learns as well. Fresh draws of the same generators (uniform in the ball, low-discrepancy box, ladder, resampling) say what it leaves. The labeller is shown 4000 points around the flaws of each turn, and what it calls harmless the patch keeps off. Reward: Gaussians, 5 members, or the default mixture where named. The bound is that of risk control by episode, limit .1.',
      '',
      '| demonstrations | seed | ball from the mean | flaws | fresh flaws | still above the floor | by kernels alone | mean held-out loss | risk control |',
      '|---|--:|--:|--:|--:|--:|--:|--:|---|',
    ];
    let failed = false;
    for (const file of files.filter((path) => existsSync(join(root, path)))) {
      const demonstrations = await demonstrationsIn(new Uint8Array(readFileSync(join(root, file))), basename(file));
      for (const seed of seeds) {
        const outcome = await one(demonstrations, seed);
        failed ||= isWrong(outcome);
        lines.push(row(basename(file), outcome));
      }
    }
    const { file, seeds: own } = byMixture;
    const demonstrations = await demonstrationsIn(new Uint8Array(readFileSync(join(root, file))), basename(file));
    for (const seed of own) {
      const outcome = await one(demonstrations, seed, 'mixture', fitMixture);
      failed ||= isWrong(outcome);
      lines.push(row(`${basename(file)}, mixture`, outcome));
    }
    return { text: `${lines.join('\n')}\n`, failed };
  },
};
