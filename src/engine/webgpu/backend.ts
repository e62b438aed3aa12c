/** Our own kernels for WebGPU behind the engine's door. */
import type { Floats } from '../../basics/arrays';
import { ok } from '../../basics/result';
import type { Result } from '../../basics/result';
import type { MixtureShape } from '../../reward/families/mixture/mixture-network';
import type { MemberData, MixtureSettings } from '../../reward/families/mixture/training';
import type { Backend, JudgingProgram, TrainingProgram, TrainingStart } from '../backend';
import type { EngineEnvironment } from '../environment';
import { requestDevice } from '../gpu-device';
import type { RequestedDevice } from '../gpu-device';
import { WebgpuJudgingProgram } from './judging';
import { Session } from './session';
import { WebgpuTrainingProgram } from './training-program';
import { hardwareTuning, softwareTuning, variantOf } from './tuning';
import type { Tuning } from './tuning';

export class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly id: string;
  readonly detail: string;
  readonly software: boolean;

  constructor(
    private readonly session: Session,
    { detail, software }: RequestedDevice,
    private readonly tuning: Tuning,
  ) {
    this.id = `webgpu/${variantOf(tuning)}`;
    this.detail = detail;
    this.software = software;
  }

  openTraining(data: MemberData, settings: MixtureSettings, member: number, start: TrainingStart): TrainingProgram {
    return new WebgpuTrainingProgram(this.session, this.tuning, data, settings, member, start);
  }

  openJudging(shape: MixtureShape, parameters: Floats): JudgingProgram {
    return new WebgpuJudgingProgram(this.session, this.tuning, shape, parameters);
  }

  lost(): string | null {
    return this.session.lost();
  }

  close(): void {
    this.session.close();
  }
}

/**
 * Opens the kernels on a device of their own.
 * @param allowSoftware accept a software adapter
 * @param tuning what to set differently from what suits the adapter
 */
export async function openWebgpu(
  environment: EngineEnvironment,
  allowSoftware: boolean,
  tuning: Partial<Tuning> = {},
): Promise<Result<WebgpuBackend>> {
  const requested = await requestDevice(environment, allowSoftware);
  if (!requested.ok) return requested;
  const session = new Session(requested.value.device, environment.clock);
  const suitable = requested.value.software ? softwareTuning : hardwareTuning;
  return ok(new WebgpuBackend(session, requested.value, { ...suitable, ...tuning }));
}
