/** Tensor programs behind the engine's door: the reference for our own kernels, and the fallback. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Floats } from '../../basics/arrays';
import { ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Backend, Judgement, JudgingProgram, TrainingProgram, TrainingStart } from '../backend';
import type { EngineEnvironment } from '../environment';
import { judge } from './judge';
import { engineLayout, toEngine } from './layout';
import type { EngineLayout } from './layout';
import { openRuntime } from './runtimes';
import type { RuntimeName, TensorRuntime } from './runtimes';
import { TfjsTrainingProgram } from './training-program';

class TfjsJudgingProgram implements JudgingProgram {
  private readonly layout: EngineLayout;
  private readonly parameters: Tensor1D;

  constructor(
    private readonly runtime: TensorRuntime,
    shape: MixtureShape,
    parameters: Floats,
  ) {
    runtime.use();
    this.layout = engineLayout(shape, runtime.groupSize(shape));
    this.parameters = tf.keep(tf.tensor1d(toEngine(this.layout, parameters)));
  }

  judge(x: Floats, rows: number): Promise<Judgement> {
    const { tile, use } = this.runtime;
    return judge(this.parameters, this.layout, x, rows, tile, use);
  }

  dispose(): void {
    this.runtime.use();
    this.parameters.dispose();
  }
}

class TfjsBackend implements Backend {
  readonly name: `tfjs-${RuntimeName}`;
  readonly id: string;
  readonly detail: string;
  readonly software: boolean;

  constructor(private readonly runtime: TensorRuntime) {
    this.name = `tfjs-${runtime.name}`;
    this.id = `${this.name}/${runtime.variant}`;
    this.detail = runtime.detail;
    this.software = runtime.software;
  }

  openTraining(data: MemberData, settings: MixtureSettings, member: number, start: TrainingStart): TrainingProgram {
    return new TfjsTrainingProgram(this.runtime, data, settings, member, start);
  }

  openJudging(shape: MixtureShape, parameters: Floats): JudgingProgram {
    return new TfjsJudgingProgram(this.runtime, shape, parameters);
  }

  lost(): string | null {
    return this.runtime.lost();
  }

  close(): void {
    this.runtime.close();
  }
}

/** Opens tfjs as a backend of the engine. @param allowSoftware accept a software adapter */
export async function openTfjs(
  name: RuntimeName,
  environment: EngineEnvironment,
  allowSoftware: boolean,
): Promise<Result<Backend>> {
  const runtime = await openRuntime(name, environment, allowSoftware);
  return runtime.ok ? ok(new TfjsBackend(runtime.value)) : runtime;
}
