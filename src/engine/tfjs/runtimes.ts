/**
 * Opens tfjs on WebGPU, on WebAssembly or on the plain CPU. Owns tfjs's global backend registry: nothing else in the
 * app names a backend to tfjs. WebGPU code is loaded only when asked for. No threads, so no COOP or COEP is needed.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { fail, ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { EngineEnvironment } from '../environment';
import { requestDevice } from '../gpu-device';

/** As tfjs calls its backends. */
export type RuntimeName = 'webgpu' | 'wasm' | 'cpu';

/** tfjs on one of its backends. Call `use` before each stretch of synchronous tensor work. */
export interface TensorRuntime {
  readonly name: RuntimeName;
  /** Which build of it, for checkpoints. */
  readonly variant: string;
  /** For people, for example the adapter's description. */
  readonly detail: string;
  /** True for a software adapter. */
  readonly software: boolean;
  /** Rows in one tile of a scorer or a validation pass; fixed, so that a row's result never depends on the call. */
  readonly tile: number;
  use(): void;
  /** Experts in one block-diagonal group (see `layout`), as measured fastest. */
  groupSize(shape: MixtureShape): number;
  /** Keeps sums over batches of so many rows in a fixed order, where the backend would not by itself. */
  fixOrder(batch: number): void;
  /** Why the device was lost, null while it is there. */
  lost(): string | null;
  /** Gives a GPU device back; the others stay open for whoever asks next. */
  close(): void;
}

function use(name: RuntimeName): void {
  // Switching to a backend that is open already takes effect at once; the promise only says so.
  if (tf.getBackend() !== name) void tf.setBackend(name);
}

async function start(name: RuntimeName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start ${name}`);
  await tf.ready();
}

const never = (): null => null;
const nothing = (): undefined => undefined;

async function openCpu(): Promise<Result<TensorRuntime>> {
  await start('cpu');
  const detail = 'plain JavaScript';
  return ok({
    name: 'cpu',
    variant: 'plain',
    detail,
    software: false,
    tile: 256,
    use: () => use('cpu'),
    groupSize: () => 1,
    fixOrder: nothing,
    lost: never,
    close: nothing,
  });
}

async function openWasm(environment: EngineEnvironment): Promise<Result<TensorRuntime>> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if ((await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) !== true) {
    return fail('device', 'This browser runs WebAssembly without SIMD.', 'Use a newer browser, or plain JavaScript.');
  }
  // Every browser that runs the app has SIMD; the file without it is not shipped.
  const { wasmFile } = environment;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasmFile,
    'tfjs-backend-wasm-simd.wasm': wasmFile,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmFile,
  });
  await start('wasm');
  return ok({
    name: 'wasm',
    variant: 'simd',
    detail: 'WebAssembly SIMD, one thread',
    software: false,
    tile: 1024,
    use: () => use('wasm'),
    groupSize: ({ form, experts }) => (form === 'published' ? experts : Math.min(2, experts)),
    fixOrder: nothing,
    lost: never,
    close: nothing,
  });
}

/** From this many summands on tfjs splits a product and adds the parts atomically, in no fixed order. */
const splitSums = 2000;
/** tfjs's number of the tiled product, which never splits. */
const tiledProduct = 3;

function fixOrderOnGpu(batch: number): void {
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', batch >= splitSums ? tiledProduct : -1);
}

async function openWebgpu(environment: EngineEnvironment, allowSoftware: boolean): Promise<Result<TensorRuntime>> {
  const requested = await requestDevice(environment, allowSoftware);
  if (!requested.ok) return requested;
  const { device, info, software, detail } = requested.value;
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // The package registers a device of its own choice when it is loaded.
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  // Small tensors would run on the CPU when they come from there: a resumed run would then differ in its last bits.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info));
  await start('webgpu');
  let why: string | null = null;
  void device.lost.then(({ message }) => (why = message || 'the device was lost'));
  return ok({
    name: 'webgpu',
    variant: detail,
    detail,
    software,
    tile: 4096,
    use: () => use('webgpu'),
    groupSize: ({ experts }) => experts,
    fixOrder: fixOrderOnGpu,
    lost: () => why,
    close: () => {
      tf.removeBackend('webgpu');
      device.destroy();
    },
  });
}

/**
 * Opens tfjs on a backend, or says why it cannot be had. WebGPU is opened on a fresh device each time.
 * @param allowSoftware accept a software adapter (right, and some 500 times slower than WebAssembly)
 */
export async function openRuntime(
  name: RuntimeName,
  environment: EngineEnvironment,
  allowSoftware = false,
): Promise<Result<TensorRuntime>> {
  try {
    if (name === 'webgpu') return await openWebgpu(environment, allowSoftware);
    return name === 'wasm' ? await openWasm(environment) : await openCpu();
  } catch (cause) {
    const advice = 'Choose another device; training on the CPU always works, only slower.';
    return fail('device', `tfjs did not start on ${name}.`, advice, String(cause));
  }
}
