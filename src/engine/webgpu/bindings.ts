/** The kernels as the shaders declare them: sources, entry points and bindings. */
import forward from './shaders/forward.wgsl?raw';
import judge from './shaders/judge.wgsl?raw';
import network from './shaders/network.wgsl?raw';
import step from './shaders/step.wgsl?raw';
import update from './shaders/update.wgsl?raw';

type Access = 'uniform' | 'read' | 'write';

export interface Kernel {
  readonly code: string;
  readonly entryPoint: string;
  /** Number of the binding in the shader, and what the kernel does with it. */
  readonly bindings: Readonly<Record<number, Access>>;
}

/** uniform, rows, order, weights, activations, sums */
export const stepKernel: Kernel = {
  code: [network, forward, step].join('\n'),
  entryPoint: 'stepTile',
  bindings: { 0: 'uniform', 1: 'read', 2: 'read', 3: 'read', 4: 'write', 5: 'write' },
};
/** uniform, jobs, activations, weights, moments, sums, objectives */
export const updateKernel: Kernel = {
  code: [network, update].join('\n'),
  entryPoint: 'updateBlock',
  bindings: { 0: 'uniform', 1: 'read', 2: 'read', 3: 'write', 4: 'write', 5: 'read', 6: 'write' },
};
/** uniform, rows, –, weights, activations, results */
export const judgeKernel: Kernel = {
  code: [network, forward, judge].join('\n'),
  entryPoint: 'judgeTile',
  bindings: { 0: 'uniform', 1: 'read', 3: 'read', 4: 'write', 5: 'write' },
};

const types = { uniform: 'uniform', read: 'read-only-storage', write: 'storage' } as const;

/** A kernel's layout; the uniform is bound with an offset at each dispatch. */
export function layoutFor(device: GPUDevice, { bindings, entryPoint }: Kernel): GPUBindGroupLayout {
  const entries = Object.entries(bindings).map(([binding, access]) => ({
    binding: Number(binding),
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type: types[access], hasDynamicOffset: access === 'uniform' },
  }));
  return device.createBindGroupLayout({ label: entryPoint, entries });
}
