/**
 * Installs the packages when they are missing or older than package-lock.json. Uses Node alone, because it runs first.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isFresh, writeStamp } from './freshness.mjs';
import { withLock } from './lock.mjs';
import { mustRun, root } from './run.mjs';

const lockFile = 'package-lock.json';
/** npm writes this file at the end of every install. */
const installed = join(root, 'node_modules/.package-lock.json');
const stamp = join(root, 'node_modules/.truewheel-lock.sha256');

/** @param {string} wanted Fingerprint of package-lock.json. */
function packagesAreFresh(wanted) {
  if (!existsSync(installed)) return false;
  if (isFresh(stamp, wanted)) return true;
  return statSync(installed).mtimeMs >= statSync(join(root, lockFile)).mtimeMs;
}

/** @throws {Error} with a sentence when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Truewheel needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.`);
}

/**
 * @param {{quiet?: boolean}} [options] `quiet` sends npm's output to stderr.
 * @returns {Promise<boolean>} True when something was installed.
 */
export async function ensureInstalled(options = {}) {
  checkNode();
  const wanted = fingerprint([lockFile]);
  if (packagesAreFresh(wanted)) return false;
  return withLock(join(root, '.cache/install.lock'), async () => {
    if (packagesAreFresh(wanted)) return false;
    console.error('Installing packages (npm ci) …');
    await mustRun('npm', ['ci', '--no-audit', '--no-fund'], options);
    writeStamp(stamp, wanted);
    return true;
  });
}
