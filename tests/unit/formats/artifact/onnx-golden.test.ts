import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewardOnnx } from '../../../../src/formats/artifact/onnx/graph';
import { maskPartsOf } from '../../../../src/release/mask-parts';
import type { Feature } from '../../../../src/demonstrations/demonstrations';
import { familyOf } from '../../../../src/reward/families';
import type { Calibration, Patch, RewardModel, Tensors } from '../../../../src/reward/types';
import { runOnnx } from './run-onnx';

type Nested = number | readonly Nested[];
type Weights = Record<string, Nested>;
interface DefaultGolden extends Record<'energy' | 'disagreement' | 'reward' | 'suppression' | 'safety', number[]> {
  D: number;
  beta: number;
  kappa: number;
  mean: number[];
  std: number[];
  raw: number[][];
  members: Weights[];
  calibrationValues: Calibration[];
  memberEnergies: number[][];
  steeringSensitivity: number[];
  patches: Patch[];
}
interface PublishedCase extends Record<'error' | 'reward' | 'suppression' | 'safety', number[]> {
  D: number;
  x: number[][];
  mapping: { lMin: number; lMax: number; steepness: number };
  patches: Patch[];
  W: Nested;
  b: Nested;
  V: Nested;
  c: Nested;
  G: Nested;
  h: Nested;
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../golden/${name}`, import.meta.url), 'utf8')) as T;
}

function shapeOf(value: Nested): number[] {
  return typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0])];
}

function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat);
}

function tensors(weights: Weights): Tensors {
  const entries = Object.entries(weights);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, { shape: shapeOf(value), data: Float64Array.from(flat(value)) }]),
  );
}

function plainFeatures(count: number): Feature[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `obs_${i}`,
    unit: '',
    role: 'continuous',
    column: `obs_${i}`,
    group: 'observation',
    levels: [],
  }));
}

function expectClose(found: number[], wanted: number[], tolerance: (value: number) => number): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(tolerance(wanted[i]));
  });
}
/** docs/methods.md 10: rows on a gate plane are counted apart, for float32 may round them to its other side. */
function isOnPlane(patch: Patch, x: readonly number[]): boolean {
  if (patch.space !== 'input' || patch.gate?.type !== 'half-space') return false;
  const { normal, origin } = patch.gate;
  const features = patch.features ?? x.map((_, d) => d);
  return Math.abs(features.reduce((sum, f, i) => sum + (x[f] - origin[i]) * normal[i], 0)) < 1e-6;
}
const absolute = (): number => 1e-5;
const relative = (value: number): number => 1e-5 * Math.max(1, Math.abs(value));

describe('reward.onnx against the golden figures', () => {
  it('gives every output of the default form, two members and all kinds of patches', async () => {
    const golden = read<DefaultGolden>('moe-default.json');
    const model: RewardModel = {
      family: 'mixture',
      features: plainFeatures(golden.D),
      standardiser: { mean: Float32Array.from(golden.mean), std: Float32Array.from(golden.std) },
      members: golden.members.map((weights, k) => ({
        tensors: tensors(weights),
        calibration: golden.calibrationValues[k],
      })),
      kappa: golden.kappa,
      beta: golden.beta,
    };
    const found = await runOnnx(
      rewardOnnx(model, familyOf(model), golden.patches, 'golden', maskPartsOf(model, golden.patches, null)),
      golden.raw.flat(),
      golden.D,
    );
    expectClose(found.score, golden.safety, absolute);
    expectClose(found.base_reward, golden.reward, absolute);
    expectClose(found.suppression, golden.suppression, absolute);
    expectClose(found.energy, golden.energy, relative);
    expectClose(found.member_disagreement, golden.disagreement, relative);
    expectClose(found.steering_sensitivity, golden.steeringSensitivity, relative);
    const energies = golden.raw.flatMap((_, i) => golden.memberEnergies.map((member) => member[i]));
    expectClose(found.member_energies, energies, relative);
  });

  it.each(read<{ cases: PublishedCase[] }>('moe-golden.json').cases.map((golden) => [golden.D, golden] as const))(
    'gives the published form with D = %i and its kernels in input and latent space',
    async (D, golden) => {
      const { W, b, V, c, G, h, mapping } = golden;
      const model: RewardModel = {
        family: 'mixture',
        features: plainFeatures(D),
        standardiser: { mean: new Float32Array(D), std: new Float32Array(D).fill(1) },
        members: [{ tensors: tensors({ W, b, V, c, G, h }), calibration: mapping }],
        kappa: mapping.steepness,
        beta: 1,
      };
      const found = await runOnnx(
        rewardOnnx(model, familyOf(model), golden.patches, 'golden', maskPartsOf(model, golden.patches, null)),
        golden.x.flat(),
        D,
      );
      const energy = golden.error.map((error) => (error - mapping.lMin) / (mapping.lMax - mapping.lMin));
      expectClose(found.energy, energy, relative);
      expectClose(found.base_reward, golden.reward, absolute);
      const clear = golden.x.map((x) => !golden.patches.some((patch) => isOnPlane(patch, x)));
      const kept = (values: number[]): number[] => values.filter((_, i) => clear[i]);
      expect(kept(golden.safety).length).toBeGreaterThanOrEqual(golden.x.length - 1);
      expectClose(kept(found.suppression), kept(golden.suppression), absolute);
      expectClose(kept(found.score), kept(golden.safety), absolute);
    },
  );
});
