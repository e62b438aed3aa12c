/** What the service tests share: real workers, real IndexedDB, demonstrations made up on the spot. */
import { Random } from '../../../src/basics/random';
import { systemClock } from '../../../src/basics/clock';
import { connect } from '../../../src/app/connect';
import { defaultSettings, type MixtureSettings } from '../../../src/reward/families/mixture/training';
import { withoutMotion, type DatasetSummary, type Services, type TrainingState } from '../../../src/app/types';
import { openStore, type Store } from '../../../src/store/store';

export const quick: MixtureSettings = { ...defaultSettings, members: 2, experts: 2, hidden: 8, epochs: 6, batch: 64 };

/** Circles with noise: 24 episodes of 40 frames, four columns. */
export function circlesCsv(seed = 1): File {
  const random = Random.of(seed, 'circles');
  const lines = ['episode,x,y,vx,vy'];
  for (let episode = 0; episode < 24; episode++) {
    const [start, pace] = [random.uniform(0, 6.28), random.uniform(0.08, 0.12)];
    for (let t = 0; t < 40; t++) {
      const angle = start + pace * t;
      const row = [Math.cos(angle), Math.sin(angle), -pace * Math.sin(angle), pace * Math.cos(angle)];
      lines.push([episode, ...row.map((value) => (value + 0.01 * random.normal()).toFixed(6))].join(','));
    }
  }
  return new File([lines.join('\n')], 'circles.csv');
}

export function need<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Mapped without rates: these tests write rows down by hand. */
export async function importCircles(services: Services, seed = 1): Promise<DatasetSummary> {
  const preview = need(await services.data.read([circlesCsv(seed)], () => undefined));
  return need(await services.data.commit(preview.token, withoutMotion(preview.proposed), preview.name));
}

/** Trains to the end, or until `until` says enough; the last state. */
export function trainUntil(
  services: Services,
  datasetId: string,
  settings: MixtureSettings,
  until: (state: TrainingState) => boolean = () => false,
  runId?: string,
): Promise<TrainingState> {
  return new Promise((resolve, reject) => {
    const onState = (state: TrainingState) => {
      if (['done', 'failed', 'cancelled'].includes(state.phase) || until(state)) resolve(state);
    };
    services.training.start(datasetId, { settings, backend: 'wasm' }, onState, runId).catch(reject);
  });
}

export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = need(await openStore(undefined, systemClock));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

export { connect };
