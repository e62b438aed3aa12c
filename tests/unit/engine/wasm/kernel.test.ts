import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../src/basics/random';
import type { Backend } from '../../../../src/engine/backend';
import { selfTest } from '../../../../src/engine/self-test';
import { openWasm } from '../../../../src/engine/wasm/backend';
import { defaultSettings } from '../../../../src/reward/training';
import type { MemberData, MixtureSettings } from '../../../../src/reward/training';
import { exactTwin, freshStart, referenceTrajectory, rowsOf, trajectory, worstRelative } from '../trajectory';

let kernel: Backend;
beforeAll(async () => {
  // The first import compiles the kernel.
  const opened = await openWasm('simd');
  if (!opened.ok) throw new Error(opened.failure.message);
  kernel = opened.value;
}, 60_000);

interface Case {
  readonly dims: number;
  readonly settings: MixtureSettings;
}
/** Shapes that a seed draws, of both forms, batches and data sets of odd sizes among them. */
function randomCase(seed: number): Case {
  const random = Random.of(seed, 'shape');
  const form = seed % 2 === 0 ? 'default' : 'published';
  const dims = 1 + random.integer(seed < 2 ? 128 : 32);
  const settings = {
    ...defaultSettings,
    form,
    bottleneck: 1 + random.integer(32),
    experts: 1 + random.integer(8),
    hidden: 1 + random.integer(24),
    batch: 1 + random.integer(seed < 2 ? 6 : 20),
    epochs: 1000,
    seed,
  } as const;
  return { dims, settings };
}
function dataOf({ dims }: Case, rows = 41): MemberData {
  return { dims, train: rowsOf(3, rows, dims), validation: rowsOf(4, 37, dims) };
}
const title = ({ dims, settings: { form, bottleneck, experts, hidden, batch } }: Case) =>
  `D ${dims}, B ${bottleneck}, E ${experts}, H ${hidden}, batch ${batch}, ${form} form`;

const random = Array.from({ length: 8 }, (_, seed) => randomCase(seed));
const smallest: Case = { dims: 1, settings: { ...random[0].settings, bottleneck: 1, experts: 1, hidden: 1, batch: 1 } };
const cases: [string, Case][] = [
  ...random,
  smallest,
  { ...smallest, settings: { ...smallest.settings, form: 'published' as const } },
].map((one) => [title(one), one]);

describe.each(cases)('the kernel at %s', (_, one) => {
  it('follows 200 steps of the float64 reference within 1e-3', async () => {
    const data = dataOf(one);
    const { program, objectives } = await trajectory(kernel, data, one.settings, 200);
    const wanted = referenceTrajectory(data, one.settings, 200);
    expect(worstRelative(objectives, wanted.objectives)).toBeLessThan(1e-3);
    program.dispose();
  });
});
