/** Lower energies by moving some inputs alone: projected gradient descent in a box, each row its own way (docs/methods.md 4). */
import type { PointSlopes, InputBox } from '../../reward/search';

const steps = 8;
/** First step, as a share of the box's sides; a step that led down makes the next one longer, one that did not shorter. */
const firstStep = 0.05;
const longer = 1.5;
const shorter = 0.3;

/** Moves inputs `free` of rows in place, where that lowers the energy. @param x [rows × D] */
export async function settle(
  slopes: PointSlopes,
  x: Float64Array,
  free: readonly number[],
  { low, high }: InputBox,
): Promise<void> {
  const dims = low.length;
  const rows = x.length / dims;
  if (rows === 0) return;
  const lengths = new Float64Array(rows).fill(firstStep);
  let stand = await slopes(x, rows);
  for (let step = 0; step < steps; step++) {
    const tried = x.slice();
    for (let row = 0; row < rows; row++) {
      const side = (d: number): number => high[d] - low[d];
      const steepness = Math.hypot(...free.map((d) => stand.gradients[row * dims + d] * side(d)));
      if (!(steepness > 0)) continue;
      for (const d of free) {
        const share = (lengths[row] * stand.gradients[row * dims + d] * side(d)) / steepness;
        tried[row * dims + d] = Math.min(high[d], Math.max(low[d], x[row * dims + d] - share * side(d)));
      }
    }
    const found = await slopes(tried, rows);
    const [values, gradients] = [stand.values.slice(), stand.gradients.slice()];
    for (let row = 0; row < rows; row++) {
      const better = found.values[row] < stand.values[row];
      lengths[row] *= better ? longer : shorter;
      if (!better) continue;
      const own = [row * dims, (row + 1) * dims] as const;
      x.set(tried.subarray(...own), own[0]);
      gradients.set(found.gradients.subarray(...own), own[0]);
      values[row] = found.values[row];
    }
    stand = { values, gradients };
  }
}
