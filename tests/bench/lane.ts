/** One of several workers that train at once, as members of an ensemble do: gets a backend and a plan, posts its speed. */
import { systemClock } from '../../src/basics/clock';
import type { BackendName } from '../../src/engine/backend';
import { openBackend } from '../../src/engine/backends';
import { deviceEnvironment } from '../../src/engine/device-environment';
import { trainingSpeed } from '../../src/engine/trial';
import type { TrialPlan } from '../../src/engine/trial';

export interface LaneJob {
  readonly backend: BackendName;
  readonly plan: TrialPlan;
}
export type LaneMessage = { readonly speed: number } | { readonly error: string };

const post = (message: LaneMessage): void => self.postMessage(message);

async function run({ backend, plan }: LaneJob): Promise<number> {
  const opened = await openBackend(backend, deviceEnvironment);
  if (!opened.ok) throw new Error(opened.failure.message);
  return trainingSpeed(opened.value, systemClock, plan);
}

self.onmessage = ({ data }: MessageEvent<LaneJob>) => {
  run(data).then(
    (speed) => post({ speed }),
    (error: unknown) => post({ error: String(error) }),
  );
};
