/**
 * `gate.py` and `use.py` make rates of change from raw columns, and come to what the app says of the same recording mapped
 * with its rates: to the last bit of the inputs, and to the same decisions along whole episodes (docs/methods.md 1.1, 5, 10).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Demonstrations } from '../../../src/demonstrations/demonstrations';
import type { Mapping } from '../../../src/demonstrations/mapping';
import { baseInputs } from '../../../src/demonstrations/motion/rate';
import { prepare } from '../../../src/demonstrations/prepare';
import type { Table } from '../../../src/demonstrations/table';
import { readZip } from '../../../src/formats/artifact/zip';
import { count, openCells } from '../../../src/gate/cells/audit-gap';
import { decideEpisode } from '../../../src/gate/debounce';
import { decideUnder, framesUnder, openGate } from '../../../src/gate/open-gate';
import { openArtifact, packArtifact, type ArtifactInput } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { distanceOver } from '../../../src/reward/distance/distance-over';
import { openBasin } from '../../../src/reward/distance/uncertainty';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { column, table } from '../demonstrations/tables';
import { findPython } from './find-python';
import { randomInput } from './fixtures';

const python = findPython('numpy, zipfile');
const standIn = fileURLToPath(new URL('./stand-in', import.meta.url));
const rows = 4000;

/** A recording: a place, a joint that goes round, a gear, a slow sensor, a column of which only the speed is read, a clock. */
function recording(): Table {
  const random = Random.of(4, 'recording');
  const [x, q, gear, slow, track, clock, episode]: number[][] = [[], [], [], [], [], [], []];
  let time = 1000;
  for (let row = 0; row < rows; row++) {
    const start = row % 125 === 0;
    const last = row - 1;
    time += start ? 60 : 0.02 + 0.004 * random.next();
    x.push(start ? random.normal() : x[last] + 0.03 * random.normal());
    q.push(start ? 3 : ((q[last] + 0.03 * random.normal() + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);
    gear.push([0, 1, 3][random.integer(3)]);
    slow.push(!start && row % 3 > 0 ? slow[last] : 0.1 * random.normal());
    track.push(start ? 0 : track[last] + 0.02 * random.normal());
    clock.push(row % 97 === 5 ? time - 1 : time);
    episode.push(Math.floor(row / 125));
  }
  const columns = [column('x', x), column('q', q), column('gear', gear), column('slow', slow), column('track', track)];
  return table([...columns, column('t', clock, 'time'), column('take', episode, 'episode')]);
}

function mappingOf(timeColumn: string | null): Mapping {
  const spec = (name: string, role: Mapping['features'][number]['role'], own = name) => ({ column: name, name: own, unit: '', role }); // prettier-ignore
  const rate = (name: string, own: string) => spec(name, 'derived', own);
  const features = [spec('x', 'continuous', 'place'), rate('x', 'speed'), spec('q', 'angle'), rate('q', 'turning')];
  const slow = [spec('slow', 'continuous'), { ...rate('slow', 'slow_rate'), hold: 3 }];
  return {
    features: [...features, spec('gear', 'category'), ...slow, rate('track', 'along')],
    episodeColumn: 'take',
    timeColumn,
    fps: timeColumn === null ? 50 : null,
  };
}

function demonstrationsOf(given: Table, timeColumn: string | null): Demonstrations {
  const made = prepare(given, mappingOf(timeColumn));
  if (!made.ok) throw new Error(made.failure.message);
  return made.value.demonstrations;
}

/** A random reward on the features of a recording. */
function inputOn({ features }: Demonstrations): ArtifactInput {
  const roles = features.map(({ role }) => role);
  const random = randomInput({ roles });
  const { mean } = random.model.standardiser;
  const std = Float32Array.from(mean, () => 2);
  const model = { ...random.model, features, standardiser: { mean: mean.map(() => 0), std } };
  const { basin } = random;
  if (basin === null) throw new Error('no basin');
  const draws = Random.of(8, 'draws');
  const drawn = Float64Array.from({ length: 400 * basin.dims }, () => 0.7 * draws.normal());
  const flawed = Uint8Array.from({ length: 400 }, () => Number(draws.next() < 0.05));
  const cells = count(openCells(basin.points, basin.dims, 1, baseInputs(features)), drawn, 400, flawed);
  const rest = { ...random, model, patches: random.patches.slice(0, 5), cells };
  return { ...rest, decide: decideUnder(openGate(rest, cells)) };
}

async function unpacked(input: ArtifactInput): Promise<string> {
  const packed = await packArtifact(input);
  if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
  const again = await openArtifact(packed.value.bytes);
  expect(again.ok && again.value.model.features).toEqual(input.model.features);
  const zip = readZip(packed.value.bytes);
  if (!zip.ok) throw new Error('the archive does not open');
  const folder = mkdtempSync(join(tmpdir(), 'motion-'));
  for (const [name, part] of zip.value.parts) writeFileSync(join(folder, name), part);
  return folder;
}

/** A table as CSV; columns of the mapping under the names of their features. */
function csvOf({ columns }: Table, from = 0, count = rows): string {
  const names = columns.map(({ name }) => (name === 'x' ? 'place' : name));
  const line = (_: unknown, i: number) => columns.map(({ values }) => String(values[from + i])).join(',');
  return [names.join(','), ...Array.from({ length: count }, line)].join('\n');
}

function run(folder: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const env = { ...process.env, PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { encoding: 'utf8', env, cwd: folder, maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(python ?? '', args, options);
  return { status, out: stdout, err: stderr };
}

const reason = python === null ? ' (skipped: no Python here has numpy; on Debian: apt-get install python3-numpy)' : '';
describe.skipIf(python === null)(`rates in Python${reason}`, { timeout: 120_000 }, () => {
  const given = recording();
  const demonstrations = demonstrationsOf(given, 't');
  const input = inputOn(demonstrations);
  let folder = '';
  beforeAll(async () => {
    folder = await unpacked(input);
    writeFileSync(join(folder, 'in.csv'), csvOf(given));
  });

  it.each(['t', null])('are those of the app to the last bit, with a clock or by the usual step: %s', async (clock) => {
    const own = demonstrationsOf(given, clock);
    const place = await unpacked(inputOn(own));
    const times = clock === null ? 'None' : `np.array([float(r["t"]) for r in records])`;
    const script = [
      'import csv, json, sys; sys.argv = ["gate.py"]; import numpy as np; import gate as g',
      'features = json.load(open("manifest.json"))["features"]',
      'records = list(csv.DictReader(open("in.csv")))',
      'raw = np.array([[float(r[n]) for n in g.columns_of(features)] for r in records])',
      `starts = [*range(0, ${rows}, 125), ${rows}]`,
      `np.ascontiguousarray(g.with_rates(features, raw, starts, ${times})).tofile("rates.f64")`,
    ].join('\n');
    writeFileSync(join(place, 'in.csv'), csvOf(given));
    expect(run(place, '-c', script).err).toBe('');
    const found = readFileSync(join(place, 'rates.f64'));
    const rated = new Float64Array(found.buffer.slice(found.byteOffset, found.byteOffset + found.byteLength));
    expect(rated.length).toBe(own.values.length);
    const differing = rated.filter((value, at) => value !== own.values[at]);
    expect(differing).toHaveLength(0);
  });

  it('give the app’s decisions along every episode', async () => {
    const { model } = input;
    const models = openModel(model);
    if (!models.ok) throw new Error('the model does not open');
    const points = pointsOf(model, Float64Array.from(demonstrations.values));
    const scores = await new ReferenceScorer(model, models.value).score(points, input.patches);
    const near = { fitted: input.basin && openBasin(input.basin), cover: null };
    const gate = openGate(input, input.cells);
    expect(input.cells?.inputs).toHaveLength(8);
    const { episodes } = demonstrations;
    const frames = framesUnder(gate, points, scores, distanceOver(near, points), episodes);
    const wanted = Array.from(episodes.subarray(1), (end, j) =>
      decideEpisode(frames, episodes[j], end, gate.thresholds),
    ).flat();
    expect(run(folder, 'gate.py', '.', '--selftest').out).toContain('passed');
    expect(run(folder, 'gate.py', '.', 'in.csv', '--episodes', 'take', '-o', 'out.jsonl').err).toBe('');
    const lines = readFileSync(join(folder, 'out.jsonl'), 'utf8').trim().split('\n');
    const found = lines.map((line) => JSON.parse(line) as { action: string; reasons: unknown });
    expect(found.map(({ action, reasons }) => ({ action, reasons }))).toEqual(wanted);
    expect(new Set(found.map(({ action }) => action)).size).toBeGreaterThan(1);
    expect(found.some(({ reasons }) => JSON.stringify(reasons).includes('audit-gap'))).toBe(true);

    expect(run(folder, 'use.py', 'in.csv', '--episodes', 'take', '-o', 'scores.csv').err).toBe('');
    const scored = readFileSync(join(folder, 'scores.csv'), 'utf8').trim().split('\n').slice(1);
    scored.forEach((line, row) => {
      expect(Math.abs(Number(line.split(',')[0]) - scores.score[row])).toBeLessThan(1e-4);
    });
  });

  it('are never made up: rows that stand alone are refused, and a frame after a gap is blocked', () => {
    for (const program of [['use.py'], ['gate.py', '.']]) {
      const { status, err } = run(folder, ...program, 'in.csv');
      expect([status, err]).toEqual([1, expect.stringContaining('needs the frame before')]);
    }
    const lines = csvOf(given, 0, 6).split('\n');
    lines[3] = lines[3].replace(/^[^,]+/, '');
    writeFileSync(join(folder, 'gap.csv'), lines.join('\n'));
    const { out, err } = run(folder, 'gate.py', '.', 'gap.csv', '--episodes', 'take');
    expect(err).toBe('');
    const missing = out
      .trim()
      .split('\n')
      .map((line) => line.includes('"missing"'));
    expect(missing).toEqual([false, false, true, true, false, false]);
  });
});
