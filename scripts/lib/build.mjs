/**
 * Builds the static site into dist/ when it is missing or older than its sources. dist/ is replaced in one step, after
 * the bundle budget has been checked: what is served is always a whole site that keeps its promises.
 */
import { existsSync, rmSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { checkBudget } from './bundle-budget.mjs';
import { fingerprint, isFresh, siteSources, writeStamp } from './freshness.mjs';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { mustRun, root } from './run.mjs';

export const distFolder = join(root, 'dist');
const stamp = join(root, '.cache/site.sha256');

/** @param {string} sources */
function siteIsFresh(sources) {
  return existsSync(join(distFolder, 'index.html')) && isFresh(stamp, sources);
}

/** @param {{quiet?: boolean}} options */
async function build(options) {
  // Read before the build: what is saved while it runs makes the result stale, as it should.
  const sources = fingerprint(siteSources);
  const made = join(root, `.cache/dist-${process.pid}`);
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const args = [vite, 'build', '--outDir', made, '--emptyOutDir', '--logLevel', 'warn'];
    // A test that asks for the site must not get a build for tests.
    await mustRun(process.execPath, args, { ...options, env: { NODE_ENV: 'production', VITEST: '' } });
    console.error(checkBudget(made));
    rmSync(distFolder, { recursive: true, force: true });
    renameSync(made, distFolder);
    writeStamp(stamp, sources);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/**
 * @param {{quiet?: boolean, force?: boolean}} [options] `quiet` sends output to stderr; `force` builds in any case.
 * @returns {Promise<boolean>} True when something was built.
 */
export async function ensureBuilt({ quiet = false, force = false } = {}) {
  await ensureInstalled({ quiet });
  return withLock(join(root, '.cache/build.lock'), async () => {
    if (!force && siteIsFresh(fingerprint(siteSources))) return false;
    console.error('Building the site …');
    await build({ quiet });
    return true;
  });
}
