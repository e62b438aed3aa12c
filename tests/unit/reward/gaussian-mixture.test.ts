import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { Cancelled, unwatched } from '../../../src/basics/task';
import { fitGaussians } from '../../../src/reward/families/gaussians/expectation-maximisation';
import { priorRows, ridge, type GaussianMixture } from '../../../src/reward/families/gaussians/gaussian-mixture';
import { gaussians } from '../../../src/reward/families/gaussians/gaussians';
import type { FitRequest } from '../../../src/reward/families/family';
import type { ErrorModel } from '../../../src/reward/types';

/** Three narrow, tilted clouds far apart, and a constant third input. */
function planted(rows: number, dims = 3): Float32Array {
  const random = Random.of(7, 'planted');
  const x = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const cluster = random.integer(3);
    const along = random.normal();
    x[row * dims] = 4 * cluster + along;
    x[row * dims + 1] = (cluster === 1 ? -1 : 1) * along + 0.1 * random.normal();
  }
  return x;
}

function fitWith(components: number, x: Float32Array, dims: number, rows: number, seen: GaussianMixture[] = []) {
  const options = { components, iterations: 60, tolerance: 0 };
  return fitGaussians(x, rows, dims, options, Random.of(1, 'em'), unwatched, (mixture) => seen.push(mixture));
}

/** ln p by inverting covariances with Gauss–Jordan: another way to the same number. */
function logDensityByInverse(mixture: GaussianMixture, x: Float32Array, row: number): number {
  const { dims } = mixture;
  let total = 0;
  for (let c = 0; c < mixture.components; c++) {
    const delta = Array.from({ length: dims }, (_, d) => x[row * dims + d] - mixture.means[c * dims + d]);
    let quadratic = 0;
    for (let i = 0; i < dims; i++) {
      for (let j = 0; j < dims; j++) {
        let inverse = 0;
        for (let k = 0; k < dims; k++) {
          inverse += mixture.precisions[(c * dims + i) * dims + k] * mixture.precisions[(c * dims + j) * dims + k];
        }
        quadratic += delta[i] * inverse * delta[j];
      }
    }
    const scale = Math.exp(mixture.logDeterminants[c]) / (2 * Math.PI) ** (dims / 2);
    total += mixture.weights[c] * scale * Math.exp(-quadratic / 2);
  }
  return Math.log(total);
}

/** Mean ln p plus the log prior over rows: what the fit climbs. */
function penalised(mixture: GaussianMixture, x: Float32Array, rows: number): number {
  const { dims } = mixture;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += logDensityByInverse(mixture, x, row);
  const means = Array.from({ length: dims }, (_, d) => {
    let total = 0;
    for (let row = 0; row < rows; row++) total += x[row * dims + d];
    return total / rows;
  });
  for (let c = 0; c < mixture.components; c++) {
    let trace = 0;
    for (let k = 0; k < dims; k++) {
      for (let i = 0; i < dims; i++) {
        trace += ridge * mixture.precisions[(c * dims + i) * dims + k] ** 2;
      }
      for (let row = 0; row < rows; row++) {
        let projected = 0;
        for (let i = 0; i < dims; i++) {
          projected += (x[row * dims + i] - means[i]) * mixture.precisions[(c * dims + i) * dims + k];
        }
        trace += (projected * projected) / rows;
      }
    }
    sum += priorRows * (mixture.logDeterminants[c] - trace / 2);
  }
  return sum / rows;
}

