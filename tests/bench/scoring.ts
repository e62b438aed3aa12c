/** Scoring points (4 inputs, five members, default form) with 0, 100 and 1000 patches, 100 000 at once or a million. */
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { deviceEnvironment } from '../../src/engine/device-environment';
import { openScorer } from '../../src/engine/scorer';
import { openBackend } from '../../src/engine/backends';
import { initialParameters, layoutOf, tensorsOf } from '../../src/reward/families/mixture/initialise';
import { openModel } from '../../src/reward/open-model';
import { ReferenceScorer } from '../../src/reward/reference-scorer';
import { defaultSettings } from '../../src/reward/families/mixture/training';
import type { Patch, RewardModel, Scorer } from '../../src/reward/types';
import { measured } from './rows';
import type { Bench } from './rows';

const dims = 4;
const patchCounts = [0, 100, 1000];

/** Five members of the default form with the weights that training begins with. */
export function madeUpModel(dims: number): RewardModel {
  const features = Array.from({ length: dims }, (_, i) => ({
    name: `obs_${i}`,
    unit: '',
    role: 'continuous' as const,
    column: `obs_${i}`,
    group: 'observation' as const,
    levels: [],
  }));
  const layout = layoutOf(defaultSettings, dims);
  const members = Array.from({ length: defaultSettings.members }, (_, k) => ({
    tensors: tensorsOf(initialParameters(defaultSettings, dims, k), layout),
    calibration: { lMin: 1, lMax: 2 },
  }));
  const standardiser = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  return { family: 'mixture', features, standardiser, members, kappa: 4, beta: 1 };
}

function normals(label: string, length: number): Float32Array {
  const random = Random.of(1, 'bench', label);
  return Float32Array.from({ length }, () => random.normal());
}

/** Plateau kernels of reach .5, spread as the points are. */
export function madeUpPatches(count: number, dims: number): Patch[] {
  const centres = normals('patches', count * dims);
  return Array.from({ length: count }, (_, i) => ({
    id: `patch-${i}`,
    kind: 'suppress' as const,
    space: 'input' as const,
    strength: 0.5,
    center: [...centres.subarray(i * dims, (i + 1) * dims)],
    kernel: 'plateau' as const,
    reach: 0.5,
    core: 0.7,
    gate: null,
  }));
}

async function scorerOf(what: 'wasm' | 'tfjs-wasm' | 'cpu'): Promise<Scorer> {
  const model = madeUpModel(dims);
  if (what === 'cpu') {
    const members = openModel(model);
    if (members.ok) return new ReferenceScorer(model, members.value);
    throw new Error(members.failure.message);
  }
  const backend = await openBackend(what, deviceEnvironment);
  if (!backend.ok) throw new Error(backend.failure.message);
  const scorer = openScorer(backend.value, model);
  if (!scorer.ok) throw new Error(scorer.failure.message);
  return scorer.value;
}

/** Points spread as the patches are: two of three lie within reach of one of a thousand. */
const amongPatches = (rows: number): Float32Array => normals('points', rows * dims);

/** Points that all lie within reach of one of a thousand patches, evenly spread in its ball. */
function insidePatches(rows: number): Float32Array {
  const centres = normals('patches', 1000 * dims);
  const random = Random.of(1, 'bench', 'inside');
  const x = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const patch = random.integer(1000);
    const way = Array.from({ length: dims }, () => random.normal());
    const length = (0.499 * random.next() ** (1 / dims)) / Math.hypot(...way);
    way.forEach((step, d) => (x[row * dims + d] = centres[patch * dims + d] + length * step));
  }
  return x;
}

async function pointsPerSecond(scorer: Scorer, patches: readonly Patch[], x: Float32Array): Promise<number> {
  const rows = x.length / dims;
  const start = systemClock.elapsed();
  await scorer.score({ rows, x, raw: x }, patches);
  return (rows * 1000) / (systemClock.elapsed() - start);
}

const notes = {
  wasm: 'errors by the kernel, the rest in float64',
  'tfjs-wasm': 'errors by tfjs, the rest in float64',
  cpu: 'float64 reference',
};

function benchesOf(what: keyof typeof notes, size: '1e5' | '1e6'): Bench[] {
  return patchCounts.map((count) => {
    const name = `score/${what}/${size}-k${count}`;
    const run = async () => {
      const scorer = await scorerOf(what);
      const patches = madeUpPatches(count, dims);
      const x = amongPatches(Number(size));
      const measure = () => pointsPerSecond(scorer, patches, x);
      const row = await measured(name, 'points/s', 3, measure, notes[what]);
      scorer.dispose();
      return row;
    };
    return { name, run };
  });
}

const inside: Bench = {
  name: 'score/wasm/1e5-k1000-inside',
  run: async () => {
    const scorer = await scorerOf('wasm');
    const [patches, x] = [madeUpPatches(1000, dims), insidePatches(100_000)];
    const measure = () => pointsPerSecond(scorer, patches, x);
    const row = await measured(inside.name, 'points/s', 3, measure, 'every point within reach of a patch');
    scorer.dispose();
    return row;
  },
};

export const scoringBenches: readonly Bench[] = [
  ...benchesOf('wasm', '1e5'),
  inside,
  ...benchesOf('wasm', '1e6'),
  ...benchesOf('tfjs-wasm', '1e5'),
  ...benchesOf('cpu', '1e5'),
];
