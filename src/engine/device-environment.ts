/** The engine's surroundings in a browser window or worker: the one module that asks the browser for its GPU. */
import wasmFile from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { systemClock } from '../basics/clock';
import type { EngineEnvironment } from './environment';

/** Clock, GPU and WebAssembly files of this browser. */
export const deviceEnvironment: EngineEnvironment = {
  clock: systemClock,
  gpu: navigator.gpu ?? null,
  wasmFile,
};
