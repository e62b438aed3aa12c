import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Backend, TrainingProgram } from '../../../src/engine/backend';
import { selfTest } from '../../../src/engine/self-test';
import { shapeOf } from '../../../src/engine/shape';
import { hardwareTuning, softwareTuning } from '../../../src/engine/webgpu/tuning';
import {
  caseOf,
  dataOf,
  judgedExactly,
  normals,
  off,
  openGpu,
  reference,
  relative,
  startOf,
  take,
} from './webgpu-cases';
import type { Case } from './webgpu-cases';

const cases: readonly Case[] = [
  caseOf(5, 40, { form: 'published', bottleneck: 2, experts: 3, batch: 16 }),
  caseOf(27, 70, { form: 'published', bottleneck: 8, experts: 3, batch: 64 }),
  caseOf(4, 50, { bottleneck: 3, experts: 4, hidden: 64, batch: 32 }),
  caseOf(11, 33, { bottleneck: 7, experts: 2, hidden: 10, batch: 33 }),
  caseOf(128, 20, { bottleneck: 32, experts: 8, hidden: 64, batch: 8 }),
];
const edges: readonly Case[] = [
  caseOf(1, 6, { form: 'published', bottleneck: 1, experts: 1, batch: 4 }),
  caseOf(1, 9, { bottleneck: 1, experts: 1, hidden: 1, batch: 4 }),
  caseOf(3, 5, { bottleneck: 2, experts: 2, hidden: 4, batch: 4096 }),
  caseOf(2, 1, { form: 'published', bottleneck: 1, experts: 2, batch: 256 }),
  caseOf(6, 9, { bottleneck: 4, experts: 5, hidden: 8, batch: 1 }),
  caseOf(4, 20, { form: 'published', bottleneck: 2, experts: 9, batch: 16 }),
  caseOf(3, 18, { bottleneck: 2, experts: 33, hidden: 5, batch: 12, balance: 0.5 }),
];

const tunings = { software: softwareTuning, hardware: hardwareTuning };
const tuned = [
  ...[...cases, ...edges].map((given) => ({ ...given, tuning: 'software' as const })),
  // A software adapter needs ten seconds for the last of them as hardware has it.
  ...[...cases.slice(0, -1), ...edges].map((given) => ({ ...given, tuning: 'hardware' as const })),
];

let backend: Backend;
let backends: Readonly<Record<keyof typeof tunings, Backend>>;
beforeAll(async () => {
  backend = await openGpu();
  backends = { software: backend, hardware: await openGpu(tunings.hardware) };
});
afterAll(() => Object.values(backends).forEach((each) => each.close()));

async function withProgram<T>(
  given: Case,
  work: (program: TrainingProgram) => Promise<T>,
  on: Backend = backend,
  start = startOf(given),
): Promise<T> {
  const program = on.openTraining(dataOf(given), given.settings, 0, start);
  try {
    return await work(program);
  } finally {
    program.dispose();
  }
}

describe('training on the WebGPU kernels', () => {
  it.each(tuned)(
    'follows 20 steps of the float64 reference within 1e-3, tuned for $tuning: $name',
    async (given) => {
      const wanted = reference(given, 20);
      await withProgram(
        given,
        async (program) => {
          const losses = await take(program, 0, 20);
          expect(relative(losses, wanted.losses)).toBeLessThan(1e-3);
          const { parameters } = await program.snapshot();
          expect(off(parameters, wanted.flat)).toBeLessThan(2e-3);
        },
        backends[given.tuning],
      );
    },
    120_000,
  );

  it('passes the self-test of every backend', async () => {
    expect(await selfTest(backend)).toBeNull();
  }, 120_000);

  it('gives the same bytes whether or not it was interrupted, and the same bytes again', async () => {
    const [given] = cases;
    const whole = await withProgram(given, async (program) => {
      const losses = await take(program, 0, 8);
      return { losses, state: await program.snapshot() };
    });
    const half = await withProgram(given, async (program) => {
      const losses = await take(program, 0, 4);
      await program.markBest();
      return { losses, state: await program.snapshot() };
    });
    expect(half.state.best).toEqual(half.state.parameters);
    const rest = await withProgram(
      given,
      async (program) => ({ losses: await take(program, 4, 4), state: await program.snapshot() }),
      backend,
      half.state,
    );
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expect({ ...rest.state, best: null }).toEqual({ ...whole.state, best: null });
    expect(rest.state.best).toEqual(half.state.parameters);
    expect(whole.state.best).toEqual(startOf(given).parameters);
  }, 120_000);

  it('takes two dispatches a step', async () => {
    const [given] = cases;
    await withProgram(given, async (program) => {
      await take(program, 0, 1);
      const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
      await take(program, 1, 10);
      expect(dispatch).toHaveBeenCalledTimes(20);
      dispatch.mockRestore();
    });
  }, 120_000);
});

describe('judging on the WebGPU kernels', () => {
  it.each(tuned)(
    'agrees with the float64 reference, tuned for $tuning: $name',
    async (given) => {
      const x = normals(3, 37 * given.dims);
      const { parameters } = startOf(given);
      const program = backends[given.tuning].openJudging(shapeOf(given.settings, given.dims), parameters);
      const got = await program.judge(x, 37);
      const wanted = judgedExactly(given, parameters, x);
      expect(off(got.errors, wanted.errors)).toBeLessThan(1e-5);
      expect(off(got.gates, wanted.gates)).toBeLessThan(1e-5);
      expect(off(got.decoderNorms, wanted.decoderNorms)).toBeLessThan(1e-5);
      program.dispose();
    },
    120_000,
  );

  it('says the same of a row whichever rows come with it, and nothing of none', async () => {
    const given = cases[2];
    const { dims, settings } = given;
    const program = backend.openJudging(shapeOf(settings, dims), startOf(given).parameters);
    const x = normals(4, 150 * dims);
    const whole = await program.judge(x, 150);
    for (const row of [0, 70, 149]) {
      const one = await program.judge(x.subarray(row * dims, (row + 1) * dims), 1);
      expect(one.errors[0]).toBe(whole.errors[row]);
      expect(one.decoderNorms[0]).toBe(whole.decoderNorms[row]);
      expect(one.gates).toEqual(whole.gates.subarray(row * settings.experts, (row + 1) * settings.experts));
    }
    expect((await program.judge(x, 0)).errors).toHaveLength(0);
    program.dispose();
  }, 120_000);

  it('validates by the parameters of now', async () => {
    const [given] = cases;
    await withProgram(given, async (program) => {
      await take(program, 0, 3);
      const { parameters } = await program.snapshot();
      const wanted = judgedExactly(given, parameters, dataOf(given).validation);
      const got = await program.validate();
      expect(off(got.errors, wanted.errors)).toBeLessThan(1e-5);
      expect(off(got.gates, wanted.gates)).toBeLessThan(1e-5);
    });
  }, 120_000);
});
