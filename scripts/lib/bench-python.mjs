/** A Python program beside our own rows, where a Python on this machine can run it; otherwise its rows are left out. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

const candidates = ['python3', '/usr/bin/python3', 'python'];
/** Whatever does the products underneath keeps to one thread, as ours do. */
const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/**
 * @param {string} module
 * @returns {string | null} A Python 3 that can import the module.
 */
function findPythonWith(module) {
  const works = (/** @type {string} */ name) =>
    spawnSync(name, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
  return candidates.find(works) ?? null;
}

/**
 * Runs those benchmarks of a program whose names begin with `filter`.
 * @param {string} module What it imports that a Python may lack.
 * @param {string} program Its path in the repository; prints a row a line, as JSON.
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow Called as each is measured.
 * @returns {Promise<void>}
 */
export async function benchPython(module, program, filter, onRow) {
  const python = findPythonWith(module);
  if (python === null) return;
  const child = spawn(python, [join(root, program), filter], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  for await (const text of createInterface({ input: child.stdout })) onRow(JSON.parse(text));
  const status = await ended;
  if (status !== 0) throw new Error(`${program} ended with status ${status}.`);
}
