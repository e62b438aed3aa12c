/**
 * Training samples per second of each backend: the published and the default form, 27 and 111 inputs, three batch sizes; and
 * of two workers at once on our own kernel, each with a member of its own.
 */
import { systemClock } from '../../src/basics/clock';
import { deviceEnvironment } from '../../src/engine/device-environment';
import { openBackend } from '../../src/engine/backends';
import { backendNames } from '../../src/engine/backend';
import type { Backend, BackendName } from '../../src/engine/backend';
import { trainingSpeed } from '../../src/engine/trial';
import { defaultSettings } from '../../src/reward/families/mixture/training';
import type { MixtureSettings } from '../../src/reward/families/mixture/training';
import { withLanes } from './lanes';
import { measured } from './rows';
import type { Bench, BenchRow } from './rows';

interface Shape {
  /** D × B × E in the published form, or D and the form. */
  readonly name: string;
  readonly dims: number;
  readonly settings: MixtureSettings;
}

const published: MixtureSettings = { ...defaultSettings, form: 'published', experts: 3 };
const shapes: Shape[] = [
  { name: '27x8x3', dims: 27, settings: { ...published, bottleneck: 8 } },
  { name: '111x10x3', dims: 111, settings: { ...published, bottleneck: 10 } },
  { name: '27-default', dims: 27, settings: defaultSettings },
  { name: '111-default', dims: 111, settings: defaultSettings },
];
const batches = [256, 1024, 4096];
const softwareSteps = 5;
const fastPlan = { warmUp: 3, milliseconds: 700, steps: 100_000 };
const lanes = 2;

const opened = new Map<BackendName, Promise<Backend | null>>();
/** Opens a backend once, and warms it up; null where this browser has none. */
function backendFor(name: BackendName): Promise<Backend | null> {
  const already = opened.get(name);
  if (already) return already;
  const opening = openBackend(name, deviceEnvironment, true).then((result) => (result.ok ? result.value : null));
  opened.set(name, opening);
  return opening;
}

async function train(name: string, backendName: BackendName, shape: Shape, batch: number): Promise<BenchRow | null> {
  const backend = await backendFor(backendName);
  // A software adapter would take minutes over the longer batches.
  if (!backend || (backend.software && batch > batches[0])) return null;
  const { dims } = shape;
  const settings = { ...shape.settings, batch };
  const plan = backend.software
    ? { settings, dims, warmUp: 1, milliseconds: Infinity, steps: softwareSteps }
    : { settings, dims, ...fastPlan };
  const note = backend.software ? `software adapter, ${softwareSteps} steps a run: ${backend.detail}` : backend.detail;
  return measured(name, 'samples/s', 3, () => trainingSpeed(backend, systemClock, plan), note);
}

function trainInLanes(name: string, shape: Shape, batch: number): Promise<BenchRow> {
  const plan = { settings: { ...shape.settings, batch }, dims: shape.dims, ...fastPlan };
  return withLanes(lanes, (speed) =>
    measured(name, 'samples/s', 3, () => speed({ backend: 'wasm', plan }), `${lanes} workers, a member each`),
  );
}

const eachShape = (bench: (shape: Shape, batch: number) => Bench): Bench[] =>
  shapes.flatMap((shape) => batches.map((batch) => bench(shape, batch)));

export const trainingBenches: readonly Bench[] = [
  ...backendNames.flatMap((backend) =>
    eachShape((shape, batch) => {
      const name = `train/${backend}/${shape.name}-b${batch}`;
      return { name, run: () => train(name, backend, shape, batch) };
    }),
  ),
  ...eachShape((shape, batch) => {
    const name = `train/wasm-x${lanes}/${shape.name}-b${batch}`;
    return { name, run: () => trainInLanes(name, shape, batch) };
  }),
];
