/**
 * The spatial tube (tests/golden/spatial-tube.json, docs/methods.md 1.5): a reward given by a table over a cube, the support norm
 * around its expert path, the lattice points that are good and those that are flaws.
 */
import { Random } from '../../src/basics/random';
import type { Feature } from '../../src/demonstrations/demonstrations';
import type { SupportNorm } from '../../src/norms/norm';
import { openModel } from '../../src/reward/open-model';
import { scoreReference } from '../../src/reward/score';
import type { ErrorModel, Patch, Points, RewardModel } from '../../src/reward/types';

/** The parts of the golden file that make the world. */
export interface TubeFile {
  readonly lattice: { readonly resolution: number; readonly bounds: readonly number[] };
  readonly expertPath: readonly (readonly number[])[];
  readonly supportNorm: { readonly boundary: number };
  readonly safetyFloor: number;
  readonly basinBudget: number;
}

/** Rows with what is asked about them before any patch. */
export interface Judged {
  readonly points: Points;
  /** r of each row */
  readonly reward: Float64Array;
  /** Distance to the nearest of the path points, [rows] */
  readonly distance: Float64Array;
}

export interface TubeWorld {
  readonly model: RewardModel;
  readonly models: readonly ErrorModel[];
  readonly norm: SupportNorm;
  readonly floor: number;
  readonly limit: number;
  readonly nodes: Judged;
  /** Rows of `nodes` within the boundary with r > floor. */
  readonly basin: readonly number[];
  /** Rows of `nodes` beyond the boundary with r > floor. */
  readonly flaws: readonly number[];
}

const dims = 3;
/** r = 1 − clip(loss/0.3, 0, 1) */
const calibration = { lMin: 0, lMax: 0.3 };

function feature(name: string): Feature {
  return { name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [] };
}

/** @param loss float32, [resolution³], x slowest */
export function tubeModel({ lattice }: Pick<TubeFile, 'lattice'>, loss: Float32Array): RewardModel {
  const { resolution, bounds } = lattice;
  const corner = (value: number) => ({ shape: [dims], data: new Float32Array(dims).fill(value) });
  const table = { shape: [resolution, resolution, resolution], data: loss };
  return {
    family: 'lattice',
    features: ['x', 'y', 'z'].map(feature),
    standardiser: { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) },
    members: [{ calibration, tensors: { low: corner(bounds[0]), high: corner(bounds[1]), loss: table } }],
    kappa: 4,
    beta: 1,
  };
}

/** Every node of the lattice, in the order of the table, [resolution³ × 3]. */
export function nodesOf({ resolution, bounds }: TubeFile['lattice']): Float64Array {
  const [low, high] = bounds;
  const at = (index: number) => low + ((high - low) * index) / (resolution - 1);
  const nodes = new Float64Array(resolution ** dims * dims);
  for (let row = 0; row < resolution ** dims; row++) {
    nodes[row * dims] = at(Math.floor(row / resolution ** 2));
    nodes[row * dims + 1] = at(Math.floor(row / resolution) % resolution);
    nodes[row * dims + 2] = at(row % resolution);
  }
  return nodes;
}

function pointsOf(x: Float64Array): Points {
  return { rows: x.length / dims, x, raw: x };
}

function judge(file: TubeFile, model: RewardModel, models: readonly ErrorModel[], x: Float64Array): Judged {
  const points = pointsOf(x);
  const { baseReward: reward } = scoreReference(model, models, points, []);
  const distance = Float64Array.from({ length: points.rows }, (_, row) =>
    file.expertPath.reduce((least, place) => {
      const away = Math.hypot(...place.map((value, d) => x[row * dims + d] - value));
      return Math.min(least, away);
    }, Infinity),
  );
  return { points, reward, distance };
}

function rowsWhere(count: number, test: (row: number) => boolean): number[] {
  return Array.from({ length: count }, (_, row) => row).filter(test);
}

export function tubeWorld(file: TubeFile, loss: Float32Array): TubeWorld {
  const model = tubeModel(file, loss);
  const opened = openModel(model);
  if (!opened.ok) throw new Error(opened.failure.message);
  const nodes = judge(file, model, opened.value, nodesOf(file.lattice));
  const { boundary } = file.supportNorm;
  const { safetyFloor: floor } = file;
  const { rows } = nodes.points;
  return {
    model,
    models: opened.value,
    norm: { id: 'tube', type: 'support', boundary, points: file.expertPath },
    floor,
    limit: file.basinBudget,
    nodes,
    basin: rowsWhere(rows, (row) => nodes.distance[row] <= boundary && nodes.reward[row] > floor),
    flaws: rowsWhere(rows, (row) => nodes.distance[row] > boundary && nodes.reward[row] > floor),
  };
}

/** Seeded points, uniform in the cube. */
export function offLattice(file: TubeFile, world: TubeWorld, count: number, seed: number): Judged {
  const random = Random.of(seed, 'spatial-tube', 'off-lattice');
  const [low, high] = file.lattice.bounds;
  const x = Float64Array.from({ length: count * dims }, () => random.uniform(low, high));
  return judge(file, world.model, world.models, x);
}

/** Some rows of points. */
export function picked({ x }: Points, rows: readonly number[]): Points {
  const out = new Float64Array(rows.length * dims);
  rows.forEach((row, i) => {
    for (let d = 0; d < dims; d++) out[i * dims + d] = x[row * dims + d];
  });
  return pointsOf(out);
}

/** s of each row under some patches. */
export function scoreUnder({ model, models }: TubeWorld, points: Points, patches: readonly Patch[]): Float64Array {
  return scoreReference(model, models, points, patches).score;
}
