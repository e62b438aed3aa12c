import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArtifact, packArtifact, type OpenedArtifact } from '../../../src/release/artifact';
import { readZip } from '../../../src/formats/artifact/zip';
import { findPython } from './find-python';
import { randomInput } from './fixtures';

const python = findPython('numpy, zipfile');
const standIn = fileURLToPath(new URL('./stand-in', import.meta.url));

let folder = '';
let opened: OpenedArtifact;

async function unpack(): Promise<void> {
  const packed = await packArtifact(randomInput());
  if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
  const zip = readZip(packed.value.bytes);
  const again = await openArtifact(packed.value.bytes);
  if (!zip.ok || !again.ok) throw new Error('the artifact does not open');
  opened = again.value;
  folder = mkdtempSync(join(tmpdir(), 'use-'));
  for (const [name, bytes] of zip.value.parts) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(folder, 'reward.reward.zip'), packed.value.bytes);
}

function use(...args: string[]): { status: number | null; out: string; err: string } {
  const env = { ...process.env, PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };
  const run = spawnSync(python ?? '', [join(folder, 'use.py'), ...args], { encoding: 'utf8', env, cwd: folder });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

function table(text: string): { head: string[]; rows: number[][] } {
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return { head, rows: rows.map((row) => row.map(Number)) };
}

const reason = python === null ? ' (skipped: no Python here has numpy; on Debian: apt-get install python3-numpy)' : '';
describe.skipIf(python === null)(
  `use.py with Python, numpy and a stand-in for onnxruntime${reason}`,
  { timeout: 60_000 },
  () => {
    beforeAll(unpack, 60_000);

    it('passes its self-test and says how far it is off', () => {
      const { status, out } = use('--selftest');
      expect(out).toContain('256 inputs: passed');
      expect(out).toMatch(/score: largest deviation \S+, agrees/);
      expect(status).toBe(0);
    });

    it('works on the zip itself', () => {
      expect(use('--selftest', '--artifact', join(folder, 'reward.reward.zip')).status).toBe(0);
    });

    it('scores a CSV whose columns are in another order, and gives nan for a missing value', () => {
      const names = opened.model.features.map((feature) => feature.name);
      const { inputs, outputs } = opened.selftest;
      const lines = inputs.slice(0, 20).map((row) => ['note', ...[...row].reverse()].join(','));
      const holed = ['note', ...[...inputs[0]].reverse().map((value, i) => (i === 1 ? '' : value))].join(',');
      writeFileSync(join(folder, 'in.csv'), [['note', ...[...names].reverse()].join(','), ...lines, holed].join('\n'));
      const { head, rows } = table(use('in.csv').out);
      expect(head.slice(0, 3)).toEqual(['score', 'base_reward', 'suppression']);
      expect(head.slice(-2)).toEqual(['member_energy_0', 'member_energy_1']);
      rows.slice(0, 20).forEach((row, i) => {
        expect(Math.abs(row[0] - outputs.score[i])).toBeLessThan(1e-4);
      });
      expect(rows[20].every(Number.isNaN)).toBe(true);
    });

    it('scores a headerless CSV and a .npy file alike', () => {
      const rows = opened.selftest.inputs.slice(0, 5);
      writeFileSync(join(folder, 'plain.csv'), rows.map((row) => row.join(',')).join('\n'));
      const make = `import numpy as np; np.save('rows.npy', np.array(${JSON.stringify(rows)}))`;
      expect(spawnSync(python ?? '', ['-c', make], { cwd: folder }).status).toBe(0);
      expect(use('plain.csv', '-o', 'scores.csv').status).toBe(0);
      const fromArray = use('rows.npy').out;
      expect(table(fromArray).rows).toHaveLength(5);
      expect(readFileSync(join(folder, 'scores.csv'), 'utf8')).toBe(fromArray);
    });

    it('says which column is missing', () => {
      writeFileSync(join(folder, 'short.csv'), 'continuous_0,other\n1,2\n');
      const { status, err } = use('short.csv');
      expect(status).toBe(1);
      expect(err).toContain('no column named angle_1');
    });

    it('refuses a changed part by its name', () => {
      const path = join(folder, 'patches.json');
      const whole = readFileSync(path);
      writeFileSync(path, Buffer.concat([whole, Buffer.from(' ')]));
      const { status, err } = use('--selftest');
      writeFileSync(path, whole);
      expect(status).toBe(1);
      expect(err).toContain('patches.json was changed');
    });
  },
);