describe('expectation–maximisation', () => {
  it('never lowers the penalised likelihood', async () => {
    const rows = 400;
    const x = planted(rows);
    const seen: GaussianMixture[] = [];
    await fitWith(6, x, 3, rows, seen);
    const sameSize = seen.filter((mixture) => mixture.components === seen[seen.length - 1].components);
    expect(sameSize.length).toBeGreaterThan(20);
    const climb = sameSize.map((mixture) => penalised(mixture, x, rows));
    for (let i = 1; i < climb.length; i++) expect(climb[i]).toBeGreaterThanOrEqual(climb[i - 1] - 1e-9);
    expect(climb[climb.length - 1]).toBeGreaterThan(climb[0]);
  });

  it('beats one Gaussian by far on planted clusters and finds their weights', async () => {
    const rows = 1500;
    const x = planted(rows);
    const mean = (mixture: GaussianMixture) =>
      Array.from({ length: rows }, (_, row) => logDensityByInverse(mixture, x, row)).reduce((a, b) => a + b) / rows;
    const three = await fitWith(3, x, 3, rows);
    expect(mean(three)).toBeGreaterThan(mean(await fitWith(1, x, 3, rows)) + 1);
    expect(three.components).toBe(3);
    for (const weight of three.weights) expect(weight).toBeCloseTo(1 / 3, 1);
  });

  it('drops what starves and survives rows that are all the same', async () => {
    const same = new Float32Array(30).fill(1);
    const mixture = await fitWith(16, same, 3, 10);
    expect(mixture.components).toBe(1);
    expect(mixture.precisions.every(Number.isFinite)).toBe(true);
    const few = await fitWith(16, planted(20), 3, 20);
    expect(few.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('stops when it is cancelled', async () => {
    const cancelled = { ...unwatched, cancelled: () => true };
    const options = { components: 3, iterations: 5, tolerance: 0 };
    const run = fitGaussians(planted(50), 50, 3, options, Random.of(1), cancelled);
    await expect(run).rejects.toBeInstanceOf(Cancelled);
  });
});

async function opened(request: FitRequest): Promise<ErrorModel> {
  const tensors = await gaussians.fit?.(request, unwatched);
  const result = gaussians.open(tensors ?? {});
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('the family of Gaussians', () => {
  const rows = 1200;
  const request: FitRequest = { x: planted(rows), rows, dims: 3, seed: 1, member: 0 };

  it('gives the same tensors for the same seed and other ones for another member', async () => {
    const first = await gaussians.fit?.(request, unwatched);
    expect(await gaussians.fit?.(request, unwatched)).toEqual(first);
    expect(await gaussians.fit?.({ ...request, member: 1 }, unwatched)).not.toEqual(first);
    expect(first?.precisions.shape).toEqual([first?.weights.shape[0], 3, 3]);
    expect(first?.precisions.data).toBeInstanceOf(Float32Array);
  });

  it('judges a row alone as it does among others, and grows along a direction of variation', async () => {
    const model = await opened(request);
    const together = model.errors(request.x, rows);
    expect(model.errors(request.x.subarray(300, 303), 1)[0]).toBe(together[100]);
    const [near, far, farther] = model.errors(Float32Array.of(0, 0, 0, -4, -4, 0, -8, -8, 0), 3);
    expect(far).toBeGreaterThan(near + 4);
    expect(farther).toBeGreaterThan(far);
  });

  it('shares the quadratic part out among the inputs and names the one that is off', async () => {
    const model = await opened(request);
    const typical = model.contributions(Float32Array.of(0, 0, 0));
    const off = model.contributions(Float32Array.of(0, 0, 0.5));
    expect(off.every((part) => part >= 0)).toBe(true);
    expect(off[2] / off.reduce((a, b) => a + b)).toBeGreaterThan(0.99);
    const [calm, alarmed] = model.errors(Float32Array.of(0, 0, 0, 0, 0, 0.5), 2);
    const difference = off.reduce((a, b) => a + b) - typical.reduce((a, b) => a + b);
    expect(difference / (alarmed - calm)).toBeCloseTo(1, 2);
  });

  it('gives NaN for NaN and refuses tensors that are broken', async () => {
    const model = await opened(request);
    expect(model.errors(Float32Array.of(NaN, 0, 0), 1)[0]).toBeNaN();
    const tensors = (await gaussians.fit?.(request, unwatched)) ?? {};
    const broken = { ...tensors, means: { ...tensors.means, data: tensors.means.data.map(() => NaN) } };
    expect(gaussians.open(broken).ok).toBe(false);
    expect(gaussians.open({ ...tensors, weights: { shape: [1], data: Float32Array.of(1) } }).ok).toBe(false);
    expect(gaussians.open({}).ok).toBe(false);
  });
});
