/**
 * `npm run landing` makes static/landing.json, the picture behind the drop zone: the point-maze example, trained by the
 * built site and scored by its own ONNX model. At each place it shows the best score under the velocities of the nearest
 * demonstrations, since a place alone has no score.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { main } from './lib/main.mjs';
import { mustRun, root } from './lib/run.mjs';

/** Cells a side. */
const size = 128;
/** Velocities tried at each place. */
const tried = 8;
const pointsShown = 900;
const example = join(root, 'static/examples/point-maze.csv');
const features = ['x', 'y', 'vx', 'vy'];

/** @returns {Promise<Record<string, Uint8Array>>} Parts of the trained artifact. */
async function trainedParts() {
  const out = mkdtempSync(join(tmpdir(), 'truewheel-landing-'));
  try {
    await mustRun(process.execPath, [join(root, 'scripts/headless.mjs'), example, '--seed', '1', '--out', out], {
      quiet: true,
    });
    return unzipSync(readFileSync(join(out, readdirSync(out)[0])));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** @returns {number[][]} Rows [x, y, vx, vy] of the example. */
function readRows() {
  const [header, ...lines] = readFileSync(example, 'utf8').trim().split('\n');
  const columns = features.map((name) => header.split(',').indexOf(name));
  return lines.map((line) => {
    const cells = line.split(',');
    return columns.map((column) => Number(cells[column]));
  });
}

/**
 * @param {readonly number[][]} rows
 * @param {number} x
 * @param {number} y
 * @returns {number[][]} The rows nearest to a place.
 */
function nearest(rows, x, y) {
  const best = Array.from({ length: tried }, () => ({ distance: Infinity, row: rows[0] }));
  for (const row of rows) {
    const distance = (row[0] - x) ** 2 + (row[1] - y) ** 2;
    if (distance >= best[tried - 1].distance) continue;
    best[tried - 1] = { distance, row };
    best.sort((a, b) => a.distance - b.distance);
  }
  return best.map(({ row }) => row);
}

/**
 * @param {InferenceSession} session
 * @param {readonly number[][]} points
 */
async function safetyOf(session, points) {
  const observations = new Tensor('float32', Float32Array.from(points.flat()), [points.length, features.length]);
  const { safety } = await session.run({ observations }, ['safety']);
  return /** @type {Float32Array} */ (safety.data);
}

/**
 * @param {InferenceSession} session
 * @param {readonly number[][]} rows
 * @param {(cell: number) => number} place Coordinate of a cell, the same for x and y.
 * @returns {Promise<Uint8Array>} Row 0 at the top.
 */
async function picture(session, rows, place) {
  const pixels = new Uint8Array(size * size);
  for (let line = 0; line < size; line++) {
    const y = place(size - 1 - line);
    const points = [];
    for (let cell = 0; cell < size; cell++) {
      const x = place(cell);
      points.push(...nearest(rows, x, y).map((row) => [x, y, row[2], row[3]]));
    }
    const safety = await safetyOf(session, points);
    for (let cell = 0; cell < size; cell++) {
      pixels[line * size + cell] = Math.round(255 * Math.max(...safety.slice(cell * tried, (cell + 1) * tried)));
    }
  }
  return pixels;
}

await main(async () => {
  const parts = await trainedParts();
  /** @type {{features: {name: string}[]}} */
  const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json']));
  const names = manifest.features.map(({ name }) => name);
  if (names.join() !== features.join()) throw new Error(`The reward reads ${names.join()}, not ${features.join()}.`);
  const session = await InferenceSession.create(parts['reward.onnx']);
  const rows = readRows();
  const reach = 1.08 * Math.max(...rows.flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]));
  const safety = await picture(session, rows, (cell) => ((cell + 0.5) / size) * 2 * reach - reach);
  const shown = rows.filter((_, index) => index % Math.ceil(rows.length / pointsShown) === 0);
  const share = (/** @type {number} */ value) => Number(((value + reach) / (2 * reach)).toFixed(4));
  const cloud = shown.flatMap(([x, y]) => [share(x), share(-y)]);
  const text = JSON.stringify({ size, safety: Buffer.from(safety).toString('base64'), cloud });
  writeFileSync(join(root, 'static/landing.json'), `${text}\n`);
});
