/** The linear environment against published-constant trajectories, identities and a closed form (docs/methods.md 8). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linearDefaults, type LinearSettings, runLinear } from '../../../src/collapse/linear';

interface Golden {
  readonly initialRewardWeights: readonly number[];
  readonly initialAction: readonly number[];
  readonly steps: readonly number[];
  readonly constants: { readonly fd_eps: number };
  readonly runs: Readonly<
    Record<string, Readonly<Record<'signal' | 'noise' | 'utility' | 'wnorm', readonly number[]>>>
  >;
}
const golden = JSON.parse(readFileSync('tests/golden/fpo-linear.json', 'utf8')) as Golden;
const { initialRewardWeights: weights, initialAction: action } = golden;
const run = (settings: Partial<LinearSettings>) => runLinear(weights, action, { ...linearDefaults, ...settings });
const penalties = { rlhf: 'none', fpo_relaxed: 'relaxed', fpo_practical: 'practical' } as const;

describe('the linear environment', () => {
  test.each(Object.keys(golden.runs))('%s matches the reference to 1e-9', (name) => {
    const [mode, arm] = name.split('/') as ['fd' | 'exact', keyof typeof penalties];
    const gradient = mode === 'exact' ? 'exact' : { step: golden.constants.fd_eps };
    const log = run({ penalty: penalties[arm], gradient });
    const { signal, noise, utility, wnorm } = golden.runs[name];
    for (const [figures, found] of [
      [signal, log.signal],
      [noise, log.noise],
      [utility, log.utility],
      [wnorm, log.weightNorm],
    ] as const) {
      golden.steps.forEach((step, i) => expect(Math.abs(found[step] - figures[i])).toBeLessThan(1e-9));
    }
  });

  test('the practical penalty is a larger cost: λ .1 and cost .1 is RLHF with cost .2', () => {
    const [practical, rlhf] = [run({ penalty: 'practical' }), run({ penalty: 'none', cost: 0.2 })];
    practical.utility.forEach((value, step) => expect(Math.abs(value - rlhf.utility[step])).toBeLessThan(1e-12));
  });

  test('RLHF ends at the root of its fixed-point equation, along the initial weights', () => {
    const size = Math.hypot(...weights);
    const along = weights.reduce((sum, w, d) => sum + (d < 3 ? 2 * w : 0), 0) / size;
    const gap = (s: number) => 10 * Math.exp(-0.3 * (s * s - 2 * s * along + 12)) - 0.2 * s * s - 0.002;
    let [low, high] = [1, 20];
    // From above: the largest root is the one that the ascent settles at.
    while (gap(high) > 0) high *= 2;
    for (let i = 0; i < 200; i++) {
      const middle = (low + high) / 2;
      if (gap(middle) > 0) low = middle;
      else high = middle;
    }
    const log = run({ penalty: 'none', steps: 20_000 });
    const found = Math.hypot(log.signal[20_000], log.noise[20_000]);
    expect(found).toBeCloseTo(low, 5);
  });

  test('without the oracle gradient the relaxed penalty does far less', () => {
    const last = ({ utility }: ReturnType<typeof run>) => utility[utility.length - 1];
    expect(last(run({ penalty: 'relaxed' }))).toBeGreaterThan(9.9);
    expect(last(run({ penalty: 'relaxed', oracleGradient: false }))).toBeLessThan(6);
  });
});
