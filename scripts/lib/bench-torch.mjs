/** PyTorch beside our own training. */
import { benchPython } from './bench-python.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

/** What the names of all its rows begin with. */
export const torchRows = 'train/torch/';

/** @type {(filter: string, onRow: (row: BenchRow) => void) => Promise<void>} */
export const benchTorch = (filter, onRow) => benchPython('torch', 'tests/bench/torch-mixture.py', filter, onRow);
