/** Our own kernel for WebAssembly behind the engine's door: one instance, with a memory of its own, for each program. */
import type { Floats } from '../../basics/arrays';
import { fail, ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import { parameterCount } from '../../reward/families/mixture/initialise';
import { slotsOf } from '../../reward/families/mixture/mixture-network';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Backend, Judgement, JudgingProgram, TrainingProgram, TrainingStart } from '../backend';
import { Kernel } from './kernel';
import { WasmTrainingProgram } from './training-program';
import { kernelModule, supportedVariant } from './variants';
import type { KernelVariant } from './variants';

/** Rows that pass between JavaScript and the kernel at once. */
const judgedRows = 2048;

const details: Readonly<Record<KernelVariant, string>> = {
  relaxed: 'own kernel, SIMD with fused multiply-add, one thread',
  simd: 'own kernel, SIMD, one thread',
};

class WasmJudgingProgram implements JudgingProgram {
  private readonly kernel: Kernel;

  constructor(module: WebAssembly.Module, shape: MixtureShape, parameters: Floats) {
    this.kernel = new Kernel(module, shape, parameterCount(slotsOf(shape)));
    this.kernel.reserve(judgedRows, 0, false);
    this.kernel.write('parameters', parameters);
  }

  judge(x: Floats, rows: number, gated = true): Promise<Judgement> {
    return Promise.resolve(this.kernel.judge(x, rows, gated));
  }

  dispose(): void {
    // The instance goes with the program.
  }
}

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly id: string;
  readonly detail: string;
  readonly software = false;

  constructor(
    private readonly module: WebAssembly.Module,
    variant: KernelVariant,
  ) {
    this.id = `wasm/${variant}`;
    this.detail = details[variant];
  }

  openTraining(data: MemberData, settings: MixtureSettings, member: number, start: TrainingStart): TrainingProgram {
    return new WasmTrainingProgram(this.module, data, settings, member, start);
  }

  openJudging(shape: MixtureShape, parameters: Floats): JudgingProgram {
    return new WasmJudgingProgram(this.module, shape, parameters);
  }

  lost(): string | null {
    return null;
  }

  close(): void {
    // Nothing is held.
  }
}

/** Opens the kernel. @param variant the best that runs here unless given */
export async function openWasm(variant: KernelVariant | null = supportedVariant()): Promise<Result<Backend>> {
  if (variant === null) {
    const advice = 'Train with TensorFlow.js, which needs no SIMD, or update the browser.';
    return fail('device', 'This browser runs WebAssembly without SIMD, which the kernel needs.', advice);
  }
  return ok(new WasmBackend(await kernelModule(variant), variant));
}
