/**
 * Which device to train on: every backend is opened, tested against float64 and timed; the fastest right one is chosen.
 * Everything is time-boxed, because a GPU process may never answer.
 */
import { defaultSettings } from '../reward/families/mixture/training';
import type { MixtureSettings } from '../reward/families/mixture/training';
import { backendNames } from './backend';
import type { Backend, BackendName } from './backend';
import { openBackend } from './backends';
import { withinTime } from './environment';
import type { EngineEnvironment } from './environment';
import { selfTest } from './self-test';
import { trainingSpeed } from './trial';
import type { TrialPlan } from './trial';

export interface BackendReport {
  readonly name: BackendName;
  /** For example the adapter's description. */
  readonly detail: string;
  readonly status: 'chosen' | 'slower' | 'wrong' | 'absent' | 'skipped';
  /** Samples per second in the trial; NaN where it did not run. */
  readonly samplesPerSecond: number;
  /** A sentence that says why. */
  readonly why: string;
}
export interface DeviceReport {
  readonly chosen: BackendName;
  /** Fastest first, then those that cannot be used. */
  readonly backends: readonly BackendReport[];
}

/** A step of the default form on 26 inputs, as for a robot's state. */
const settings: MixtureSettings = { ...defaultSettings, bottleneck: 16 };
const plan: TrialPlan = { settings, dims: 26, warmUp: 2, milliseconds: 300, steps: 4000 };
/** A software adapter compiles for seconds, and a step takes another. */
const softwarePlan: TrialPlan = { ...plan, warmUp: 1, steps: 1 };

const openMilliseconds = 12_000;
const trialMilliseconds = 20_000;
const softwareTrialMilliseconds = 90_000;

function figure(samplesPerSecond: number): string {
  return Number(samplesPerSecond.toPrecision(2)).toLocaleString('en-GB');
}

async function examine(backend: Backend, { clock }: EngineEnvironment): Promise<BackendReport> {
  const { name, detail } = backend;
  const fault = await selfTest(backend);
  if (fault) {
    const why = `Not used: ${fault} in the self-test.`;
    return { name, detail, status: 'wrong', samplesPerSecond: NaN, why };
  }
  const samplesPerSecond = await trainingSpeed(backend, clock, backend.software ? softwarePlan : plan);
  const why = `Right, but slower: ${figure(samplesPerSecond)} samples/s in the trial.`;
  return { name, detail, status: 'slower', samplesPerSecond, why };
}

async function probe(
  name: BackendName,
  environment: EngineEnvironment,
  allowSoftware: boolean,
): Promise<BackendReport> {
  const unusable = (status: 'wrong' | 'absent' | 'skipped', why: string, detail = ''): BackendReport => {
    return { name, detail, status, samplesPerSecond: NaN, why };
  };
  const opened = await withinTime(environment.clock, openBackend(name, environment, allowSoftware), openMilliseconds);
  if (opened === 'late') return unusable('absent', 'It did not open in time.');
  if (!opened.ok) {
    const { kind, message } = opened.failure;
    return unusable(kind === 'unsupported' ? 'skipped' : 'absent', message);
  }
  const backend = opened.value;
  try {
    const limit = backend.software ? softwareTrialMilliseconds : trialMilliseconds;
    const report = await withinTime(environment.clock, examine(backend, environment), limit);
    return report === 'late'
      ? unusable('wrong', 'Not used: its self-test did not finish in time.', backend.detail)
      : report;
  } catch (error) {
    return unusable('wrong', `Not used: its self-test failed (${String(error)}).`, backend.detail);
  } finally {
    backend.close();
  }
}

/** NaN last. */
function bySpeed(a: BackendReport, b: BackendReport): number {
  return (
    (Number.isNaN(b.samplesPerSecond) ? -1 : b.samplesPerSecond) -
    (Number.isNaN(a.samplesPerSecond) ? -1 : a.samplesPerSecond)
  );
}

/**
 * Opens, tests and times every backend, one after the other.
 * @param allowSoftware also try a software adapter (for tests; it is some 500 times slower than WebAssembly)
 * @throws when not even plain JavaScript computes right, which only a bug can cause
 */
export async function probeBackends(environment: EngineEnvironment, allowSoftware: boolean): Promise<DeviceReport> {
  const reports: BackendReport[] = [];
  for (const name of backendNames) reports.push(await probe(name, environment, allowSoftware));
  const [best, ...others] = reports.sort(bySpeed);
  if (best.status !== 'slower') throw new Error(`no backend is right: ${reports.map(({ why }) => why).join(' ')}`);
  const why = `Fastest here: ${figure(best.samplesPerSecond)} samples/s in the trial.`;
  return { chosen: best.name, backends: [{ ...best, status: 'chosen', why }, ...others] };
}
