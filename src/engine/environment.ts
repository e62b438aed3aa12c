/** What the engine takes from where it runs: a clock, the GPU, and where the WebAssembly files lie. */
import type { Clock } from '../basics/clock';

export interface EngineEnvironment {
  readonly clock: Clock;
  readonly gpu: GPU | null;
  /** URLs (in Node: paths) of the files of tfjs's WebAssembly backend, without and with SIMD. */
  readonly wasmFiles: { readonly plain: string; readonly simd: string };
}

/** The promise's value, or 'late' when it has not settled in time. */
export function withinTime<T>(clock: Clock, work: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  return Promise.race([work, clock.sleep(milliseconds).then(() => 'late' as const)]);
}
