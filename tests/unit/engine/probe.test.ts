import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { withinTime } from '../../../src/engine/environment';
import { probeBackends } from '../../../src/engine/probe';
import { selfTest } from '../../../src/engine/self-test';
import { openBackend } from '../../../src/engine/backends';
import { nodeEnvironment, opened } from './node-environment';

function gpuWith(requestAdapter: GPU['requestAdapter']): GPU {
  return { requestAdapter } as unknown as GPU;
}
const software = { info: { architecture: 'swiftshader', vendor: 'google', device: '', description: '' } };

// Compiling the kernel from its sources takes longer than a browser may take to open it.
beforeAll(async () => {
  await opened('wasm');
}, 60_000);

describe('probeBackends', () => {
  it('chooses the fastest right backend and says why the others are not used', async () => {
    const report = await probeBackends(nodeEnvironment, false);
    expect(report.chosen).toBe('wasm');
    expect(report.backends.map(({ name, status }) => [name, status])).toEqual([
      ['wasm', 'chosen'],
      ['tfjs-wasm', 'slower'],
      ['tfjs-cpu', 'slower'],
      ['webgpu', 'absent'],
      ['tfjs-webgpu', 'absent'],
    ]);
    expect(report.backends[0].why).toMatch(/^Fastest here: [\d,]+ samples\/s/);
    expect(report.backends[3].why).toBe('This browser does not offer WebGPU here.');
  }, 60_000);

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await probeBackends(nodeEnvironment, false);
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);
});

describe('openBackend', () => {
  it('skips a software adapter unless it is asked for', async () => {
    const gpu = gpuWith(() => Promise.resolve(software as unknown as GPUAdapter));
    const result = await openBackend('tfjs-webgpu', { ...nodeEnvironment, gpu });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
  });

  it('gives up on a browser that never answers', async () => {
    const clock = { ...nodeEnvironment.clock, sleep: () => Promise.resolve() };
    const gpu = gpuWith(() => new Promise(() => undefined));
    const result = await openBackend('tfjs-webgpu', { ...nodeEnvironment, clock, gpu });
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'device', message: expect.stringMatching(/did not answer/) },
    });
  });

  it('refuses a null adapter with a sentence instead of throwing', async () => {
    const result = await openBackend('tfjs-webgpu', { ...nodeEnvironment, gpu: gpuWith(() => Promise.resolve(null)) });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'device' } });
  });
});

describe('selfTest', () => {
  it('passes on a right backend', async () => {
    expect(await selfTest(await opened('tfjs-cpu'))).toBeNull();
  });

  it('finds a backend whose products are a little off', async () => {
    const backend = await opened('tfjs-cpu');
    const kernel = tf.getKernel('BatchMatMul', 'cpu');
    const honest = kernel.kernelFunc;
    const spy = vi.spyOn(kernel, 'kernelFunc').mockImplementation((call) => {
      const out = honest(call) as tf.TensorInfo;
      const { values } = (call.backend as { data: tf.DataStorage<{ values: Float32Array }> }).data.get(out.dataId);
      values[0] += 0.05;
      return out;
    });
    expect(await selfTest(backend)).toMatch(/gradient was off/);
    spy.mockRestore();
  });
});

describe('withinTime', () => {
  it('gives the value of work that settles first', async () => {
    expect(await withinTime(nodeEnvironment.clock, Promise.resolve(3), 1000)).toBe(3);
  });
});
