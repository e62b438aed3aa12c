/** The engine's surroundings in Node: no GPU, WebAssembly files by path. */
import { createRequire } from 'node:module';
import { systemClock } from '../../../src/basics/clock';
import type { EngineEnvironment } from '../../../src/engine/environment';
import { openBackend } from '../../../src/engine/tfjs/backends';
import type { Backend, BackendName } from '../../../src/engine/tfjs/backends';

const files = createRequire(import.meta.url);

export const nodeEnvironment: EngineEnvironment = {
  clock: systemClock,
  gpu: null,
  wasmFiles: {
    plain: files.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'),
    simd: files.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
  },
};

/** An opened backend, current from now on. */
export async function opened(name: BackendName): Promise<Backend> {
  const backend = await openBackend(name, nodeEnvironment);
  if (!backend.ok) throw new Error(backend.failure.cause ?? backend.failure.message);
  backend.value.use();
  return backend.value;
}
