/** The neural environment against float64 reference runs, and its gradients against differences (docs/methods.md 8). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { neuralDefaults, NeuralRun } from '../../../src/collapse/neural';
import { PairNormal } from '../../../src/collapse/pair-normal';
import { parameterCount, SoftplusNet } from '../../../src/collapse/softplus-net';

interface Golden {
  readonly rng_check: { readonly gauss_seed1_first6: readonly number[] };
  readonly runs: readonly {
    readonly seed: number;
    readonly variant: 'rlhf' | 'relaxed' | 'practical';
    readonly rows: readonly (readonly [number, number, number, number, number])[];
    readonly theta_final: readonly number[];
  }[];
}
const golden = JSON.parse(readFileSync('tests/golden/fpo-neural.json', 'utf8')) as Golden;

function randomNet(seed: number): SoftplusNet {
  const shape = { inputs: 4, hidden: 6 };
  const random = Random.of(seed, 'net');
  return new SoftplusNet(
    shape,
    Float64Array.from({ length: parameterCount(shape) }, () => 0.7 * random.normal()),
  );
}

describe('the reward network', () => {
  const y = Float64Array.of(0.3, -1.2, 0.8, 2);

  test('‖∇_φ r‖² in closed form is the square of the gradient', () => {
    for (let seed = 0; seed < 20; seed++) {
      const net = randomNet(seed);
      const gradient = new Float64Array(net.parameters.length);
      net.reward(y);
      net.addParameterGradient(y, 0, 1, gradient);
      expect(net.gradientNorm(y)).toBeCloseTo(
        gradient.reduce((sum, g) => sum + g * g, 0),
        9,
      );
    }
  });

  test('every gradient agrees with central differences', () => {
    const step = 1e-5;
    for (let seed = 0; seed < 20; seed++) {
      const net = randomNet(seed);
      const [slope, steering] = [new Float64Array(4), new Float64Array(4)];
      net.reward(y);
      net.inputGradient(slope);
      net.gradientNormGradient(y, 0, steering);
      const gradient = new Float64Array(net.parameters.length);
      net.addParameterGradient(y, 0, 1, gradient);
      for (let d = 0; d < 4; d++) {
        const at = (by: number) => {
          const moved = Float64Array.from(y);
          moved[d] += by;
          return [net.reward(moved), net.gradientNorm(moved)];
        };
        const [up, down] = [at(step), at(-step)];
        expect(slope[d]).toBeCloseTo((up[0] - down[0]) / (2 * step), 6);
        expect(steering[d] / 100).toBeCloseTo((up[1] - down[1]) / (200 * step), 6);
      }
      for (let i = 0; i < gradient.length; i += 7) {
        const kept = net.parameters[i];
        net.parameters[i] = kept + step;
        const up = net.reward(y);
        net.parameters[i] = kept - step;
        const down = net.reward(y);
        net.parameters[i] = kept;
        expect(gradient[i]).toBeCloseTo((up - down) / (2 * step), 6);
      }
    }
  });
});

describe('the neural environment', () => {
  test('draws the numbers of the reference', () => {
    const normal = new PairNormal(1);
    for (const value of golden.rng_check.gauss_seed1_first6) expect(normal.next()).toBeCloseTo(value, 14);
  });

  test.each(golden.runs.map((run) => [run.variant, run.seed, run] as const))(
    '%s, seed %i: 1e-9 up to step 99, 1e-6 at step 3999',
    (variant, seed, { rows, theta_final }) => {
      const run = new NeuralRun({ ...neuralDefaults, penalty: variant === 'rlhf' ? 'none' : variant }, seed);
      run.advance(neuralDefaults.steps);
      for (const [step, ...figures] of rows) {
        const { utility, proxy, noise, steering } = run.log;
        [utility, proxy, noise, steering].forEach((found, i) => {
          expect(Math.abs(found[step] - figures[i])).toBeLessThan(step <= 99 ? 1e-9 : 1e-6);
        });
      }
      theta_final.forEach((value, d) => expect(Math.abs(run.policy[d] - value)).toBeLessThan(1e-6));
    },
    120_000,
  );

  test('a run made in pieces is the run made at once', () => {
    const settings = { ...neuralDefaults, steps: 60 };
    const [whole, pieces] = [new NeuralRun(settings, 3), new NeuralRun(settings, 3)];
    whole.advance(60);
    while (!pieces.done) pieces.advance(7);
    expect(pieces.log).toEqual(whole.log);
  });
});
