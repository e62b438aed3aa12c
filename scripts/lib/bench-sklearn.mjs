/** scikit-learn's nearest neighbours beside our own. */
import { benchPython } from './bench-python.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

/** What the names of all its rows begin with. */
export const sklearnRows = 'distance/sklearn';

/** @type {(filter: string, onRow: (row: BenchRow) => void) => Promise<void>} */
export const benchSklearn = (filter, onRow) =>
  benchPython('sklearn', 'tests/bench/sklearn-neighbours.py', filter, onRow);
