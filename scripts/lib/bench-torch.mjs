/** PyTorch beside our own rows, where a Python on this machine has it; otherwise its rows are left out and nothing fails. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

const candidates = ['python3', '/usr/bin/python3', 'python'];
const program = join(root, 'tests/bench/torch-mixture.py');
/** Whatever does the products underneath keeps to one thread, as ours do. */
const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** @returns {string | null} A Python 3 that can import torch. */
export function findTorch() {
  const works = (/** @type {string} */ name) =>
    spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
  return candidates.find(works) ?? null;
}

/**
 * Runs those benchmarks of PyTorch whose names begin with `filter`.
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow Called as each is measured.
 * @returns {Promise<void>}
 */
export async function benchTorch(filter, onRow) {
  const python = findTorch();
  if (python === null) return;
  const child = spawn(python, [program, filter], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  for await (const text of createInterface({ input: child.stdout })) onRow(JSON.parse(text));
  const status = await ended;
  if (status !== 0) throw new Error(`tests/bench/torch-mixture.py ended with status ${status}.`);
}
