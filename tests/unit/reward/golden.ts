/** The golden figures as the reward room's own types. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { flatOf } from '../../../src/reward/families/mixture/initialise';
import { openMixture } from '../../../src/reward/families/mixture/mixture';
import type { Mixture } from '../../../src/reward/families/mixture/mixture';
import { slotsOf } from '../../../src/reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../../src/reward/families/mixture/mixture-network';
import type { Calibration, Patch, Points, RewardModel, Tensor, Tensors } from '../../../src/reward/types';

export type Nested = number | readonly Nested[];

interface AdamRecord {
  readonly learningRate: number;
  readonly lossBeforeStep: Readonly<Record<string, number>>;
  readonly objectiveBeforeStep: readonly Readonly<Record<string, number>>[];
}
export interface PublishedCase {
  readonly D: number;
  readonly B: number;
  readonly E: number;
  readonly N: number;
  readonly x: Nested;
  readonly gate: Nested;
  readonly z: Nested;
  readonly error: number[];
  readonly mapping: { readonly lMin: number; readonly lMax: number; readonly steepness: number };
  readonly reward: number[];
  readonly patches: Patch[];
  readonly suppression: number[];
  readonly raise: number[];
  readonly safety: number[];
  readonly meanError: number;
  readonly gradients: Readonly<Record<string, Nested>>;
  readonly adam: AdamRecord;
}
export interface DefaultCase {
  readonly D: number;
  readonly H: number;
  readonly B: number;
  readonly E: number;
  readonly K: number;
  readonly N: number;
  readonly balance: number;
  readonly beta: number;
  readonly kappa: number;
  readonly mean: number[];
  readonly std: number[];
  readonly raw: Nested;
  readonly calibration: Nested;
  readonly members: readonly Readonly<Record<string, Nested>>[];
  readonly errors: number[][];
  readonly calibrationValues: Calibration[];
  readonly memberEnergies: number[][];
  readonly energy: number[];
  readonly disagreement: number[];
  readonly reward: number[];
  readonly steeringSensitivity: number[];
  readonly patches: Patch[];
  readonly suppression: number[];
  readonly raise: number[];
  readonly safety: number[];
  readonly contributions: Readonly<Record<string, number[]>>;
  readonly objective: number[];
  readonly gradients: readonly Readonly<Record<string, Nested>>[];
  readonly adam: AdamRecord;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../golden/${name}`, import.meta.url), 'utf8'));
}
export const publishedCases = (read('moe-golden.json') as { cases: PublishedCase[] }).cases;
export const defaultCase = read('moe-default.json') as DefaultCase;

export function flatten(nested: Nested): Float64Array {
  return Float64Array.from([nested].flat(9) as number[]);
}

function shapeOf(nested: Nested): number[] {
  return typeof nested === 'number' ? [] : [nested.length, ...shapeOf(nested[0])];
}

export function tensor(nested: Nested): Tensor {
  return { shape: shapeOf(nested), data: flatten(nested) };
}

export function tensorsFrom(record: object, names: readonly string[]): Tensors {
  const values = record as Readonly<Record<string, Nested>>;
  return Object.fromEntries(names.map((name) => [name, tensor(values[name])]));
}

export const publishedNames = ['W', 'b', 'V', 'c', 'G', 'h'];
export const defaultNames = ['W1', 'b1', 'W2', 'b2', 'W3', 'b3', 'V', 'c', 'G', 'h'];

export function opened(tensors: Tensors): Mixture {
  const result = openMixture(tensors);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

export function flatParameters(tensors: Tensors, shape: MixtureShape): Float64Array {
  return flatOf(tensors, slotsOf(shape));
}

/** Largest difference from what was measured, absolute. */
export function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-9): void {
  expect(actual.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const gap = Math.abs(actual[i] - wanted[i]);
    worst = Number.isNaN(gap) ? Infinity : Math.max(worst, gap);
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Largest difference of each tensor relative to its own largest entry. */
export function expectTensorsClose(actual: Tensors, wanted: Readonly<Record<string, Nested>>, tolerance = 1e-7): void {
  for (const [name, nested] of Object.entries(wanted)) {
    const values = flatten(nested);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expectClose(actual[name].data, values, tolerance * largest);
  }
}

function features(count: number): RewardModel['features'] {
  return Array.from({ length: count }, (_, i) => ({
    name: `obs_${i}`,
    unit: '',
    role: 'continuous',
    column: `obs_${i}`,
    group: 'observation',
    levels: [],
  }));
}

export function publishedModel(golden: PublishedCase): { model: RewardModel; points: Points } {
  const { lMin, lMax, steepness } = golden.mapping;
  const model: RewardModel = {
    family: 'mixture',
    features: features(golden.D),
    standardiser: { mean: new Float32Array(golden.D), std: new Float32Array(golden.D).fill(1) },
    members: [{ tensors: tensorsFrom(golden, publishedNames), calibration: { lMin, lMax } }],
    kappa: steepness,
    beta: 1,
  };
  const x = flatten(golden.x);
  return { model, points: { rows: golden.N, x, raw: x } };
}

export function standardised(raw: Float64Array): Float64Array {
  const { D, mean, std } = defaultCase;
  return raw.map((value, i) => (value - mean[i % D]) / std[i % D]);
}

export function defaultModel(): { model: RewardModel; points: Points } {
  const golden = defaultCase;
  const model: RewardModel = {
    family: 'mixture',
    features: features(golden.D),
    standardiser: { mean: Float32Array.from(golden.mean), std: Float32Array.from(golden.std) },
    members: golden.members.map((member, k) => ({
      tensors: tensorsFrom(member, defaultNames),
      calibration: golden.calibrationValues[k],
    })),
    kappa: golden.kappa,
    beta: golden.beta,
  };
  const raw = flatten(golden.raw);
  return { model, points: { rows: golden.N, x: standardised(raw), raw } };
}
