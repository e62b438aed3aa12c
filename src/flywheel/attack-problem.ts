/** What an audit attacks: model, norms, good points and the box that every statement is about (docs/methods.md 4). */
import type { Floats } from '../basics/arrays';
import type { Task } from '../basics/task';
import type { Feature } from '../demonstrations/demonstrations';
import { decode, destandardise, encode, standardise } from '../demonstrations/encoding';
import type { OpenNorm } from '../norms/open-norm';
import type { NormSpace, DemonstrationDistances } from '../norms/rows';
import type { Searches } from '../reward/search';
import type { Patch, Points, Scorer } from '../reward/types';
import type { AttackProblem, AuditedBox, GoodPoints, Labeller, Sculpting, StrategyId } from './types';

export interface ProblemParts {
  readonly space: NormSpace;
  readonly box: AuditedBox;
  readonly floor: number;
  readonly norms: readonly OpenNorm[];
  readonly distances: DemonstrationDistances;
  readonly basin: GoodPoints;
  readonly heldOut: GoodPoints | null;
  /** ε₉₉, standardised units; NaN where it was not measured. */
  readonly epsilon99: number;
  /** NaN where nothing is calibrated. */
  readonly uMax: number;
  readonly labeller: Labeller | null;
  readonly searches: Searches;
  readonly scorer: Scorer;
  readonly task: Task;
  readonly without?: readonly StrategyId[];
  readonly sculpting?: Sculpting | null;
  /** The patches of the moment; read at every score. */
  patches(): readonly Patch[];
  /** u of each row. */
  uncertainties(points: Points): Float64Array;
}

/** Puts a problem together; it holds no state of its own. */
export function openProblem(parts: ProblemParts): AttackProblem {
  const { space, scorer } = parts;
  const { features, standardiser } = space;
  return {
    space,
    dims: standardiser.mean.length,
    box: parts.box,
    floor: parts.floor,
    norms: parts.norms,
    distances: parts.distances,
    basin: parts.basin,
    heldOut: parts.heldOut,
    epsilon99: parts.epsilon99,
    uMax: parts.uMax,
    labeller: parts.labeller,
    searches: parts.searches,
    task: parts.task,
    sculpting: parts.sculpting ?? null,
    ...(parts.without ? { without: parts.without } : {}),
    points: (raw, rows) => ({ rows, raw, x: standardise(encode(features, raw, rows), rows, standardiser) }),
    rawOf: (x, rows) => decode(features, destandardise(x, rows, standardiser), rows),
    scores: (points) => scorer.score(points, parts.patches()),
    scoresUnder: (points, patches) => scorer.score(points, patches),
    uncertainties: (points) => parts.uncertainties(points),
    get patches() {
      return parts.patches();
    },
  };
}

/** Half the width of the box along a feature that never changes, in units of its size. */
const constantWidth = 1e-6;

/**
 * Observed range of each feature, widened about its centre. A category keeps to its levels, an angle that would go all
 * around to (−π, π].
 * @param raw [rows × F] good points; finite
 * @param factor ≥ 1
 */
export function auditedBox(features: readonly Feature[], raw: Floats, rows: number, factor: number): AuditedBox {
  const low = new Float64Array(features.length);
  const high = new Float64Array(features.length);
  features.forEach((feature, f) => {
    [low[f], high[f]] = sides(feature, observed(raw, rows, features.length, f), factor);
  });
  return { low, high };
}

function observed(raw: Floats, rows: number, width: number, f: number): [number, number] {
  let [low, high] = rows === 0 ? [0, 0] : [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    low = Math.min(low, raw[row * width + f]);
    high = Math.max(high, raw[row * width + f]);
  }
  return [low, high];
}

function sides({ role, levels }: Feature, [low, high]: [number, number], factor: number): [number, number] {
  if (role === 'category' && levels.length > 0) return [Math.min(...levels), Math.max(...levels)];
  const centre = (low + high) / 2;
  const half = Math.max(((high - low) / 2) * factor, constantWidth * Math.max(1, Math.abs(centre)));
  return role === 'angle' && half >= Math.PI ? [-Math.PI, Math.PI] : [centre - half, centre + half];
}
