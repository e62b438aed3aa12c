/**
 * Does a policy that optimises a learned reward do the task? True returns of a sampling planner, three seeds (`LOOP_SEEDS`) of twenty
 * starts (docs/methods.md 9). What is done is kept in .cache/soak/closed-loop.json, so that a run that was stopped goes on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadConfigFromFile, runnerImport } from 'vite';
import { assembly } from '../lib/assembly-plugin.mjs';
import { root } from '../lib/run.mjs';

/** @typedef {typeof import('../../tests/soak/closed-loop')} Program */
/** @typedef {import('../../tests/soak/closed-loop').LoopCase} LoopCase */
/** @typedef {import('../../tests/soak/closed-loop').LoopOutcome} LoopOutcome */
/** @typedef {Omit<LoopCase, 'seed' | 'starts'>} Row */

const keptAt = join(root, '.cache/soak/closed-loop.json');
const stages = ['pendulum', 'cart-pole', 'point mass, maze 01', 'two-joint arm'];
const seeds = Array.from({ length: Number(process.env.LOOP_SEEDS ?? 3) }, (_, i) => i + 1);
const starts = 20;
/** The other families by the score alone, on the pendulum and with fewer starts: one nearest-neighbour judge is slow. */
const fewStarts = 5;

/** @returns {Promise<Program>} */
async function program() {
  const env = { command: /** @type {const} */ ('serve'), mode: 'test' };
  const loaded = await loadConfigFromFile(env, join(root, 'vite.config.ts'));
  const { resolve } = loaded?.config ?? {};
  const options = { root, resolve, plugins: [assembly()], configFile: /** @type {const} */ (false) };
  const { module } = await runnerImport(join(root, 'tests/soak/closed-loop.ts'), { ...options, logLevel: 'error' });
  return /** @type {Program} */ (module);
}

/** @returns {Row[]} */
function rows() {
  /** @type {Row[]} */
  const found = [];
  for (const stage of stages) {
    found.push({ stage, family: 'gaussians', motion: true, form: 'score' });
    found.push({ stage, family: 'gaussians', motion: true, form: 'dense' });
    found.push({ stage, family: 'gaussians', motion: false, form: 'score' });
  }
  found.push({ stage: 'pendulum', family: 'mixture', motion: true, form: 'score' });
  found.push({ stage: 'pendulum', family: 'knn', motion: true, form: 'score' });
  return found;
}

/** @returns {Record<string, LoopOutcome>} */
function readKept() {
  return existsSync(keptAt) ? JSON.parse(readFileSync(keptAt, 'utf8')) : {};
}

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * @param {Program} program
 * @param {Row} row
 * @param {readonly LoopOutcome[]} outcomes
 */
function line({ normalisedReturn, Random }, { stage, family, motion, form }, outcomes) {
  const [byChance, byDemonstrator] = [
    mean(outcomes.map((o) => o.byChance)),
    mean(outcomes.map((o) => o.byDemonstrator)),
  ];
  const returns = outcomes.flatMap((o) => o.returns);
  const { value, low, high } = normalisedReturn(returns, byChance, byDemonstrator, Random.of(1, 'soak'));
  const half = returns.filter((r) => (r - byChance) / (byDemonstrator - byChance) < 0.5).length;
  const claim = mean(outcomes.flatMap((o) => o.claims)).toFixed(2);
  const recorded = mean(outcomes.map((o) => o.recorded)).toFixed(2);
  const cells = [
    stage,
    family,
    motion ? 'with' : 'without',
    form,
    `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
  ];
  const more = [`${half} of ${returns.length}`, claim, recorded, byDemonstrator.toFixed(0), byChance.toFixed(0)];
  return `| ${[...cells, ...more].join(' | ')} |`;
}

export const closedLoop = {
  title: 'Planners on learned rewards',
  async run() {
    const tools = await program();
    const kept = readKept();
    const lines = [];
    for (const row of rows()) {
      const outcomes = [];
      for (const seed of seeds) {
        const few = row.family !== 'gaussians';
        if (few && seed > 1) continue;
        const loop = { ...row, seed, starts: few ? fewStarts : starts };
        const key = JSON.stringify(loop);
        kept[key] ??= await tools.closedLoop(loop);
        outcomes.push(kept[key]);
        mkdirSync(dirname(keptAt), { recursive: true });
        writeFileSync(keptAt, JSON.stringify(kept));
        console.error(line(tools, row, outcomes));
      }
      lines.push(line(tools, row, outcomes));
    }
    const head =
      'world | model | motion | planner climbs | normalised true return | starts under .5 | claim | recorded | demonstrator | chance';
    return `A cross-entropy planner with the world's own dynamics (128 sequences of 20 frames, two rounds) optimises the reward and nothing else; ${seeds.length} seeds of ${starts} starts (the last rows ${fewStarts} starts of one seed), rewards learned from 40 recorded episodes, 5 members. True returns are normalised so that random actions are 0 and the demonstrator 1, with a 95 % bootstrap interval over starts. _Claim_ is the mean score of the planner's own frames, _recorded_ that of the demonstrations: where the claim is high and the return low, the reward pays for something else than the task.

| ${head} |
|---|---|---|---|--:|--:|--:|--:|--:|--:|
${lines.join('\n')}`;
  },
};
