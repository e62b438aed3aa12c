/** The engine's surroundings in Node: no GPU, WebAssembly files by path. */
import { createRequire } from 'node:module';
import { systemClock } from '../../../src/basics/clock';
import type { EngineEnvironment } from '../../../src/engine/environment';
import type { Backend, BackendName } from '../../../src/engine/backend';
import { openBackend } from '../../../src/engine/backends';
import { openRuntime } from '../../../src/engine/tfjs/runtimes';
import type { RuntimeName, TensorRuntime } from '../../../src/engine/tfjs/runtimes';

const files = createRequire(import.meta.url);

export const nodeEnvironment: EngineEnvironment = {
  clock: systemClock,
  gpu: null,
  wasmFile: files.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
};

/** An opened backend. */
export async function opened(name: BackendName): Promise<Backend> {
  const backend = await openBackend(name, nodeEnvironment);
  if (!backend.ok) throw new Error(backend.failure.cause ?? backend.failure.message);
  return backend.value;
}

/** tfjs on one of its backends, current from now on. */
export async function runtime(name: RuntimeName): Promise<TensorRuntime> {
  const opening = await openRuntime(name, nodeEnvironment);
  if (!opening.ok) throw new Error(opening.failure.cause ?? opening.failure.message);
  opening.value.use();
  return opening.value;
}
