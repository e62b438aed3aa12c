/** Names of the devices, for people. */
import type { BackendReport } from '../app/types';

export const deviceNames: Readonly<Record<BackendReport['name'], string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  'tfjs-webgpu': 'WebGPU, TensorFlow.js',
  'tfjs-wasm': 'WebAssembly, TensorFlow.js',
  'tfjs-cpu': 'JavaScript, TensorFlow.js',
};

/** The name for people where there is one, else the device as it calls itself. */
export function deviceName(device: string): string {
  return device in deviceNames ? deviceNames[device as BackendReport['name']] : device;
}
