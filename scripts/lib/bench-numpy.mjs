/** NumPy beside our own scoring. */
import { benchPython } from './bench-python.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

/** What the names of all its rows begin with. */
export const numpyRows = 'score/numpy';

/** @type {(filter: string, onRow: (row: BenchRow) => void) => Promise<void>} */
export const benchNumpy = (filter, onRow) => benchPython('numpy', 'tests/bench/numpy-scoring.py', filter, onRow);
