/**
 * A reward in six inputs whose energy is known in closed form, and that rewards five places which it must not: a thin slab,
 * a far corner, a spike of one feature, a ridge beside the tube, and two features that are right alone and wrong together.
 * Where they lie is drawn from the seed.
 */
import { Random } from '../../../../src/basics/random';
import { unwatched } from '../../../../src/basics/task';
import type { Feature } from '../../../../src/demonstrations/demonstrations';
import { fitStandardiser } from '../../../../src/demonstrations/encoding';
import { auditedBox, openProblem } from '../../../../src/flywheel/attack-problem';
import type { AttackProblem } from '../../../../src/flywheel/types';
import type { Norm } from '../../../../src/norms/norm';
import { openNorms } from '../../../../src/norms/open-norm';
import type { DemonstrationDistances } from '../../../../src/norms/rows';
import { calibrate } from '../../../../src/reward/calibration/calibrate';
import { gaussians } from '../../../../src/reward/families/gaussians/gaussians';
import type { Searches } from '../../../../src/reward/search';
import { ReferenceScorer } from '../../../../src/reward/reference-scorer';
import type { ErrorModel, Patch, RewardModel } from '../../../../src/reward/types';
import { nearestDistances } from '../../../../src/reward/distance/neighbour-search';
import { fitBasin, uncertainties } from '../../../../src/reward/distance/uncertainty';
import { defaultAscent, gradientAscent } from '../../../../src/flywheel/search/gradient-ascent';
import { lastStep, openSearches } from '../../../../src/flywheel/search/searches';
import { energySlopes, tensorsOf, type Component } from './components';
import { good, value } from './opened';

export const plants = ['slab', 'corner', 'spike', 'ridge', 'joint'] as const;
export type Plant = (typeof plants)[number];

const names = ['pos_x', 'pos_y', 'vel_x', 'vel_y', 'grip', 'load'];
export const dims = names.length;
const features: Feature[] = names.map((name) => ({
  name,
  unit: '',
  role: 'continuous',
  column: name,
  group: 'observation',
  levels: [],
}));
const episodes = 20;
const frames = 60;
/** Places of the tube that components of the mixture stand at. */
const places = 60;
const noise = 0.05;

/** Where a demonstration is at a phase, raw units. */
function place(phase: number): number[] {
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)];
  return [cos, sin, -sin, cos, 0.5 * Math.sin(2 * phase), 0.5 * Math.cos(3 * phase)];
}

function demonstrations(seed: number) {
  const random = Random.of(seed, 'demonstrations');
  const raw = new Float64Array(episodes * frames * dims);
  const owners = new Uint32Array(episodes * frames);
  for (let episode = 0; episode < episodes; episode++) {
    const start = random.uniform(0, 2 * Math.PI);
    for (let frame = 0; frame < frames; frame++) {
      const row = episode * frames + frame;
      owners[row] = episode;
      place(start + (2 * Math.PI * frame) / frames).forEach((at, d) => {
        raw[row * dims + d] = at + noise * random.normal();
      });
    }
  }
  return { raw, owners };
}

interface PlantedComponent extends Component {
  readonly of: Plant | null;
}

const round = (deviation: number) => new Array<number>(dims).fill(deviation);
const unit = (vector: readonly number[]) => {
  const length = Math.hypot(...vector);
  return vector.map((part) => part / length);
};

/** Standardised places of the tube. */
function tubeOf(mean: ArrayLike<number>, std: ArrayLike<number>): number[][] {
  return Array.from({ length: places }, (_, i) =>
    place((2 * Math.PI * i) / places).map((at, d) => (at - mean[d]) / std[d]),
  );
}

/** A step of the ridge from the tube. */
const ridgeStep = 1.2;
/** What the ridge keeps from every place of the tube, so that it never counts as demonstrated. */
const ridgeClearance = 1;

/** A direction in which the tube, moved by the step, stays clear of itself. */
function besideTube(tube: readonly number[][], random: Random): number[] {
  for (;;) {
    const step = unit(names.map(() => random.normal())).map((part) => ridgeStep * part);
    const clear = tube.every((from) =>
      tube.every((other) => Math.hypot(...from.map((at, d) => at + step[d] - other[d])) >= ridgeClearance),
    );
    if (clear) return step;
  }
}

/** @param box standardised corners */
function componentsOf(tube: number[][], box: { low: number[]; high: number[] }, seed: number): PlantedComponent[] {
  const random = Random.of(seed, 'plants');
  const sign = () => (random.next() < 0.5 ? -1 : 1);
  const own = tube.map((mean) => ({ of: null, mean, deviations: round(0.2), height: 1 }));
  const normal = unit(names.map(() => random.normal()));
  const slab: PlantedComponent = {
    of: 'slab',
    mean: normal.map((part) => 2.4 * part),
    deviations: round(1.2),
    thin: { normal, deviation: 0.02 },
    height: 2,
  };
  const corner: PlantedComponent = {
    of: 'corner',
    mean: box.low.map((low, d) => 0.9 * (sign() < 0 ? low : box.high[d])),
    deviations: round(0.35),
    height: 2,
  };
  const swept = random.integer(dims);
  const side = sign() < 0 ? box.low[swept] : box.high[swept];
  const spike = tube.map((mean): PlantedComponent => ({
    of: 'spike',
    mean: mean.map((at, d) => (d === swept ? 0.95 * side : at)),
    deviations: names.map((_, d) => (d === swept ? 0.04 : 0.12)),
    height: 1,
  }));
  const beside = besideTube(tube, random);
  const ridge = tube.map((mean): PlantedComponent => ({
    of: 'ridge',
    mean: mean.map((at, d) => at + beside[d]),
    deviations: round(0.18),
    height: 1,
  }));
  const pair = random.next() < 0.5 ? [0, 1] : [2, 3];
  const joint = tube.map((mean): PlantedComponent => ({
    of: 'joint',
    mean: mean.map((at, d) => (pair.includes(d) ? -at : at)),
    deviations: round(0.1),
    height: 1,
  }));
  return [...own, slab, corner, ...spike, ...ridge, ...joint];
}

