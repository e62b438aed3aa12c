import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../../src/basics/random';
import type { Backend } from '../../../../src/engine/backend';
import { selfTest } from '../../../../src/engine/self-test';
import { shapeOf } from '../../../../src/engine/shape';
import { openWasm } from '../../../../src/engine/wasm/backend';
import { WasmTrainingProgram } from '../../../../src/engine/wasm/training-program';
import { kernelModule, supportedVariant } from '../../../../src/engine/wasm/variants';
import { defaultSettings } from '../../../../src/reward/families/mixture/training';
import type { MemberData, MixtureSettings } from '../../../../src/reward/families/mixture/training';
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
// Four inputs and a bottleneck of three are products of their own: K padded to four, and four columns.
const shallow: Case = { dims: 4, settings: { ...random[0].settings, bottleneck: 3, experts: 4, hidden: 13, batch: 7 } };
const cases: [string, Case][] = [
  ...random,
  shallow,
  { dims: 3, settings: { ...shallow.settings, form: 'published' as const } },
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

  it('judges rows as the float64 twin of its parameters does', async () => {
    const data = dataOf(one);
    const { program } = await trajectory(kernel, data, one.settings, 20);
    const { parameters } = await program.snapshot();
    const exact = exactTwin(one.settings, one.dims, parameters);
    const got = await program.validate();
    const close = (values: Float32Array, wanted: Float64Array) => {
      expect(values.length).toBe(wanted.length);
      wanted.forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(2e-6 * Math.max(1, value)));
    };
    close(got.errors, exact.errors(data.validation, 37));
    close(got.gates, exact.latent(data.validation, 37).gates);
    close(got.decoderNorms, exact.decoderNorms(data.validation, 37));
    program.dispose();
  });
});

describe('a program of the kernel', () => {
  const one = { dims: 5, settings: { ...defaultSettings, hidden: 9, bottleneck: 3, batch: 16, epochs: 50 } };
  const data = dataOf(one, 70);

  it('gives the same bytes however its steps are grouped', async () => {
    const groups = [[3, 2], [5], [1, 4]];
    const whole = kernel.openTraining(data, one.settings, 0, freshStart(one.settings, 5));
    const parts = kernel.openTraining(data, one.settings, 0, freshStart(one.settings, 5));
    for (const [epoch, sizes] of groups.entries()) {
      const losses = await whole.steps(epoch * 5, 5);
      let at = epoch * 5;
      const pieces: number[] = [];
      for (const size of sizes) {
        pieces.push(...(await parts.steps(at, size)));
        await parts.validate();
        at += size;
      }
      expect(pieces).toEqual([...losses]);
    }
    expect(await parts.snapshot()).toEqual(await whole.snapshot());
  });

  it('goes on from a snapshot as if it had never stopped', async () => {
    const whole = kernel.openTraining(data, one.settings, 0, freshStart(one.settings, 5));
    await whole.steps(0, 3);
    await whole.markBest();
    const resumed = kernel.openTraining(data, one.settings, 0, await whole.snapshot());
    expect(await resumed.steps(3, 2)).toEqual(await whole.steps(3, 2));
    expect(await resumed.snapshot()).toEqual(await whole.snapshot());
    const { best, parameters } = await resumed.snapshot();
    expect(best).not.toEqual(parameters);
  });

  it('gives the same bytes when its rows are too many to stay in its memory', async () => {
    const start = freshStart(one.settings, 5);
    const module = await kernelModule('simd');
    const staying = new WasmTrainingProgram(module, data, one.settings, 0, start);
    const streamed = new WasmTrainingProgram(module, data, one.settings, 0, start, 0);
    for (const epoch of [0, 1]) expect(await streamed.steps(epoch * 5, 5)).toEqual(await staying.steps(epoch * 5, 5));
    expect(await streamed.snapshot()).toEqual(await staying.snapshot());
  });

  it('trains on a single row', async () => {
    const single = dataOf(one, 1);
    const { objectives } = await trajectory(kernel, single, one.settings, 50);
    expect(worstRelative(objectives, referenceTrajectory(single, one.settings, 50).objectives)).toBeLessThan(1e-3);
    expect(objectives[49]).toBeLessThan(objectives[0]);
  });

  it('judges a row by itself as it does among others, and no rows as nothing', async () => {
    const parameters = freshStart(one.settings, 5).parameters;
    const program = kernel.openJudging(shapeOf(one.settings, 5), parameters);
    const many = rowsOf(9, 5000, 5);
    const all = await program.judge(many, 5000);
    for (const row of [0, 7, 2047, 2048, 4999]) {
      const own = await program.judge(many.subarray(row * 5, row * 5 + 5), 1);
      expect(own.errors[0]).toBe(all.errors[row]);
      expect(own.decoderNorms[0]).toBe(all.decoderNorms[row]);
      expect(own.gates).toEqual(all.gates.slice(row * 4, row * 4 + 4));
    }
    expect((await program.judge(new Float32Array(0), 0)).errors.length).toBe(0);
  });

  it('says the logarithms of its errors, and leaves gates out that are not wanted', async () => {
    const { dims, settings } = shallow;
    const x = rowsOf(6, 90, dims);
    // Some errors are tiny, and one row is far away.
    x.fill(0, 0, dims);
    x.fill(1e12, dims, 2 * dims);
    const program = kernel.openJudging(shapeOf(settings, dims), freshStart(settings, dims).parameters);
    const { errors, gates, decoderNorms, logErrors } = await program.judge(x, 90, false);
    expect(gates).toHaveLength(0);
    const whole = await program.judge(x, 90);
    expect([whole.errors, whole.decoderNorms]).toEqual([errors, decoderNorms]);
    expect(whole.gates).toHaveLength(90 * settings.experts);
    errors.forEach((error, row) => {
      const wanted = Math.log(error + 1e-12);
      expect(Math.abs((logErrors?.[row] ?? NaN) - wanted)).toBeLessThan(3e-7 * Math.max(1, Math.abs(wanted)));
    });
    const exact = exactTwin(settings, dims, freshStart(settings, dims).parameters).decoderNorms(x, 90);
    expect(worstRelative([...decoderNorms], [...exact])).toBeLessThan(1e-5);
  });

  it('gives a gate of exactly 0 to what no float32 can tell from it', async () => {
    const { parameters } = freshStart(one.settings, 5);
    // The biases of the gate come last.
    parameters.set([0, -100, -50, -1000], parameters.length - 4);
    const program = kernel.openJudging(shapeOf(one.settings, 5), parameters);
    const { gates } = await program.judge(new Float32Array(5), 1);
    expect([gates[0], gates[1], gates[3]]).toEqual([1, 0, 0]);
    expect(gates[2] / Math.exp(-50)).toBeCloseTo(1, 5);
  });
});

describe('the kernel', () => {
  it('passes the self-test', async () => {
    expect(await selfTest(kernel)).toBeNull();
  });

  it('is refused with a sentence where there is no SIMD', async () => {
    expect(await openWasm(null)).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/without SIMD/) },
    });
  });

  it('finds SIMD by asking', () => {
    const validate = vi.spyOn(WebAssembly, 'validate');
    validate.mockReturnValueOnce(false).mockReturnValueOnce(true);
    expect(supportedVariant()).toBe('simd');
    validate.mockReturnValueOnce(true);
    expect(supportedVariant()).toBe('relaxed');
    validate.mockReturnValue(false);
    expect(supportedVariant()).toBeNull();
    validate.mockRestore();
    expect(supportedVariant()).not.toBeNull();
  });
});
