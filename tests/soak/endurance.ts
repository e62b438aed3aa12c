/**
 * Trains through the app's own services, workers and storage for as long as it is let, and goes on from the last checkpoint
 * whenever a run ends because its device was lost more often than a run puts up with: what a person does with Resume.
 */
import { systemClock } from '../../src/basics/clock';
import { connect } from '../../src/app/connect';
import { unwrap } from '../../src/app/worker/failed-call';
import { defaultSettings, type TrainingState } from '../../src/app/types';

export interface Standing {
  readonly phase: TrainingState['phase'];
  readonly device: string;
  /** Epochs of all members together. */
  readonly epochs: number;
  /** Times that a run was resumed by hand. */
  readonly resumed: number;
  readonly trouble: string | null;
}

const services = connect();
/** More than any soak reaches. */
const settings = { ...defaultSettings, epochs: 1_000_000 };
let latest: TrainingState | null = null;
let resumed = 0;
let trouble: string | null = null;

async function begin(url: string, backend: 'webgpu' | 'wasm'): Promise<void> {
  const file = new File([await (await fetch(url)).blob()], 'demonstrations.csv');
  const preview = unwrap(await services.data.read([file], () => undefined));
  const dataset = unwrap(await services.data.commit(preview.token, preview.proposed, 'Endurance'));
  const follow = (state: TrainingState): void => {
    const failed = latest?.phase !== 'failed' && state.phase === 'failed';
    latest = state;
    if (failed) void again(state.runId);
  };
  const again = async (runId: string): Promise<void> => {
    // The run lets go of its lock a moment after it said that it ended.
    for (let attempt = 0; attempt < 100; attempt++) {
      try {
        await systemClock.sleep(100);
        await services.training.start(dataset.id, { settings, backend }, follow, runId);
        resumed += 1;
        return;
      } catch (error) {
        trouble = String(error);
      }
    }
  };
  await services.training.start(dataset.id, { settings, backend }, follow);
}

function standing(): Standing {
  const epochs = (latest?.members ?? []).reduce((sum, { epoch }) => sum + epoch, 0);
  const running = latest?.phase === 'training';
  return {
    phase: latest?.phase ?? 'preparing',
    device: latest?.device ?? '',
    epochs,
    resumed,
    trouble: running ? null : (latest?.failure?.message ?? trouble),
  };
}

Object.assign(window, { begin, standing });
