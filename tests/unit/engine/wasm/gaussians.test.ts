import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import { WasmGaussians, gaussiansModule } from '../../../../src/engine/wasm/gaussians';
import { plainArithmetic } from '../../../../src/reward/families/arithmetic';
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

describe('memories of the kernel', () => {
  const dims = 3;
  const x = Float32Array.from({ length: 400 * dims }, (_, at) => Math.sin(at * at));
  const fit = (seed: number) =>
    fitGaussians(x, 400, dims, { components: 2, iterations: 2, tolerance: 0 }, Random.of(seed, 'many'), task);

  it('are few, however many mixtures are asked in turn, and each answers as when it is alone', async () => {
    const mixtures = await Promise.all(Array.from({ length: 40 }, (_, seed) => fit(seed)));
    const alone = mixtures.map((mixture) => plainArithmetic.gaussians(mixture).errors(x, 400));
    const { Instance } = WebAssembly;
    let made = 0;
    WebAssembly.Instance = new Proxy(Instance, {
      construct: (target, given: ConstructorParameters<typeof Instance>) => (made++, new target(...given)),
    });
    try {
      const opened = mixtures.map((mixture) => new WasmGaussians(module, mixture));
      for (let round = 0; round < 3; round++) {
        opened.forEach((gaussians, i) => expect(gaussians.errors(x, 400)).toEqual(alone[i]));
      }
    } finally {
      WebAssembly.Instance = Instance;
    }
    expect(made).toBeLessThanOrEqual(16);
  });

  it('of a step of a fit serve the next one, while others are asked in between', async () => {
    const mixtures = await Promise.all([fit(1), fit(2)]);
    const [gathering, asked] = mixtures.map((mixture) => new WasmGaussians(module, mixture));
    const wanted = plainArithmetic.gaussians(mixtures[0]);
    wanted.gather(x, 0, 400);
    gathering.gather(x, 0, 100);
    const others = Array.from({ length: 20 }, () => new WasmGaussians(module, mixtures[1]));
    for (const other of [asked, ...others]) other.errors(x, 400);
    gathering.gather(x, 100, 400);
    expect(gathering.moments().sums).toEqual(wanted.moments().sums);
    expect(gathering.moments()).toBe(gathering.moments());
    expect(() => gathering.gather(x, 0, 1)).toThrow('taken');
    expect(gathering.errors(x, 400)).toEqual(wanted.errors(x, 400));
  });
});