export interface Planted {
  readonly problem: AttackProblem;
  readonly model: RewardModel;
  readonly models: readonly ErrorModel[];
  /** Which plant a rewarded point belongs to; null = the tube's own edge. @param raw [F] */
  plantAt(raw: readonly number[]): Plant | null;
  /** A place in the middle of each plant, raw units. */
  centreOf(plant: Plant): number[];
  setPatches(patches: readonly Patch[]): void;
}

function normsOf(raw: Float64Array, boundary: number): Norm[] {
  const column = (d: number) => Array.from({ length: raw.length / dims }, (_, row) => raw[row * dims + d]);
  const ranges = names.map((name, d): Norm => {
    const [min, max] = [Math.min(...column(d)), Math.max(...column(d))];
    const slack = 0.1 * (max - min);
    return { id: `range-${name}`, type: 'range', features: [d], min: [min - slack], max: [max + slack] };
  });
  return [...ranges, { id: 'support', type: 'support', boundary }];
}

/** The searches of the app, with the gradient written down instead of measured. */
function closedForm(searches: Searches, { members }: RewardModel, components: readonly Component[]): Searches {
  const slopes = energySlopes(components, members[0].calibration);
  return {
    ...searches,
    descend: async (margin, box, starts, steps, task) => {
      const found = await gradientAscent(slopes, margin, box, starts, task, { ...defaultAscent, steps, lastStep });
      return { points: found.points, rows: found.energies.length, queries: found.queries };
    },
  };
}

/** @param boundary of the support norm, standardised */
export function plantedFlaws(seed: number, boundary = 0.8): Planted {
  const { raw, owners } = demonstrations(seed);
  const rows = owners.length;
  const standardiser = fitStandardiser(raw, rows, dims);
  const x = Float32Array.from(raw, (at, i) => (at - standardiser.mean[i % dims]) / standardiser.std[i % dims]);
  const box = auditedBox(features, raw, rows, 1.5);
  const scaled = (side: Float64Array) => [...side].map((at, d) => (at - standardiser.mean[d]) / standardiser.std[d]);
  const tube = tubeOf(standardiser.mean, standardiser.std);
  const components = componentsOf(tube, { low: scaled(box.low), high: scaled(box.high) }, seed);
  const tensors = tensorsOf(components);
  const member = value(gaussians.open(tensors));
  const calibration = value(calibrate(member.errors(x, rows)));
  const model: RewardModel = {
    family: 'gaussians',
    features,
    standardiser,
    members: [{ tensors, calibration }],
    kappa: 4,
    beta: 1,
  };
  const fitted = value(fitBasin(x, owners, dims, seed));
  const space = { features, standardiser };
  const everything = names.map((_, d) => d);
  const distances: DemonstrationDistances = {
    distance: (at, offset, inputs) => {
      if (inputs.length !== everything.length) throw new Error('these norms ask about all inputs');
      return nearestDistances(fitted.search, at.subarray(offset, offset + fitted.basin.dims), 1)[0];
    },
  };
  const scorer = new ReferenceScorer(model, [member]);
  let patches: readonly Patch[] = [];
  const problem = openProblem({
    space,
    box,
    floor: 0.05,
    norms: value(openNorms(normsOf(raw, boundary), space, distances)),
    distances,
    basin: good({ rows, x, raw }, owners),
    heldOut: null,
    epsilon99: fitted.basin.epsilon99,
    uMax: 1,
    labeller: null,
    searches: closedForm(openSearches(model, [member], scorer), model, components),
    scorer,
    patches: () => patches,
    uncertainties: (points) => uncertainties(fitted, points.x, points.rows),
    task: unwatched,
  });
  const single = components.map((component) => value(gaussians.open(tensorsOf([components[0], component]))));
  return {
    problem,
    model,
    models: [member],
    plantAt: (point) => {
      const { x: at } = problem.points(Float64Array.from(point), 1);
      let best = 0;
      const errors = single.map((one) => one.errors(at, 1)[0]);
      errors.forEach((error, c) => {
        if (error < errors[best]) best = c;
      });
      return components[best].of;
    },
    centreOf: (plant) => {
      const mean = components.find(({ of }) => of === plant)?.mean ?? [];
      return [...problem.rawOf(Float64Array.from(mean), 1)];
    },
    setPatches: (next) => (patches = next),
  };
}
