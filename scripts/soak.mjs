/**
 * `npm run soak`: the long runs, and their report docs/soak.md. Sections are files in scripts/soak/; name some to run those
 * alone, the others keep what the report says of them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedLoop } from './soak/closed-loop.mjs';
import { endurance } from './soak/endurance.mjs';
import { engine } from './soak/engine.mjs';
import { flywheel } from './soak/flywheel.mjs';
import { fuzz } from './soak/fuzz.mjs';
import { hardNegatives } from './soak/hard-negatives.mjs';
import { hiddenFlaws } from './soak/hidden-flaws.mjs';
import { monitor } from './soak/monitor.mjs';
import { redTeam } from './soak/red-team.mjs';
import { main, UsageError } from './lib/main.mjs';
import { root } from './lib/run.mjs';

/** @typedef {string | {text: string, failed: boolean}} Outcome Markdown, and whether something was found that must not be. */
/** @typedef {{title: string, run: () => Promise<Outcome>}} Section */

/** @type {Record<string, Section>} */
const sections = {
  'hard-negatives': hardNegatives,
  'closed-loop': closedLoop,
  engine,
  endurance,
  flywheel,
  fuzz,
  'hidden-flaws': hiddenFlaws,
  monitor,
  'red-team': redTeam,
};

const report = join(root, 'docs/soak.md');
const head = '# Soak\n\nLong runs, written by `npm run soak`. Each section says when and on what it was measured.\n';

/**
 * What the report says of a section now.
 * @param {string} id
 */
function kept(id) {
  const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
  return text.match(new RegExp(`<!-- ${id} -->\\n([\\s\\S]*?)<!-- /${id} -->`))?.[1] ?? '';
}

/**
 * @param {string[]} wanted
 * @returns {Promise<number>} Exit status.
 */
async function soak(wanted) {
  const unknown = wanted.filter((id) => !(id in sections));
  if (unknown.length > 0) throw new UsageError(`There is no section ${unknown.join(', ')}.`);
  let text = head;
  let status = 0;
  for (const [id, { title, run }] of Object.entries(sections)) {
    const chosen = wanted.length === 0 || wanted.includes(id);
    const outcome = chosen ? await run() : kept(id);
    if (typeof outcome === 'object' && outcome.failed) status = 1;
    const found = typeof outcome === 'string' ? outcome : outcome.text;
    const body = chosen ? `## ${title}\n\n${found}\n` : found;
    text += `\n<!-- ${id} -->\n${body}<!-- /${id} -->\n`;
  }
  writeFileSync(report, text);
  return status;
}

await main(() => soak(process.argv.slice(2)), `Usage: npm run soak -- [${Object.keys(sections).join('] [')}]`);
