/** How often each strategy of the red team finds each of five planted flaws (docs/methods.md 4): writes docs/red-team.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { loadConfigFromFile, runnerImport } from 'vite';
import { root } from '../lib/run.mjs';

/** @typedef {typeof import('../../tests/soak/red-team')} Program */
/** @typedef {import('../../tests/soak/red-team').TotalRow} TotalRow */
/** @typedef {import('../../tests/soak/red-team').SeedOutcome} SeedOutcome */

const report = join(root, 'docs/red-team.md');
const seeds = [1, 2, 3, 4, 5];
/** Seeds that nothing was looked at with while the plants and the strategies were written. */
const otherSeeds = Array.from({ length: 40 }, (_, i) => 101 + i);

/** @returns {Promise<Program>} */
async function program() {
  const env = { command: /** @type {const} */ ('serve'), mode: 'test' };
  const loaded = await loadConfigFromFile(env, join(root, 'vite.config.ts'));
  const { resolve } = loaded?.config ?? {};
  const options = { root, resolve, logLevel: /** @type {const} */ ('error') };
  const { module } = await runnerImport(join(root, 'tests/soak/red-team.ts'), options);
  return /** @type {Program} */ (module);
}

/**
 * @param {readonly string[]} plants
 * @param {readonly TotalRow[]} totals
 */
function hitsTable(plants, totals) {
  const rows = totals.map(({ strategy, queries, hits }) => {
    const cells = plants.map((plant) => ((1000 * (hits[plant] ?? 0)) / queries).toFixed(2));
    return `| ${strategy} | ${cells.join(' | ')} | ${queries} |`;
  });
  return [
    `| strategy | ${plants.join(' | ')} | queries |`,
    `|---|${plants.map(() => '--:').join('|')}|--:|`,
    ...rows,
  ].join('\n');
}

/** @param {SeedOutcome} outcome */
function seedRow({ seed, found, alone }) {
  const only = alone.map(({ plant, strategy }) => `${plant} by ${strategy}`).join(', ');
  return `| ${seed} | ${found.length} of 5 | ${only || 'none'} |`;
}

/**
 * @param {readonly string[]} plants
 * @param {readonly SeedOutcome[]} outcomes
 */
function missed(plants, outcomes) {
  const counts = plants.map((plant) => {
    const count = outcomes.filter(({ found }) => !found.includes(plant)).length;
    return count > 0 ? [`the ${plant} in ${count}`] : [];
  });
  return counts.flat().join(', ') || 'none in any';
}

export const redTeam = {
  title: 'The red team on planted flaws',
  async run() {
    const { redTeam: attack, plants, attackQueries, strategyTable } = await program();
    const few = await attack(seeds);
    const many = await attack(otherSeeds);
    const all = (/** @type {readonly SeedOutcome[]} */ outcomes) =>
      outcomes.filter(({ found }) => found.length === plants.length).length;
    const text = `# The red team on planted flaws

Written by \`npm run soak -- red-team\`.

A reward in six inputs whose energy is known in closed form also rewards five places where norms are violated. Their place and
direction are drawn from the seed: a **slab** (thin in an oblique direction, wide in all others), a far **corner** of the audited box, a
**spike** (good but for one feature far out), a **ridge** beside the tube of good points, and a **joint** violation (two features
that are right alone and wrong together). One attack looks at ${attackQueries} points, dealt evenly over the strategies and the
plain draws from box and tube, which the table leaves out. A lattice makes sense in at most three features, so it has no part here.
The floor is .05.

## The strategies

<!-- strategies -->

${strategyTable}

<!-- /strategies -->

## Hits per 1000 queries, seeds ${seeds[0]} to ${seeds.at(-1)} together

${hitsTable(plants, few.totals)}

Resampling starts from what the others and the plain draws found: it shows how far a flaw goes, and finds none on its own.

## What one strategy alone finds

| seed | found | found by one strategy only |
|--:|---|---|
${few.outcomes.map(seedRow).join('\n')}

## Other seeds

In one attack on each of ${otherSeeds.length} more seeds (${otherSeeds[0]} to ${otherSeeds.at(-1)}, not looked at while plants and
strategies were written) all five were found in ${all(many.outcomes)}. Not found: ${missed(plants, many.outcomes)}. An audit attacks
again after each repair, and with four times the queries before it says that it has converged.

${hitsTable(plants, many.totals)}
`;
    const options = (await resolveConfig(report)) ?? {};
    writeFileSync(report, await format(text, { ...options, parser: 'markdown' }));
    const done = all(few.outcomes);
    const line = `All five planted flaws were found in ${done} of ${seeds.length} seeds, and in ${all(many.outcomes)} of ${otherSeeds.length} others: [the table](red-team.md).\n`;
    return { text: line, failed: done < seeds.length };
  },
};
