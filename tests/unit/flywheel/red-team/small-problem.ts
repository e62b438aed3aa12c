/** Small attack problems with a score written down by hand: how good a point is, which norms there are, who labels. */
import { unwatched, type Task } from '../../../../src/basics/task';
import type { Feature } from '../../../../src/demonstrations/demonstrations';
import { encode, encodedWidth, fitStandardiser, standardise } from '../../../../src/demonstrations/encoding';
import { auditedBox, openProblem } from '../../../../src/flywheel/attack-problem';
import type { AttackProblem, Labeller } from '../../../../src/flywheel/types';
import type { Norm } from '../../../../src/norms/norm';
import { openNorms } from '../../../../src/norms/open-norm';
import { noDistances } from '../../../../src/norms/rows';
import { emptyScores } from '../../../../src/reward/score-chunks';
import type { Patch, Points, Scorer } from '../../../../src/reward/types';
import { crossEntropy, defaultCrossEntropy } from '../../../../src/flywheel/search/cross-entropy';
import { defaultAscent, gradientAscent } from '../../../../src/flywheel/search/gradient-ascent';
import { good, value } from './opened';

export function feature(name: string, role: Feature['role'] = 'continuous', levels: number[] = []): Feature {
  return { name, unit: '', role, column: name, group: 'observation', levels };
}

export interface SmallProblem {
  readonly features: readonly Feature[];
  /** Good points, [rows × F] */
  readonly raw: readonly number[];
  readonly norms?: readonly Norm[];
  /** Reward of one row, before patches; default 1. */
  readonly reward?: (raw: readonly number[]) => number;
  /** Suppression of one row, while there are patches; default 0. */
  readonly suppression?: (raw: readonly number[]) => number;
  readonly labeller?: Labeller;
  readonly patches?: readonly Patch[];
  readonly uMax?: number;
  /** u of one row; default 0. */
  readonly distanceRatio?: (raw: readonly number[]) => number;
  readonly task?: Task;
}

function rowOf({ raw, rows }: Points, row: number): number[] {
  const width = raw.length / rows;
  return [...raw.subarray(row * width, (row + 1) * width)];
}

/** s = max(0, r − S), n = 1 − r. */
function scorerOf({ reward = () => 1, suppression = () => 0 }: SmallProblem): Scorer {
  return {
    score: (points, patches) => {
      const scores = emptyScores(points.rows, 1);
      for (let row = 0; row < points.rows; row++) {
        const raw = rowOf(points, row);
        scores.baseReward[row] = reward(raw);
        scores.energy[row] = 1 - reward(raw);
        scores.suppression[row] = patches.length > 0 ? suppression(raw) : 0;
        scores.score[row] = Math.max(0, scores.baseReward[row] - scores.suppression[row]);
      }
      return Promise.resolve(scores);
    },
    errors: () => Promise.reject(new Error('nobody asks')),
    dispose: () => undefined,
  };
}

export function smallProblem(parts: SmallProblem): AttackProblem {
  const { features, norms = [], distanceRatio = () => 0 } = parts;
  const raw = Float64Array.from(parts.raw);
  const rows = raw.length / features.length;
  const standardiser = fitStandardiser(encode(features, raw, rows), rows, encodedWidth(features));
  const space = { features, standardiser };
  const scorer = scorerOf(parts);
  const energies = async (x: Float64Array, count: number) => {
    const { energy } = await scorer.score(problem.points(problem.rawOf(x, count), count), []);
    return energy;
  };
  const problem = openProblem({
    space,
    box: auditedBox(features, raw, rows, 1.5),
    floor: 0.05,
    norms: value(openNorms(norms, space, noDistances)),
    distances: noDistances,
    basin: good({ rows, raw, x: standardise(encode(features, raw, rows), rows, standardiser) }),
    heldOut: null,
    epsilon99: 0.5,
    uMax: parts.uMax ?? 1.5,
    labeller: parts.labeller ?? null,
    searches: {
      energies,
      descend: async (margin, box, starts, steps, task) => {
        const flat = async (x: Float64Array, count: number) => ({
          values: await energies(x, count),
          gradients: new Float64Array(x.length),
        });
        const found = await gradientAscent(flat, margin, box, starts, task, { ...defaultAscent, steps });
        return { points: found.points, rows: found.energies.length, queries: found.queries };
      },
      crossEntropy: async (objective, box, options, task) => {
        const found = await crossEntropy(objective, box, { ...defaultCrossEntropy, ...options, elites: 4 }, task);
        return { points: found.points, rows: options.runs, queries: found.queries };
      },
    },
    scorer,
    patches: () => parts.patches ?? [],
    uncertainties: (points) =>
      Float64Array.from({ length: points.rows }, (_, row) => distanceRatio(rowOf(points, row))),
    task: parts.task ?? unwatched,
  });
  return problem;
}
