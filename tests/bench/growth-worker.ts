/** Trains one member for one epoch on so many made-up rows, as the app trains, and says how long that took. */
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { openBackend } from '../../src/engine/backends';
import { deviceEnvironment } from '../../src/engine/device-environment';
import { BackendTrainer } from '../../src/engine/trainer';
import { defaultSettings } from '../../src/reward/families/mixture/training';

/** Inputs of a row. */
const dims = 8;
const validationRows = 1000;

export interface Grown {
  readonly dims: number;
  readonly seconds: number;
  readonly error: string | null;
}

/** Rows near a bent sheet: numbers that a mixture has something to learn from. */
function madeUp(rows: number): Float32Array {
  const random = Random.of(1, 'growth');
  const values = new Float32Array(rows * dims);
  for (let at = 0; at < values.length; at += dims) {
    const [u, v] = [random.uniform(-2, 2), random.uniform(-2, 2)];
    for (let d = 0; d < dims; d++) values[at + d] = u * (d % 3) + v * v * (d % 2) + 0.1 * random.next();
  }
  return values;
}

async function grow(rows: number): Promise<Grown> {
  const backend = await openBackend('wasm', deviceEnvironment);
  if (!backend.ok) return { dims, seconds: NaN, error: backend.failure.message };
  const data = { dims, train: madeUp(rows), validation: madeUp(validationRows) };
  const settings = { ...defaultSettings, epochs: 1 };
  const hooks = {
    report: () => undefined,
    checkpoint: () => Promise.resolve(),
    control: () => Promise.resolve('go' as const),
  };
  const start = systemClock.elapsed();
  const trained = await new BackendTrainer(backend.value, systemClock).train(0, data, settings, hooks, null);
  const seconds = (systemClock.elapsed() - start) / 1000;
  return { dims, seconds, error: trained.ok ? null : trained.failure.message };
}

self.onmessage = ({ data }: MessageEvent<number>) => {
  grow(data).then(
    (grown) => self.postMessage(grown),
    (error: unknown) => self.postMessage({ dims, seconds: NaN, error: String(error) }),
  );
};
