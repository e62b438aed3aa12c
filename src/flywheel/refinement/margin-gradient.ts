/** How a norm's margin changes with the standardised inputs: which of them it turns on, and which way out is. */
import type { OpenNorm } from '../../norms/open-norm';
import type { Floats } from '../../basics/arrays';
import type { AttackProblem } from '../types';

/** Step of the differences, standard deviations. */
const step = 1e-4;

/**
 * Central differences of the margin at rows, through encoding and back: an input that no raw value stands for has slope 0.
 * @param x [n × D] standardised
 * @returns [n × D]; 0 where a difference cannot be told
 */
export function marginGradients(
  problem: AttackProblem,
  norm: OpenNorm,
  x: Floats,
  rows: readonly number[],
): Float64Array {
  const { dims } = problem;
  const gradients = new Float64Array(rows.length * dims);
  const moved = new Float64Array(2 * dims * dims);
  rows.forEach((row, i) => {
    for (let way = 0; way < 2 * dims; way++) {
      moved.set(x.subarray(row * dims, (row + 1) * dims), way * dims);
      moved[way * dims + (way >> 1)] += way % 2 === 0 ? step : -step;
    }
    const points = problem.points(problem.rawOf(moved, 2 * dims), 2 * dims);
    for (let d = 0; d < dims; d++) {
      const slope = (norm.margin(points, 2 * d) - norm.margin(points, 2 * d + 1)) / (2 * step);
      gradients[i * dims + d] = Number.isFinite(slope) ? slope : 0;
    }
  });
  return gradients;
}

/** Flaws by the norm that they violate, as their places in a list; those that a person labelled stand under null. */
export function rowsByNorm(flaws: readonly { readonly norm: string | null }[]): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  flaws.forEach(({ norm }, row) => {
    const held = groups.get(norm);
    if (held === undefined) groups.set(norm, [row]);
    else held.push(row);
  });
  return groups;
}
