/**
 * Makes the example “A tube in space”, a reward that is ready to be audited, and the pictures of docs/spatial-tube.md:
 * `node scripts/examples/spatial-tube.mjs`. The same bytes on every machine.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { slices } from './tube-slices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const golden = join(root, 'tests/golden');
/** What the file says of its age; a fixed time keeps its bytes the same. */
const madeAt = '2026-11-21T00:00:00.000Z';

/** @param {(path: string) => Promise<Record<string, any>>} load */
async function openTube(load) {
  const file = JSON.parse(readFileSync(join(golden, 'spatial-tube.json'), 'utf8'));
  const npy = readFileSync(join(golden, 'spatial-tube-loss.npy'));
  const length = file.lattice.resolution ** 3 * Float32Array.BYTES_PER_ELEMENT;
  const loss = new Float32Array(new Uint8Array(npy.subarray(npy.length - length)).buffer);
  const { tubeWorld } = await load('/tests/bench/spatial-tube-world.ts');
  const fingerprint = createHash('sha256').update(npy).digest('hex');
  return { file, fingerprint, world: tubeWorld(file, loss) };
}

/**
 * Which of the path points is nearest, for each row of x [rows × 3].
 * @param {Float32Array} x
 * @param {readonly (readonly number[])[]} path
 */
function nearestOf(x, path) {
  return Uint32Array.from({ length: x.length / 3 }, (_, row) => {
    const away = path.map((place) => Math.hypot(...place.map((value, d) => x[row * 3 + d] - value)));
    return away.indexOf(Math.min(...away));
  });
}

/** @param {(path: string) => Promise<Record<string, any>>} load */
async function makeReward(load) {
  const { file, fingerprint, world } = await openTube(load);
  const { picked } = await load('/tests/bench/spatial-tube-world.ts');
  const { fitBasin } = await load('/src/reward/distance/uncertainty.ts');
  const { packArtifact } = await load('/src/release/artifact.ts');
  const { uncalibrated } = await load('/src/gate/thresholds.ts');
  const { decideUnder, openGate } = await load('/src/gate/open-gate.ts');
  const points = Float32Array.from(picked(world.nodes.points, world.basin).x);
  const pieces = nearestOf(points, file.expertPath);
  const fitted = fitBasin(points, pieces, 3, 1);
  if (!fitted.ok) throw new Error(fitted.failure.message);
  const { basin } = fitted.value;
  const description = 'Stay within .34 of the expert path: farther away nobody has been.';
  const norms = [{ ...world.norm, description }];
  const parts = { model: world.model, norms, thresholds: uncalibrated, basin };
  const dataset = {
    name: 'Spatial tube',
    format: 'good nodes of a lattice around a path, in pieces of it, no recordings',
    fingerprint,
    rows: world.basin.length,
    episodes: new Set(pieces).size,
  };
  const packed = await packArtifact({
    ...parts,
    name: 'A tube in space',
    patches: [],
    outOfFold: [],
    cells: null,
    assessment: null,
    training: {
      settings: { origin: 'a table of losses, not trained here' },
      device: 'elsewhere',
      seconds: NaN,
      dataset,
    },
    decide: decideUnder(openGate({ ...parts, outOfFold: [], assessment: null }, null)),
    createdAt: madeAt,
    ranges: world.model.features.map(() => ({ min: -1, max: 1 })),
    centre: file.expertPath[10],
  });
  if (!packed.ok) throw new Error(`${packed.failure.message} ${packed.failure.cause ?? ''}`);
  return packed.value.bytes;
}

const server = await createServer({ root, server: { middlewareMode: true, hmr: false, ws: false }, logLevel: 'error' });
try {
  const load = (/** @type {string} */ path) => server.ssrLoadModule(path);
  writeFileSync(join(root, 'static/examples/spatial-tube.reward.zip'), await makeReward(load));
  const folder = join(root, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  const { world } = await openTube(load);
  for (const [name, svg] of await slices(load, world)) writeFileSync(join(folder, `spatial-tube-${name}.svg`), svg);
} finally {
  await server.close();
}
