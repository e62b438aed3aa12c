/** From files to a packed reward with the defaults, as `npm run headless` does it: what each part takes, by what it tells. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './run.mjs';

/** @typedef {import('./bench-page.mjs').BenchRow} BenchRow */

const prefix = 'journey/';
const sizes = [
  { name: `${prefix}36k×26`, episodes: 100, frames: 360, columns: 26 },
  { name: `${prefix}50k×63`, episodes: 100, frames: 500, columns: 63 },
];
/** Waves that all columns are bent mixtures of, and the noise on top. */
const waves = 5;
const noise = 0.05;

/** Numbers in [0, 1), the same every time. */
function sequence() {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Smooth made-up demonstrations as CSV.
 * @param {(typeof sizes)[number]} size
 */
function recording({ episodes, frames, columns }) {
  const next = sequence();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const mix = Array.from({ length: waves * columns }, normal);
  const lines = [['episode', ...Array.from({ length: columns }, (_, c) => `c${c}`)].join(',')];
  for (let episode = 0; episode < episodes; episode++) {
    const phases = Array.from({ length: waves }, () => 6.28 * next());
    const paces = Array.from({ length: waves }, () => 0.01 + 0.03 * next());
    for (let t = 0; t < frames; t++) {
      const wave = paces.map((pace, k) => Math.sin((phases[k] ?? 0) + pace * t));
      const row = Array.from({ length: columns }, (_, c) => {
        const value = wave.reduce((sum, w, k) => sum + Math.tanh(1.3 * w * (mix[k * columns + c] ?? 0)), 0);
        return (value + noise * normal()).toFixed(5);
      });
      lines.push([episode, ...row].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Seconds of each part: one ends where the command first tells of the next.
 * @param {string} file
 * @param {string} out
 */
async function timed(file, out) {
  const program = [join(root, 'scripts/command.mjs'), 'headless', file, '--out', out];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  /** @type {[RegExp, number | null][]} */
  const marks = [
    [/^Reading /, null],
    [/^training /, null],
    [/^assessing /, null],
    [/^done /, null],
  ];
  for await (const line of createInterface({ input: child.stderr })) {
    for (const mark of marks) if (mark[1] === null && mark[0].test(line)) mark[1] = performance.now();
  }
  const status = await ended;
  if (status !== 0) throw new Error(`npm run headless ended with status ${status}.`);
  const at = [...marks.map(([, time]) => time ?? NaN), performance.now()];
  const [reading = NaN, training = NaN, evaluation = NaN, packing = NaN] = at
    .slice(1)
    .map((time, i) => (time - (at[i] ?? NaN)) / 1000);
  return { reading, training, evaluation, packing };
}

/**
 * Each takes minutes: only with `large`, or by name.
 * @param {string} filter
 * @param {boolean} large
 * @param {(row: BenchRow) => void} onRow
 */
export async function benchJourney(filter, large, onRow) {
  if (!large && !filter.startsWith(prefix.slice(0, -1))) return;
  for (const size of sizes) {
    if (!size.name.startsWith(filter)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'truewheel-journey-'));
    try {
      const file = join(folder, 'recording.csv');
      writeFileSync(file, recording(size));
      const { reading, training, evaluation, packing } = await timed(file, folder);
      const parts = `import ${reading.toFixed(1)}, training ${training.toFixed(1)}, evaluation ${evaluation.toFixed(1)}, packing ${packing.toFixed(1)}`;
      const note = `${parts}; evaluation ${(evaluation / training).toFixed(2)} × training`;
      onRow({ name: size.name, value: reading + training + evaluation + packing, unit: 's', runs: 1, note });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
