/**
 * One shape on one backend in a real browser: training beside the float64 reference, then scores under patches beside the
 * reference scorer (docs/methods.md 10). The seed draws the shape.
 */
import { Random } from '../../src/basics/random';
import { quantile } from '../../src/basics/statistics';
import type { Backend, BackendName } from '../../src/engine/backend';
import { openBackend } from '../../src/engine/backends';
import { deviceEnvironment } from '../../src/engine/device-environment';
import { openScorer } from '../../src/engine/scorer';
import { openModel } from '../../src/reward/open-model';
import { layoutOf, tensorsOf } from '../../src/reward/families/mixture/initialise';
import { ReferenceScorer } from '../../src/reward/reference-scorer';
import { defaultSettings } from '../../src/reward/families/mixture/training';
import type { MixtureSettings } from '../../src/reward/families/mixture/training';
import type { Patch, Points, RewardModel, Scores } from '../../src/reward/types';
import { exactTwin, referenceTrajectory, rowsOf, trajectory, worstRelative } from '../unit/engine/trajectory';

export interface Outcome {
  readonly shape: string;
  readonly patches: number;
  /** Largest relative difference of a loss. */
  readonly loss: number;
  /** Largest difference of score, base reward and suppression, and the share of points above 1e-5. */
  readonly score: number;
  readonly above: number;
  /** Largest difference of energies and sensitivities, over max(1, |value|). */
  readonly energy: number;
}

const scored = 400;
/**
 * Not the default 3e-3: there the losses of 6 shapes of 50, nearly all with more than 100 inputs, leave the reference by more
 * than 1e-3 within 200 steps, on our kernel and on tensor programs alike, although gradients agree to 2e-7. Why has not been
 * shown; where rounding decides whether a nearly dead unit passes a row, Adam makes a full step of it.
 */
const learningRate = 1e-3;

function shapeOf(seed: number): { dims: number; settings: MixtureSettings; patches: number } {
  const random = Random.of(seed, 'soak-engine');
  const settings: MixtureSettings = {
    ...defaultSettings,
    form: seed % 2 === 0 ? 'default' : 'published',
    experts: 1 + random.integer(8),
    bottleneck: 1 + random.integer(32),
    hidden: 1 + random.integer(64),
    batch: 1 + random.integer(40),
    epochs: 1000,
    learningRate,
    seed,
  };
  return { dims: 1 + random.integer(128), settings, patches: random.integer(1001) };
}

/** Kernels around some of the points, reaching to others. */
function patchesFor(points: Points, count: number): Patch[] {
  const dims = points.x.length / points.rows;
  const random = new Random(count);
  return Array.from({ length: count }, (_, i) => {
    const row = random.integer(points.rows);
    return {
      id: `patch-${i}`,
      kind: i % 5 === 0 ? 'raise' : 'suppress',
      space: 'input',
      strength: random.uniform(0.05, 1),
      center: [...points.x.subarray(row * dims, (row + 1) * dims)],
      kernel: (['plateau', 'wendland', 'gaussian'] as const)[i % 3],
      reach: random.uniform(0.1, 0.5) * Math.sqrt(dims),
      core: 0.7,
      gate: null,
    };
  });
}

function modelOf(settings: MixtureSettings, dims: number, parameters: Float32Array, errors: Float64Array): RewardModel {
  const names = Array.from({ length: dims }, (_, i) => `obs_${i}`);
  const features = names.map((name) => {
    return { name, unit: '', role: 'continuous', column: name, group: 'observation', levels: [] } as const;
  });
  const calibration = { lMin: quantile(errors, 0.9), lMax: quantile(errors, 0.98) };
  const members = [{ tensors: tensorsOf(parameters, layoutOf(settings, dims)), calibration }];
  const standardiser = { mean: new Float32Array(dims), std: new Float32Array(dims).fill(1) };
  return { family: 'mixture', features, standardiser, members, kappa: 4, beta: 1 };
}

const most = (values: Iterable<number>) => Array.from(values).reduce((high, value) => Math.max(high, value), 0);

function compare(got: Scores, wanted: Scores) {
  const bounded = (['score', 'baseReward', 'suppression', 'raise'] as const).map((name) =>
    wanted[name].map((value, i) => Math.abs(value - got[name][i])),
  );
  const unbounded = (['energy', 'sensitivity', 'memberEnergies'] as const).map((name) =>
    most(wanted[name].map((value, i) => Math.abs(value - got[name][i]) / Math.max(1, Math.abs(value)))),
  );
  const above = most(bounded.map((gaps) => gaps.filter((gap) => !(gap <= 1e-5)).length / gaps.length));
  return { score: most(bounded.map(most)), above, energy: most(unbounded) };
}

async function scores(backend: Backend, model: RewardModel, points: Points, patches: readonly Patch[]) {
  const [scorer, members] = [openScorer(backend, model), openModel(model)];
  if (!scorer.ok || !members.ok) throw new Error('the model does not open');
  const got = await scorer.value.score(points, patches);
  scorer.value.dispose();
  return compare(got, await new ReferenceScorer(model, members.value).score(points, patches));
}

const opened = new Map<BackendName, Promise<Backend>>();
function backendFor(name: BackendName): Promise<Backend> {
  const known = opened.get(name);
  if (known) return known;
  const opening = openBackend(name, deviceEnvironment, true).then((result) => {
    if (result.ok) return result.value;
    throw new Error(`${result.failure.message} ${result.failure.cause ?? ''}`);
  });
  opened.set(name, opening);
  return opening;
}

/** Trains `steps` steps and scores. @param seed draws the shape */
async function check(name: BackendName, seed: number, steps: number): Promise<Outcome> {
  const { dims, settings, patches } = shapeOf(seed);
  const { form, experts, bottleneck, hidden, batch } = settings;
  const shape = `D ${dims}, B ${bottleneck}, E ${experts}, ${form === 'default' ? `H ${hidden}, ` : ''}batch ${batch}`;
  const data = { dims, train: rowsOf(seed, 90, dims), validation: rowsOf(seed + 1, 60, dims) };
  const backend = await backendFor(name);
  const { program, objectives } = await trajectory(backend, data, settings, steps);
  const { parameters } = await program.snapshot();
  program.dispose();
  const loss = worstRelative(objectives, referenceTrajectory(data, settings, steps).objectives);
  const x = rowsOf(seed + 2, scored, dims);
  const errors = exactTwin(settings, dims, parameters).errors(x, scored);
  const points = { rows: scored, x, raw: x };
  const compared = await scores(
    backend,
    modelOf(settings, dims, parameters, errors),
    points,
    patchesFor(points, patches),
  );
  return { shape, patches, loss, ...compared };
}

Object.assign(window, { check });
