/** Chooses the rows of the self-test: candidates of every kind, judged by the reference, those near a step left out. */
import type { Floats } from '../basics/arrays';
import { sorted } from '../basics/statistics';
import { openNorms } from '../norms/open-norm';
import { noDistances } from '../norms/rows';
import { coverUncertainties } from '../reward/distance/cover';
import { NeighbourTree } from '../reward/distance/nearest';
import { ReferenceScorer } from '../reward/reference-scorer';
import { scoringContextOf } from '../reward/patches/scoring-context';
import { distancesToDemonstrations } from '../reward/distance/demonstration-distances';
import type { ErrorModel, Points, Scores } from '../reward/types';
import type { ArtifactInput } from './artifact';
import { Refused } from '../basics/refused';
import { markNearCalibration, markNearNorm, markNearPatch, markNearThreshold } from './near-step';
import { pointsOf } from './points';
import { drawInputs, selftestKinds } from './selftest-inputs';

const total = 256;
/** Candidates a wanted row; a basin frame near a step is rare. */
const spare = 2;

export interface Judged {
  readonly points: Points;
  readonly scores: Scores;
  /** u = distance to the nearest basin point over ε₉₉; without a basin what the cover says, or NaN (docs/methods.md 1.4, 10). */
  readonly distanceRatio: Float64Array;
}

/** Scores candidates; the tree of the basin is built once. */
function judgeOf(input: ArtifactInput, models: readonly ErrorModel[]): (raw: Float64Array) => Promise<Judged> {
  const { basin, model, patches } = input;
  const around = basin === null ? noDistances : distancesToDemonstrations(basin);
  const scorer = new ReferenceScorer(model, models, undefined, around);
  const tree = basin === null ? null : new NeighbourTree(basin.points, basin.episodes.length, basin.dims);
  return async (raw) => {
    const points = pointsOf(model, raw);
    const distanceRatio =
      tree === null || basin === null
        ? unknown(input, points)
        : Float64Array.from(
            { length: points.rows },
            (_, row) => tree.distance(points.x, undefined, row * basin.dims) / basin.epsilon99,
          );
    return { points, scores: await scorer.score(points, patches), distanceRatio };
  };
}

/** u without the demonstrations: what their cover says, or NaN. */
function unknown({ cover }: ArtifactInput, { x, rows }: Points): Float64Array {
  return cover ? coverUncertainties(cover, x, rows) : new Float64Array(rows).fill(NaN);
}

/** 0 = clear of all steps, 1 = near a calibration value only, 2 = near another step or not finite. */
function ranks(input: ArtifactInput, models: readonly ErrorModel[], judged: Judged): Uint8Array {
  const { points, scores, distanceRatio } = judged;
  const near = new Uint8Array(points.rows);
  const around = input.basin === null ? noDistances : distancesToDemonstrations(input.basin);
  const scoring = scoringContextOf(input.model, around);
  const norms = openNorms(input.norms, input.model, around);
  if (!norms.ok) throw new Refused(norms.failure.message);
  for (const patch of input.patches) markNearPatch(patch, models, points, near, scoring);
  markNearNorm(norms.value, points, near);
  markNearThreshold(input.thresholds, scores, distanceRatio, near);
  if (input.thresholds.pMin !== undefined) {
    const peaks = input.outOfFold.map((own) => ({
      ...own,
      energies: Float64Array.of(sorted(own.energies).at(-1) ?? NaN),
    }));
    markNearCalibration(peaks, scores.memberEnergies, models.length, near);
  }
  const calibration = new Uint8Array(points.rows);
  markNearCalibration(input.outOfFold, scores.memberEnergies, models.length, calibration);
  return near.map((step, row) => {
    const outputs = [scores.energy, scores.sensitivity, scores.memberDisagreement, scores.score];
    const finite = outputs.every((values) => Number.isFinite(values[row]));
    return step || !finite ? 2 : calibration[row];
  });
}

/** Appends the rows of one judgement to another. */
function gather(from: Judged, kept: readonly number[], into: GatheredRows): void {
  const columns = Object.keys(into.scores) as (keyof Scores)[];
  for (const row of kept) {
    into.raw.push(...slice(from.points.raw, row, from.points.rows));
    into.x.push(...slice(from.points.x, row, from.points.rows));
    into.distanceRatio.push(from.distanceRatio[row]);
    for (const name of columns) into.scores[name].push(...slice(from.scores[name], row, from.points.rows));
  }
}

type GatheredRows = { raw: number[]; x: number[]; distanceRatio: number[]; scores: Record<keyof Scores, number[]> };

function slice(values: Floats, row: number, rows: number): Floats {
  const width = values.length / rows;
  return values.subarray(row * width, (row + 1) * width);
}

function emptyRows(): GatheredRows {
  const [score, baseReward, suppression, raise, energy]: number[][] = [[], [], [], [], []];
  const [memberDisagreement, sensitivity, memberEnergies]: number[][] = [[], [], []];
  const scores = { score, baseReward, suppression, raise, energy, memberDisagreement, sensitivity, memberEnergies };
  return { raw: [], x: [], distanceRatio: [], scores };
}

/** 256 judged rows. Where calibration values crowd, being clear of them is given up before anything else. */
export async function chooseRows(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Judged> {
  const judge = judgeOf(input, models);
  const chosen = emptyRows();
  let wanted = 0;
  for (const { name, share } of selftestKinds) {
    wanted += share;
    const missing = wanted - chosen.distanceRatio.length;
    const judged = await judge(drawInputs(input, name, missing * spare));
    const rank = ranks(input, models, judged);
    const worst = wanted === total ? 2 : 1;
    const order = Array.from(rank.keys()).filter((row) => rank[row] <= worst);
    order.sort((a, b) => rank[a] - rank[b] || a - b);
    gather(
      judged,
      order.slice(0, missing).sort((a, b) => a - b),
      chosen,
    );
  }
  const scores = Object.fromEntries(Object.entries(chosen.scores).map(([key, all]) => [key, Float64Array.from(all)]));
  return {
    points: { rows: total, x: Float64Array.from(chosen.x), raw: Float64Array.from(chosen.raw) },
    scores: scores as Record<keyof Scores, Float64Array>,
    distanceRatio: Float64Array.from(chosen.distanceRatio),
  };
}
