/**
 * Makes the bundled example data: `node scripts/examples.mjs [FOLDER]`, default static/examples. Seeded; the same bytes on
 * every machine. Uses Node alone.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as arm from './examples/arm.mjs';
import * as clinical from './examples/clinical.mjs';
import { Dice } from './examples/numbers.mjs';
import * as pendulum from './examples/pendulum.mjs';
import * as maze from './examples/point-maze.mjs';
import { csv, jsonLines, npz } from './examples/writers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @param {readonly object[]} records */
const lines = (records) => Buffer.from(`${records.map((record) => JSON.stringify(record)).join('\n')}\n`);

/** @returns {Map<string, Buffer>} file name → bytes, `index.json` among them */
export function makeExamples() {
  /** @type {{layouts: {id: string, rows: string[], route: [number, number][]}[]}} */
  const mazes = JSON.parse(readFileSync(join(root, 'tests/golden/mazes.json'), 'utf8'));
  const layout = mazes.layouts.find(({ id }) => id === '01');
  if (!layout) throw new Error('mazes.json has no layout 01');
  const examples = [
    {
      id: 'point-maze',
      file: 'point-maze.csv',
      format: 'CSV',
      title: 'Point maze',
      description: 'A point mass walks through a small maze to its goal, in four driving styles.',
      columns: maze.columns,
      rows: maze.pointMaze(layout, 60, new Dice(1)),
      write: csv,
    },
    {
      id: 'pendulum-swing-up',
      file: 'pendulum-swing-up.jsonl',
      format: 'JSON Lines',
      title: 'Pendulum swing-up',
      description: 'A weak motor swings a pendulum up and balances it; its angle goes round.',
      columns: pendulum.columns,
      rows: pendulum.pendulumSwingUp(60, new Dice(2)),
      write: jsonLines,
    },
    {
      id: 'two-joint-arm',
      file: 'two-joint-arm.npz',
      format: 'npz',
      title: 'Two-joint arm',
      description: 'A planar arm with two joints reaches for targets and stops there.',
      columns: arm.columns,
      rows: arm.twoJointArm(80, new Dice(3)),
      write: npz,
    },
    {
      id: 'clinical-messages',
      file: 'clinical-messages.jsonl',
      format: 'JSON Lines',
      title: 'Clinical messages',
      description: 'Made-up messages of a ward with vital signs and doses; with rules, and scenarios to decide.',
      columns: clinical.columns,
      rows: clinical.clinicalMessages(60, new Dice(4)),
      write: jsonLines,
      alone: true,
      norms: { file: 'clinical-messages.norms.json', value: clinical.norms },
      scenarios: { file: 'clinical-messages.scenarios.jsonl', value: clinical.scenarios },
    },
  ];
  const files = new Map();
  const index = examples.map(
    ({ id, file, format, title, description, columns, rows, write, alone, norms, scenarios }) => {
      const bytes = write(columns, /** @type {never} */ (rows));
      files.set(file, bytes);
      if (norms) files.set(norms.file, Buffer.from(`${JSON.stringify(norms.value, null, 2)}\n`));
      if (scenarios) files.set(scenarios.file, lines(scenarios.value));
      const episodes = new Set(rows.map(([episode]) => episode)).size;
      return {
        id,
        file,
        format,
        title,
        description,
        bytes: bytes.length,
        rows: rows.length,
        episodes,
        ...(alone && { alone }),
        columns,
        ...(norms && { norms: norms.file }),
        ...(scenarios && { scenarios: scenarios.file }),
        license: 'CC0-1.0',
      };
    },
  );
  files.set('index.json', Buffer.from(`${JSON.stringify(index, null, 2)}\n`));
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? join(root, 'static/examples');
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of makeExamples()) {
    writeFileSync(join(folder, name), bytes);
    console.log(`${name}  ${bytes.length} bytes`);
  }
}
