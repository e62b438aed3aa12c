/**
 * Finds a Python with numpy, which only the tests of `use.py` and `gate.py` need. Where there is none they skip and say
 * so; on Debian as root it is installed.
 */
import { spawnSync } from 'node:child_process';
import { installPackages } from './debian.mjs';

const candidates = ['/usr/bin/python3', 'python3', 'python'];

/** @returns {string | null} A Python 3 that can import numpy. */
export function findPython() {
  const works = (/** @type {string} */ program) =>
    spawnSync(program, ['-c', 'import sys, numpy; sys.exit(sys.version_info[0] != 3)'], { stdio: 'ignore' }).status ===
    0;
  return candidates.find(works) ?? null;
}

/** @returns {Promise<string | null>} The same, after trying to install it. */
export async function ensurePython() {
  const present = findPython();
  if (present !== null) return present;
  return (await installPackages(['python3-numpy'])) ? findPython() : null;
}
