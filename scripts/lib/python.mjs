/**
 * Finds a Python with numpy and pyflakes, which only the tests of `use.py` and `gate.py` need. On Debian as root both are
 * installed. Where there is none those tests skip and say so, but not with CI=true: there it is a failure.
 */
import { spawnSync } from 'node:child_process';
import { installPackages } from './debian.mjs';

const candidates = [process.env.PYTHON, '/usr/bin/python3', 'python3', 'python'];
const needed = 'import sys, numpy, pyflakes; sys.exit(sys.version_info[0] != 3)';

/** @returns {string | null} A Python 3 that can import numpy and pyflakes. */
export function findPython() {
  const works = (/** @type {string | undefined} */ program) =>
    program !== undefined && spawnSync(program, ['-c', needed], { stdio: 'ignore' }).status === 0;
  return candidates.find(works) ?? null;
}

/** @returns {Promise<string | null>} The same, after trying to install it. */
export async function ensurePython() {
  const present = findPython();
  if (present !== null) return present;
  return (await installPackages(['python3-numpy', 'pyflakes3'])) ? findPython() : null;
}
