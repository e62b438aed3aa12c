/** Opens backends by name. The code of each is loaded only when it is asked for. */
import { fail } from '../basics/result';
import type { Result } from '../basics/result';
import type { Backend, BackendName } from './backend';
import type { EngineEnvironment } from './environment';

type Open = (environment: EngineEnvironment, allowSoftware: boolean) => Promise<Result<Backend>>;

const advice = 'Choose another device; training on the CPU always works, only slower.';

const tfjs =
  (name: 'webgpu' | 'wasm' | 'cpu'): Open =>
  async (environment, allowSoftware) =>
    (await import('./tfjs/backend')).openTfjs(name, environment, allowSoftware);

const openers: Readonly<Record<BackendName, Open>> = {
  webgpu: async (environment, allowSoftware) =>
    (await import('./webgpu/backend')).openWebgpu(environment, allowSoftware),
  wasm: async () => (await import('./wasm/backend')).openWasm(),
  'tfjs-webgpu': tfjs('webgpu'),
  'tfjs-wasm': tfjs('wasm'),
  'tfjs-cpu': tfjs('cpu'),
};

/**
 * Opens a backend, or says why it cannot be had. WebGPU is opened on a fresh device each time.
 * @param allowSoftware accept a software adapter (right, and some 500 times slower than WebAssembly)
 */
export async function openBackend(
  name: BackendName,
  environment: EngineEnvironment,
  allowSoftware = false,
): Promise<Result<Backend>> {
  try {
    return await openers[name](environment, allowSoftware);
  } catch (cause) {
    return fail('device', `The ${name} backend did not start.`, advice, String(cause));
  }
}
