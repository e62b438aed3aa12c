/** Random shapes against the float64 reference: 8 of them, or as many as VITE_SHAPES says (`npm run soak`). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Backend } from '../../../src/engine/backend';
import { caseOf, dataOf, judgedExactly, off, openGpu, reference, relative, startOf, take } from './webgpu-cases';
import type { Case } from './webgpu-cases';

const count = Number(import.meta.env.VITE_SHAPES ?? 8);
const steps = 20;

function randomCase(index: number): Case {
  const random = Random.of(1, 'shapes', index);
  const between = (low: number, high: number) => low + random.integer(high - low + 1);
  // Half of the widths are small, where padding matters most.
  const upTo = (high: number) => (random.next() < 0.5 ? between(1, Math.min(high, 9)) : between(1, high));
  const settings = {
    form: random.next() < 0.5 ? ('default' as const) : ('published' as const),
    bottleneck: upTo(32),
    experts: between(1, 8),
    batch: between(1, 40),
    balance: random.next() < 0.5 ? 0.01 : 0.5,
  };
  return caseOf(upTo(128), between(1, 60), settings);
}

let backend: Backend;
beforeAll(async () => {
  backend = await openGpu();
});
afterAll(() => backend.close());

describe(`${count} random shapes on the WebGPU kernels`, () => {
  it.each(Array.from({ length: count }, (_, index) => ({ index, ...randomCase(index) })))(
    'shape $index trains and judges as the float64 reference does: $name',
    async (given) => {
      const wanted = reference(given, steps);
      const program = backend.openTraining(dataOf(given), given.settings, 0, startOf(given));
      expect(relative(await take(program, 0, steps), wanted.losses)).toBeLessThan(1e-3);
      const { parameters } = await program.snapshot();
      const judged = await program.validate();
      const exact = judgedExactly(given, parameters, dataOf(given).validation);
      expect(off(judged.errors, exact.errors)).toBeLessThan(1e-5);
      expect(off(judged.gates, exact.gates)).toBeLessThan(1e-5);
      expect(off(judged.decoderNorms, exact.decoderNorms)).toBeLessThan(1e-5);
      program.dispose();
    },
    180_000,
  );
});
