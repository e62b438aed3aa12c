/**
 * `npm test`: installs what is missing, the browser included, then runs every check a release must pass, and stops at
 * the first stage that fails. The last line of stdout is “N passed, N failed”.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/main.mjs';
import { ensurePython } from './lib/python.mjs';
import { mustRun, root, run } from './lib/run.mjs';
import { addTotals, readTotals } from './lib/test-report.mjs';

const reports = join(root, '.cache/test-reports');
/** @type {import('./lib/test-report.mjs').Totals[]} */
const totals = [];

/**
 * @param {string} path Below node_modules.
 * @param {readonly string[]} args
 */
const tool = (path, args) => mustRun(process.execPath, [join(root, 'node_modules', path), ...args]);

/** @param {string} project Of vitest.config.ts. */
async function vitest(project) {
  const report = join(reports, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args]);
  const found = readTotals(report);
  totals.push(found);
  if (status !== 0) throw new Error(`${found.failed} ${project} tests failed.`);
  if (found.passed === 0) throw new Error(`No ${project} test ran.`);
}

async function getBrowser() {
  process.env.CHROME_PATH = await ensureBrowser();
  console.log(`Browser: ${process.env.CHROME_PATH}`);
}

async function getPython() {
  const python = await ensurePython();
  if (python === null && process.env.CI === 'true') throw new Error('There is no Python with numpy and pyflakes here.');
  console.log(python ? `Python: ${python}` : 'No Python with numpy and pyflakes here: its tests are skipped.');
}

async function lint() {
  await tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
  await tool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
  await mustRun(process.execPath, [join(root, 'scripts/notices.mjs'), '--check']);
}

async function types() {
  await tool('typescript/bin/tsc', ['--noEmit']);
  await tool('svelte-check/bin/svelte-check', ['--fail-on-warnings', '--output', 'human']);
}

/** @type {[string, () => Promise<unknown>][]} */
const stages = [
  ['install', () => ensureInstalled()],
  ['browser', getBrowser],
  ['python', getPython],
  ['lint', lint],
  ['types', types],
  ['unit tests', () => vitest('unit')],
  ['browser tests', () => vitest('browser')],
  ['build and bundle budget', () => ensureBuilt()],
  ['e2e tests', () => vitest('e2e')],
];

/** @returns {Promise<string[]>} One line a finished stage; the last one says which failed, if one did. */
async function runStages() {
  /** @type {string[]} */
  const times = [];
  for (const [name, work] of stages) {
    const start = performance.now();
    const say = (/** @type {string} */ how) =>
      times.push(`${name.padEnd(24)} ${((performance.now() - start) / 1000).toFixed(1).padStart(7)} s  ${how}`);
    console.log(`\n── ${name}`);
    try {
      await work();
      say('passed');
    } catch (error) {
      say('FAILED');
      console.error(`The stage “${name}” failed. ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
      break;
    }
  }
  return times;
}

await main(async () => {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const times = await runStages();
  const { passed, failed, skipped } = addTotals(totals);
  console.log(`\n${times.join('\n')}`);
  if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`);
  const otherFailure = process.exitCode === 1 && failed === 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed + otherFailure} failed`);
  return process.exitCode === 1 ? 1 : 0;
});
