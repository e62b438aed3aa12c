/**
 * `npm run bench`: how fast the app is, measured in a worker of a real headless browser, beside PyTorch and NumPy where
 * there is one, and how much it weighs.
 * Prints a table; `--json FILE` writes {"rows": […]} (docs/methods.md 10), `--write` renews the table of docs/performance.md.
 */
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { cpus, type as system } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { benchConverge } from './lib/bench-converge.mjs';
import { benchJourney } from './lib/bench-journey.mjs';
import { benchInBrowser } from './lib/bench-page.mjs';
import { line, writeReport } from './lib/bench-report.mjs';
import { benchNumpy, numpyRows } from './lib/bench-numpy.mjs';
import { benchSklearn, sklearnRows } from './lib/bench-sklearn.mjs';
import { benchTorch, torchRows } from './lib/bench-torch.mjs';
import { distFolder, ensureBuilt } from './lib/build.mjs';
import { measureShell } from './lib/bundle-budget.mjs';
import { main, UsageError } from './lib/main.mjs';

/** @typedef {import('./lib/bench-page.mjs').BenchRow} BenchRow */

const usage = 'Usage: npm run bench -- [--filter PREFIX] [--json FILE] [--write] [--gpu] [--large]';
const shell = 'bundle/shell';
const total = 'bundle/total';

/** kB gzip of every file that the site ships. */
function measureTotal() {
  const files = readdirSync(distFolder, { recursive: true, encoding: 'utf8' }).map((name) => join(distFolder, name));
  const sizes = files.filter((path) => statSync(path).isFile()).map((path) => gzipSync(readFileSync(path)).length);
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow
 */
async function weigh(filter, onRow) {
  if (![shell, total].some((name) => name.startsWith(filter))) return;
  await ensureBuilt({ quiet: true });
  const row = (/** @type {string} */ name, /** @type {number} */ bytes, /** @type {string} */ note) =>
    name.startsWith(filter) && onRow({ name, value: bytes / 1000, unit: 'kB gzip', runs: 1, note });
  row(shell, measureShell(distFolder).total, 'what the first paint needs');
  row(total, measureTotal(), 'every file that is shipped');
}

function readOptions() {
  try {
    const string = /** @type {const} */ ('string');
    const boolean = /** @type {const} */ ('boolean');
    const options = {
      filter: { type: string },
      json: { type: string },
      write: { type: boolean },
      gpu: { type: boolean },
      large: { type: boolean },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} filter
 * @param {string[]} areas What names of rows begin with.
 */
function wants(filter, ...areas) {
  return areas.some((area) => area.startsWith(filter) || filter.startsWith(area));
}

await main(async () => {
  const { filter = '', json, write = false, gpu = false, large = false } = readOptions();
  /** @type {BenchRow[]} */
  const rows = [];
  const onRow = (/** @type {BenchRow} */ row) => {
    rows.push(row);
    console.log(line(row));
  };
  await weigh(filter, onRow);
  if (wants(filter, 'cloud/', 'distance/', 'flywheel/', 'import/', 'plan/', 'score/', 'train/'))
    await benchInBrowser(filter, onRow, { realGpu: gpu, large });
  if (wants(filter, 'flywheel/converge/')) await benchConverge(filter, onRow);
  if (wants(filter, numpyRows)) await benchNumpy(filter, onRow);
  if (wants(filter, torchRows)) await benchTorch(filter, onRow);
  if (wants(filter, sklearnRows)) await benchSklearn(filter, onRow);
  await benchJourney(filter, large, onRow);
  if (rows.length === 0) throw new UsageError(`No benchmark is called “${filter}…”.`);
  if (json) {
    mkdirSync(dirname(resolve(json)), { recursive: true });
    writeFileSync(json, `${JSON.stringify({ rows }, null, 1)}\n`);
  }
  const [cpu] = cpus();
  if (write) await writeReport(rows, `${cpus().length} cores of ${cpu?.model.trim() ?? 'unknown make'}, ${system()}`);
}, usage);
