import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { WasmGaussians, gaussiansModule } from '../../../../src/engine/wasm/gaussians';
import { fitGaussians } from '../../../../src/reward/families/gaussians/expectation-maximisation';
import {
  emptyMoments,
  gatherMoments,
  logDensity,
  logPeaks,
} from '../../../../src/reward/families/gaussians/gaussian-mixture';

const module = await gaussiansModule();
const task = { report: () => undefined, cancelled: () => false, breathe: () => Promise.resolve() };

describe.each([
  [1, 1],
  [3, 2],
  [8, 5],
  [27, 16],
  [52, 8],
])('Gaussians of the kernel: %i inputs, %i components', (dims, components) => {
  const rows = 1500;
  const random = Random.of(3, 'gaussians', dims);
  const scale = Float64Array.from({ length: dims }, () => 0.1 + random.next());
  const x = Float32Array.from({ length: rows * dims }, (_, at) => {
    const group = Math.floor(at / dims) % 3;
    return group * 2 + scale[at % dims] * random.normal();
  });
  const fitted = fitGaussians(x, rows, dims, { components, iterations: 4, tolerance: 0 }, Random.of(1, 'fit'), task);

  it('have the densities of the reference, to the last bit, far away too', async () => {
    const mixture = await fitted;
    const far = x.map((value, at) => (at % 7 === 0 ? value * 300 : value));
    const found = new WasmGaussians(module, mixture).errors(far, rows);
    const [joint, delta, peaks] = [new Float64Array(mixture.components), new Float64Array(dims), logPeaks(mixture)];
    const wanted = Float64Array.from(
      { length: rows },
      (_, row) => -logDensity(mixture, peaks, far, row * dims, joint, delta),
    );
    expect(found).toEqual(wanted);
  });

  it('gather the moments of the reference, to the last bit', async () => {
    const mixture = await fitted;
    const wanted = emptyMoments(mixture.components, dims);
    gatherMoments(mixture, x, 0, rows, wanted);
    const kernel = new WasmGaussians(module, mixture);
    kernel.gather(x, 0, 700);
    kernel.gather(x, 700, rows);
    const found = kernel.moments();
    expect(found.logLikelihood).toBe(wanted.logLikelihood);
    expect(found.counts).toEqual(wanted.counts);
    expect(found.sums).toEqual(wanted.sums);
    // Lower triangles alone are read.
    const lower = (squares: Float64Array) => squares.filter((_, at) => at % dims <= Math.floor(at / dims) % dims);
    expect(lower(found.squares)).toEqual(lower(wanted.squares));
  });
});
