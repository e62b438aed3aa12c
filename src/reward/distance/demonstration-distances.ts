/** Distances to the demonstrations over some of the inputs: what norms about support ask for (docs/methods.md 3). */
import type { Floats } from '../../basics/arrays';
import type { DemonstrationDistances } from '../../norms/rows';
import { NeighbourTree } from './nearest';
import type { Basin } from '../types';

/** Distances to a basin; a tree over each choice of inputs is built when a norm first asks. */
export function distancesToDemonstrations({ points, dims }: Pick<Basin, 'points' | 'dims'>): DemonstrationDistances {
  const trees = new Map<string, NeighbourTree>();
  return {
    demonstrations: { points, dims },
    distance(x, at, inputs) {
      const key = inputs.join();
      const tree = trees.get(key) ?? treeOver(points, dims, inputs);
      trees.set(key, tree);
      const distance = tree.distance(inputs.map((input) => x[at + input]));
      return Number.isFinite(distance) ? distance : NaN;
    },
  };
}

function treeOver(points: Floats, dims: number, inputs: readonly number[]): NeighbourTree {
  const rows = points.length / dims;
  const columns = new Float64Array(rows * inputs.length);
  for (let row = 0; row < rows; row++) {
    inputs.forEach((input, i) => (columns[row * inputs.length + i] = points[row * dims + input]));
  }
  return new NeighbourTree(columns, rows, inputs.length);
}
