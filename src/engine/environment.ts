/** What the engine takes from where it runs: a clock, the GPU, and where the WebAssembly files lie. */
import type { Clock } from '../basics/clock';

export interface EngineEnvironment {
  readonly clock: Clock;
  readonly gpu: GPU | null;
  /** URL (in Node: path) of tfjs's WebAssembly backend with SIMD. */
  readonly wasmFile: string;
}

/** The promise's value, or 'late' when it has not settled in time. */
export function withinTime<T>(clock: Clock, work: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  return Promise.race([work, clock.sleep(milliseconds).then(() => 'late' as const)]);
}
