/** How long an audit of each bundled example takes, from the first attack until a fresh one finds nothing. */
import { join } from 'node:path';
import { audited, headless, widened } from '../soak/flywheel.mjs';
import { root } from './run.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

const prefix = 'flywheel/converge/';
const examples = ['point-maze.csv', 'pendulum-swing-up.jsonl', 'two-joint-arm.npz'];
/** Norms at so many times the observed range; the audited box is 1.5 times as wide. */
const factor = 1.2;

/**
 * @param {string} filter
 * @param {(row: BenchRow) => void} onRow
 */
export async function benchConverge(filter, onRow) {
  for (const file of examples) {
    const name = prefix + file.replace(/\.\w+$/, '');
    if (!name.startsWith(filter)) continue;
    const path = join(root, 'static/examples', file);
    const { ranges } = await headless(path, ['--members', '1', '--epochs', '1']);
    const { audit } = await audited(path, widened(ranges, factor), []);
    const iterations = `${audit.iterations} iterations, ${audit.patches} patches, ${audit.left} left`;
    const note = `${iterations}${audit.converged ? '' : ', not converged'}; range norms at ${factor} × the observed range`;
    onRow({ name, value: audit.seconds, unit: 's', runs: 1, note });
  }
}
