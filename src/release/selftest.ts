/**
 * `selftest.json`: 256 inputs and what the float64 reference says about them (METHODS.md 10). None lies near a step, so
 * that every program can be held to the same figures.
 */
import { NeighbourTree } from '../reward/nearest';
import { ReferenceScorer } from '../reward/reference-scorer';
import type { ErrorModel, Points, Scores } from '../reward/types';
import type { ArtifactContent, ArtifactInput, DecisionRecord, Selftest } from './artifact';
import { Refused, type Json } from './canonical';
import { exactly, list, numbers, oneOf, text } from './fields';
import { markNearCalibration, markNearPatch, markNearThreshold } from './near-step';
import { pointsOf } from './points';
import { drawInputs, selftestKinds } from './selftest-inputs';

const tolerance = { absolute: 1e-4, relative: 5e-4 };
const total = 256;
const spare = 4;

interface Judged {
  readonly points: Points;
  readonly scores: Scores;
  readonly uncertainty: Float64Array;
}

/** u = distance to the nearest basin point over ε₉₉, NaN without a basin: [rows] (METHODS.md 1.4). */
function uncertaintyOf({ basin }: ArtifactContent, { x, rows }: Points): Float64Array {
  if (basin === null) return new Float64Array(rows).fill(NaN);
  const tree = new NeighbourTree(basin.points, basin.episodes.length, basin.dims);
  const distance = (row: number): number => tree.distance(x, undefined, row * basin.dims);
  return Float64Array.from({ length: rows }, (_, row) => distance(row) / basin.epsilon99);
}

async function judge(input: ArtifactInput, models: readonly ErrorModel[], raw: Float64Array): Promise<Judged> {
  const points = pointsOf(input.model, raw);
  const scores = await new ReferenceScorer(input.model, models).score(points, input.patches);
  return { points, scores, uncertainty: uncertaintyOf(input, points) };
}

/** 0 = clear of all steps, 1 = near a calibration value only, 2 = near another step or not finite. */
function ranks(input: ArtifactInput, models: readonly ErrorModel[], judged: Judged): Uint8Array {
  const { points, scores, uncertainty } = judged;
  const near = new Uint8Array(points.rows);
  for (const patch of input.patches) markNearPatch(patch, models, points, near);
  markNearThreshold(input.thresholds, scores, uncertainty, near);
  const calibration = new Uint8Array(points.rows);
  markNearCalibration(input.outOfFold, scores.memberEnergies, models.length, calibration);
  return near.map((step, row) => {
    const finite = [scores.energy, scores.sensitivity, scores.disagreement, scores.safety].every((values) =>
      Number.isFinite(values[row]),
    );
    return step || !finite ? 2 : calibration[row];
  });
}

/** The rows to keep, flat [256 × F]. Too crowded calibration values are given up before anything else. */
async function chooseInputs(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Float64Array> {
  const width = input.model.features.length;
  const chosen: number[] = [];
  let wanted = 0;
  for (const { name, share } of selftestKinds) {
    wanted += share;
    const missing = wanted - chosen.length / width;
    const raw = drawInputs(input, name, missing * spare);
    const rank = ranks(input, models, await judge(input, models, raw));
    const order = Array.from(rank.keys()).sort((a, b) => rank[a] - rank[b] || a - b);
    const least = wanted === total ? 2 : 1;
    const kept = order.filter((row) => rank[row] <= least).slice(0, missing);
    for (const row of kept.sort((a, b) => a - b)) chosen.push(...raw.subarray(row * width, (row + 1) * width));
  }
  return Float64Array.from(chosen);
}

function rows(values: ArrayLike<number>, width: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width));
}

/** Chooses the inputs and scores them. @param models the opened members of the model */
export async function makeSelftest(input: ArtifactInput, models: readonly ErrorModel[]): Promise<Selftest> {
  const raw = await chooseInputs(input, models);
  const { points, scores, uncertainty } = await judge(input, models, raw);
  return {
    inputs: rows(raw, input.model.features.length),
    outputs: {
      safety: Array.from(scores.safety),
      reward: Array.from(scores.reward),
      suppression: Array.from(scores.suppression),
      energy: Array.from(scores.energy),
      uncertainty: Array.from(scores.disagreement),
      steering_sensitivity: Array.from(scores.sensitivity),
      member_energies: rows(scores.memberEnergies, models.length),
    },
    decisions: input.decide(points, scores, uncertainty),
    tolerance,
  };
}

function readDecision(value: Json): DecisionRecord {
  const fields = exactly(value, ['action', 'reasons'], 'a decision');
  const reasons = list(fields.reasons, 'reasons', 100).map((reason) => text(reason, 'a reason'));
  return { action: oneOf(fields.action, ['allow', 'escalate', 'block'], 'an action'), reasons };
}

const columns = ['safety', 'reward', 'suppression', 'energy', 'uncertainty', 'steering_sensitivity'] as const;

/** @throws Refused */
export function readSelftest(value: Json, features: number, members: number): Selftest {
  const fields = exactly(value, ['inputs', 'outputs', 'decisions', 'tolerance'], 'selftest.json');
  const matrix = (item: Json, width: number, what: string): number[][] =>
    list(item, what, 4096).map((row) => {
      const found = numbers(row, what);
      if (found.length !== width) throw new Refused(`${what}: a row has the wrong length`);
      return found;
    });
  const inputs = matrix(fields.inputs, features, 'inputs');
  const found = exactly(fields.outputs, [...columns, 'member_energies'], 'outputs');
  const column = (name: (typeof columns)[number]): number[] => numbers(found[name], name);
  const outputs = {
    safety: column('safety'),
    reward: column('reward'),
    suppression: column('suppression'),
    energy: column('energy'),
    uncertainty: column('uncertainty'),
    steering_sensitivity: column('steering_sensitivity'),
    member_energies: matrix(found.member_energies, members, 'member_energies'),
  };
  const decisions = list(fields.decisions, 'decisions', 4096).map(readDecision);
  const lengths = [...Object.values(outputs).map((values) => values.length), decisions.length];
  if (lengths.some((length) => length !== inputs.length)) throw new Refused('selftest.json has columns of two lengths');
  const allowed = exactly(fields.tolerance, ['absolute', 'relative'], 'tolerance');
  if (allowed.absolute !== tolerance.absolute || allowed.relative !== tolerance.relative) {
    throw new Refused('selftest.json has another tolerance');
  }
  return { inputs, outputs, decisions, tolerance };
}
