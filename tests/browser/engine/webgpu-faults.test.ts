import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../../src/engine/backend';
import { deviceEnvironment } from '../../../src/engine/device-environment';
import { shapeOf } from '../../../src/engine/shape';
import { caseOf, dataOf, openGpu, reference, relative, startOf, take } from './webgpu-cases';
import type { Case } from './webgpu-cases';

const given = caseOf(6, 90, { bottleneck: 3, experts: 2, hidden: 8, batch: 16 });

afterEach(() => {
  vi.restoreAllMocks();
});

function openTraining(backend: Backend, run: Case = given) {
  return backend.openTraining(dataOf(run), run.settings, 0, startOf(run));
}

async function trained(backend: Backend, steps: number) {
  const program = openTraining(backend);
  const losses = await take(program, 0, steps);
  const state = await program.snapshot();
  program.dispose();
  backend.close();
  return { losses, state };
}

/** The device that the next backend opens, and the backend. */
async function openWithDevice(): Promise<{ backend: Backend; device: GPUDevice }> {
  const request = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
  const backend = await openGpu();
  const [opened] = request.mock.results;
  if (opened.type !== 'return') throw new Error('no device was asked for');
  return { backend, device: await opened.value };
}

describe('rows that do not fit the device', () => {
  it('are streamed, to the same bytes', async () => {
    const resident = await trained(await openGpu(), 14);
    const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
    // Room for two of the epoch's six batches.
    const rowBudget = 2 * 16 * 6 * 4;
    const streamed = await trained(await openGpu({ rowBudget }), 14);
    const rows = buffers.mock.calls.find(([{ label }]) => label === 'training rows');
    expect(rows?.[0].size).toBe(rowBudget);
    expect(streamed).toEqual(resident);
  }, 120_000);

  it('are streamed batch by batch where not even one fits the budget', async () => {
    const resident = await trained(await openGpu(), 7);
    expect(await trained(await openGpu({ rowBudget: 1 }), 7)).toEqual(resident);
  }, 120_000);
});

describe('work that takes too long', () => {
  it('is sent in parts, to the same bytes', async () => {
    // Tiles of eight rows, so that a step has parts.
    const tuning = { tile: 2, updateThreads: 2 };
    const whole = await trained(await openGpu(tuning), 8);
    let now = 0;
    const clock = { ...deviceEnvironment.clock, elapsed: () => (now += 1000) };
    const submit = vi.spyOn(GPUQueue.prototype, 'submit');
    const slow = await trained(await openGpu(tuning, { ...deviceEnvironment, clock }), 8);
    expect(submit.mock.calls.length).toBeGreaterThan(40);
    expect(slow).toEqual(whole);
  }, 120_000);
});

describe('what a program holds', () => {
  it('is given back when it is disposed of', async () => {
    const backend = await openGpu();
    const created = vi.spyOn(GPUDevice.prototype, 'createBuffer');
    const destroyed = vi.spyOn(GPUBuffer.prototype, 'destroy');
    const program = openTraining(backend);
    await take(program, 0, 7);
    await program.validate();
    await program.snapshot();
    const judging = backend.openJudging(shapeOf(given.settings, given.dims), startOf(given).parameters);
    await judging.judge(dataOf(given).validation, 7);
    [program, judging].forEach((held) => held.dispose());
    const buffers = created.mock.results.map(({ value }) => value as GPUBuffer);
    expect(buffers.length).toBeGreaterThan(20);
    const gone = new Set<unknown>(destroyed.mock.contexts);
    expect(buffers.filter((buffer) => !gone.has(buffer)).map(({ label }) => label)).toEqual([]);
    backend.close();
  }, 120_000);
});

describe('a device that fails', () => {
  it('rejects the steps under way when it is destroyed, says why, and a new one goes on', async () => {
    const { backend, device } = await openWithDevice();
    expect(backend.lost()).toBeNull();
    const program = openTraining(backend);
    await program.steps(0, 1);
    const kept = await program.snapshot();
    const under = expect(program.steps(1, 4)).rejects.toThrow();
    device.destroy();
    await under;
    await device.lost;
    expect(backend.lost()).toMatch(/.+/);
    await expect(program.steps(1, 1)).rejects.toThrow(backend.lost() ?? '');
    await expect(program.snapshot()).rejects.toThrow();
    program.dispose();
    backend.close();

    const next = await openGpu();
    const again = next.openTraining(dataOf(given), given.settings, 0, kept);
    expect(relative(await take(again, 1, 4), reference(given, 5).losses.slice(1))).toBeLessThan(1e-3);
    again.dispose();
    next.close();
  }, 120_000);

  it('says so when it has not enough memory', async () => {
    const backend = await openGpu();
    vi.spyOn(GPUDevice.prototype, 'popErrorScope').mockResolvedValue(new GPUOutOfMemoryError('no room'));
    const program = openTraining(backend);
    await expect(program.steps(0, 1)).rejects.toThrow('the GPU has not enough memory: no room');
    program.dispose();
    backend.close();
  }, 120_000);
});

describe("a device of WebGPU's default limits", () => {
  function allowDefaultsOnly(): void {
    const original = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'requestDevice')?.value as () => unknown;
    vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(function (this: GPUAdapter) {
      return original.call(this) as Promise<GPUDevice>;
    });
  }

  it('trains the largest shape', async () => {
    allowDefaultsOnly();
    const largest = caseOf(128, 12, { bottleneck: 32, experts: 8, hidden: 64, batch: 4096 });
    for (const tuning of [{}, { tile: 4, threads: 128, updateThreads: 128, lanes: 8 }]) {
      const backend = await openGpu(tuning);
      const program = openTraining(backend, largest);
      expect(relative(await take(program, 0, 2), reference(largest, 2).losses)).toBeLessThan(1e-3);
      program.dispose();
      backend.close();
    }
  }, 120_000);

  it('refuses a batch whose activations fit no buffer, in words', async () => {
    allowDefaultsOnly();
    const backend = await openGpu();
    const program = openTraining(backend, caseOf(2, 16_384, { experts: 8, batch: 16_384 }));
    await expect(program.steps(0, 1)).rejects.toThrow(/allows 134217728 bytes in one buffer, and activations/);
    program.dispose();
    backend.close();
  }, 120_000);
});
