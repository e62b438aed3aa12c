import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { readBy } from '../../../src/basics/schema';
import { readZip } from '../../../src/formats/artifact/zip';
import { decideEpisode } from '../../../src/gate/debounce';
import { decide, observe, type Frames } from '../../../src/gate/decide';
import { decisionRecordSchema, type DecisionRecord } from '../../../src/gate/record';
import { recordsUnder } from '../../../src/gate/records';
import { kMeans } from '../../../src/gate/cells/k-means';
import { count, openCells } from '../../../src/gate/cells/audit-gap';
import type { Norm } from '../../../src/norms/norm';
import type { NormRows, RecordFields } from '../../../src/norms/rows';
import { packArtifact, type ArtifactInput } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { CrossConformal } from '../../../src/reward/calibration/conformal';
import { coverOf } from '../../../src/reward/distance/cover';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { openBasin } from '../../../src/reward/distance/uncertainty';
import { distanceOver } from '../../../src/reward/distance/distance-over';
import { decideUnder, framesUnder, openGate, type OpenGate } from '../../../src/gate/open-gate';
import { numericNorms, textNorms } from './every-norm';
import { findPython } from './find-python';
import { randomInput } from './fixtures';
import { walk, withMonitor } from './monitored';

/** Two episodes of what was decided as a recording, frame by frame, through a state that was written down. */
const livePy = `
import json
import numpy as np
from gate import Gate

raw = np.load("rows.npy")
wanted = [json.loads(line) for line in open("out.jsonl")]
gate = Gate(".")
other = Gate(".", check=False)
alike = 0
for episode in (1, 14):
    gate.reset()
    for t in range(16):
        row = 25 * episode + t
        if t == 9:
            other.load(json.loads(json.dumps(gate.save())))
            gate, other = other, gate
        record = gate.step(list(raw[row]))
        same = all(record[key] == wanted[row][key] for key in ("action", "reasons", "frame"))
        same = same and record["evidence"]["monitor"]["cause"] == wanted[row]["evidence"]["monitor"]["cause"]
        if not same:
            print(row, record, wanted[row])
        alike += same
assert gate.step("nothing")["action"] == "block"
print(alike, "frames alike")
`;

const python = findPython('numpy, zipfile');
const standIn = fileURLToPath(new URL('./stand-in', import.meta.url));
const pointCount = 10_000;

function inputWith(wanted: readonly Norm[]): ArtifactInput {
  const input = randomInput();
  const { basin, model } = input;
  if (basin === null) throw new Error('no basin');
  const random = Random.of(5, 'draws');
  const drawn = Float64Array.from({ length: 700 * basin.dims }, () => 0.7 * random.normal());
  const flawed = Uint8Array.from({ length: 700 }, () => Number(random.next() < 0.03));
  const cells = count(openCells(basin.points, basin.dims, 1), drawn, 700, flawed);
  const outOfFold = Array.from({ length: 24 }, (_, episode) => ({
    episode,
    member: episode % model.members.length,
    energies: Float64Array.from({ length: 10 }, () => random.normal() - 0.5),
    uncertainties: Float64Array.from({ length: 10 }, () => random.next()),
  }));
  const thresholds = { ...input.thresholds, pMin: 0.08 };
  const parts = { ...input, model, norms: wanted, cells, outOfFold, thresholds };
  return { ...parts, decide: decideUnder(openGate(parts, cells)) };
}

/** Around the basin and far from it, some of them broken. */
function drawRows(features: number, levels: readonly number[]): Float64Array {
  const random = Random.of(6, 'points');
  const raw = new Float64Array(pointCount * features);
  for (let row = 0; row < pointCount; row++) {
    const spread = [0.5, 1, 2, 5][random.integer(4)];
    for (let f = 0; f < features; f++) raw[row * features + f] = Math.fround(spread * random.normal());
    raw[row * features + 2] = levels[random.integer(levels.length)];
    if (row % 50 === 7) raw[row * features + random.integer(features)] = [NaN, Infinity, -Infinity][random.integer(3)];
  }
  return raw;
}

interface Scene {
  readonly input: ArtifactInput;
  readonly gate: OpenGate;
  readonly points: NormRows;
  readonly frames: Frames;
  readonly p: Float64Array;
  /** What the app writes of the same rows, each by itself. */
  readonly records: readonly DecisionRecord[];
}

async function sceneOf(
  input: ArtifactInput,
  raw: Float64Array,
  records?: readonly RecordFields[],
  starts: Uint32Array | null = null,
): Promise<Scene> {
  const models = openModel(input.model);
  if (!models.ok) throw new Error('the model does not open');
  const points = { ...pointsOf(input.model, raw), ...(records ? { records } : {}) };
  const scores = await new ReferenceScorer(input.model, models.value).score(points, input.patches);
  const near = { fitted: input.basin && openBasin(input.basin), cover: input.cover ?? null };
  const distanceRatio = distanceOver(near, points);
  const gate = openGate(input, input.cells);
  const p = new CrossConformal(input.outOfFold, models.value.length).frames(scores.memberEnergies, points.rows);
  const frames = framesUnder(gate, points, scores, distanceRatio, starts);
  return { input, gate, points, frames, p, records: recordsUnder(gate, near, points, scores) };
}

function unpacked(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  const zip = readZip(bytes);
  if (!zip.ok) throw new Error('the archive does not open');
  for (const [name, part] of zip.value.parts) writeFileSync(join(folder, name), part);
  writeFileSync(join(folder, 'own.reward.zip'), bytes);
  return folder;
}

function run(folder: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const env = { ...process.env, PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { encoding: 'utf8', env, cwd: folder, maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(python ?? '', ['gate.py', ...args], options);
  return { status, out: stdout, err: stderr };
}

/** Each line is a decision record, by its schema. */
function recordsIn(path: string): DecisionRecord[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line, i) => readBy(decisionRecordSchema, JSON.parse(line), `line ${i + 1}`));
}

/** The same record but for rounding: float32 in ONNX, sums in another order. */
function expectSameRecord(found: DecisionRecord, wanted: DecisionRecord): void {
  const { evidence, ...rest } = wanted;
  const { scores, p, trajectory, margins, nearest, ...exact } = evidence;
  expect(found).toMatchObject(rest);
  const own = found.evidence;
  expect(Object.keys(own).sort()).toEqual(Object.keys(evidence).sort());
  expect({ samples: own.samples }).toEqual({ samples: exact.samples });
  expectNear(own.gap, evidence.gap, 1e-9);
  expectNear(own.p, p, 0.0041);
  expectNear(own.trajectory, trajectory, 1e-12);
  for (const name of ['score', 'suppression', 'raise'] as const) expectNear(own.scores[name], scores[name], 1e-4);
  expectNear(own.scores.distance_ratio, scores.distance_ratio, 1e-9 * Math.max(1, scores.distance_ratio ?? 0));
  expectNear(own.scores.energy, scores.energy, 5e-4 * Math.max(1, Math.abs(scores.energy ?? 0)));
  expect(own.margins.map(({ id, severity }) => ({ id, severity }))).toEqual(
    margins.map(({ id, severity }) => ({ id, severity })),
  );
  own.margins.forEach(({ margin }, i) => expectNear(margin, margins[i].margin, 1e-9));
  expect(own.nearest.map(({ episode }) => episode)).toEqual(nearest.map(({ episode }) => episode));
  own.nearest.forEach(({ distance }, i) => expectNear(distance, nearest[i].distance, 1e-9 * Math.max(1, distance)));
}

/** Both are the same figure, or neither is one. */
function expectNear(found: number | null, wanted: number | null | undefined, tolerance: number): void {
  const gap = Math.abs((found ?? NaN) - (wanted ?? NaN));
  if (!(gap <= tolerance)) expect([found ?? NaN, wanted ?? NaN]).toEqual([NaN, NaN]);
}

async function packed(input: ArtifactInput): Promise<string> {
  const file = await packArtifact(input);
  if (!file.ok) throw new Error(file.failure.cause ?? file.failure.message);
  return unpacked(file.value.bytes);
}

const reason = python === null ? ' (skipped: no Python here has numpy; on Debian: apt-get install python3-numpy)' : '';
describe.skipIf(python === null)(
  `gate.py with Python, numpy and a stand-in for onnxruntime${reason}`,
  { timeout: 120_000 },
  () => {
    let folder = '';
    /** Unpacked reward with a monitor, recordings and records beside it. */
    let live = '';
    let scene: Scene;

    beforeAll(async () => {
      const input = inputWith(numericNorms);
      const levels = input.model.features[2].levels;
      folder = await packed(input);
      scene = await sceneOf(input, drawRows(input.model.features.length, levels));
    }, 60_000);

    it('passes its self-test, from the folder and from the zip', () => {
      expect(run(folder, '.', '--selftest')).toMatchObject({ status: 0, out: '256 decisions: passed\n' });
      expect(run(folder, 'own.reward.zip', '--selftest').status).toBe(0);
    });

    it('gives the app’s decision on ten thousand points, every one, with the same sentences', () => {
      const { points, frames, gate, p } = scene;
      writeFileSync(join(folder, 'rows.f64'), new Uint8Array(points.raw.buffer));
      const make = `import numpy as np; np.save('rows.npy', np.fromfile('rows.f64').reshape(${pointCount}, -1))`;
      expect(spawnSync(python ?? '', ['-c', make], { cwd: folder }).status).toBe(0);
      expect(run(folder, '.', 'rows.npy', '-o', 'out.jsonl')).toMatchObject({ status: 0, err: '' });
      const found = recordsIn(join(folder, 'out.jsonl'));
      expect(found).toHaveLength(pointCount);
      const tally = new Map<string, number>();
      found.forEach((record, row) => {
        const { action, reasons, evidence } = record;
        expect({ row, action, reasons }).toEqual({ row, ...decide(observe(frames, row), gate.thresholds) });
        for (const name of [action, ...reasons.map((entry) => entry.reason)])
          tally.set(name, (tally.get(name) ?? 0) + 1);
        const seen = observe(frames, row);
        expectNear(evidence.gap, seen.gap, 1e-9);
        seen.norms?.forEach(({ margin }, i) => expectNear(evidence.margins[i].margin, margin, 1e-9));
        // Energies in float32 may fall on the other side of a calibration frame: one of ten, of one of 24 episodes.
        expectNear(evidence.p, p[row], 0.0041);
        const whole = seen.fields && Array.from(seen.fields as Float64Array).every(Number.isFinite);
        expectNear(evidence.trajectory, whole ? seen.trajectory : 1 / 25, 1e-12);
      });
      const every = [
        'missing',
        'violated',
        'abstain',
        'far',
        'uncertain',
        'energy',
        'suppressed',
        'trajectory',
        'audit-gap',
      ];
      for (const name of ['allow', 'escalate', 'block', ...every])
        expect([name, tally.get(name) ?? 0]).not.toEqual([name, 0]);
    });

    it('writes the records that the app writes', () => {
      const found = recordsIn(join(folder, 'out.jsonl'));
      const { points, records } = scene;
      const width = points.raw.length / points.rows;
      found.forEach((record, row) => {
        const own = points.raw.subarray(row * width, (row + 1) * width);
        // What is missing counts as the worst energy there is, whatever a member makes of it.
        const whole = own.every(Number.isFinite);
        const { evidence } = records[row];
        const trajectory = whole ? evidence.trajectory : 1 / 25;
        expectSameRecord(record, { ...records[row], evidence: { ...evidence, trajectory } });
      });
    });

    it('bounds u by the cover where the demonstrations were left out, as the app does, and never under it', async () => {
      const { basin, ...rest } = scene.input;
      if (basin === null) throw new Error('no basin');
      const cover = coverOf(basin, kMeans(basin.points, basin.dims, 12, 1));
      const parts = { ...rest, norms: [], basin: null, cover };
      const input = { ...parts, decide: decideUnder(openGate(parts, parts.cells)) };
      const place = await packed(input);
      expect(run(place, '.', '--selftest')).toMatchObject({ status: 0, out: '256 decisions: passed\n' });
      const { frames, gate } = await sceneOf(input, scene.points.raw as Float64Array);
      expect(run(place, '.', join(folder, 'rows.npy'), '-o', 'out.jsonl')).toMatchObject({ status: 0, err: '' });
      const tally = new Set<string>();
      recordsIn(join(place, 'out.jsonl')).forEach(({ action, reasons, evidence }, row) => {
        expect({ row, action, reasons }).toEqual({ row, ...decide(observe(frames, row), gate.thresholds) });
        expectNear(evidence.scores.distance_ratio, frames.distanceRatio[row], 1e-12 * frames.distanceRatio[row]);
        expect(frames.distanceRatio[row] < scene.frames.distanceRatio[row]).toBe(false);
        tally.add(action);
      });
      expect([...tally].sort()).toEqual(['allow', 'block', 'escalate']);
    });

    it('judges texts and windows of frames, and debounces, as the app does', async () => {
      const input = inputWith([...numericNorms.slice(0, 2), ...textNorms]);
      const place = await packed(input);
      const { features } = input.model;
      const rows = 400;
      const random = Random.of(9, 'scenarios');
      const notes = [
        'Do not STOP NOW',
        'stop now!',
        'dose 12mg',
        'Dose 12MG\n',
        'naive',
        'NAÏVE',
        'Don’t be naïve',
        '',
      ];
      const records = Array.from({ length: rows }, (_, row): RecordFields => {
        const values = features.map(({ name }) => [name, Math.fround(0.4 * random.normal())] as const);
        return {
          ...Object.fromEntries(values),
          [features[2].name]: features[2].levels[random.integer(3)],
          note: random.next() < 0.1 ? null : notes[random.integer(notes.length)],
          ward: random.next() < 0.5 ? 'A' : 'B',
          ...(random.next() < 0.9 ? { age: 10 + random.integer(20) } : {}),
          episode: Math.floor(row / 20),
        };
      });
      const raw = Float64Array.from(records.flatMap((record) => features.map(({ name }) => record[name] as number)));
      const starts = Uint32Array.from({ length: 21 }, (_, j) => 20 * j);
      const { gate, frames } = await sceneOf(input, raw, records);
      const { frames: whole } = await sceneOf(input, raw, records, starts);
      const wanted = Array.from(starts.subarray(0, 20), (start) =>
        decideEpisode(whole, start, start + 20, gate.thresholds),
      ).flat();
      writeFileSync(join(place, 'in.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
      expect(run(place, '.', 'in.jsonl', '--episodes', 'episode', '-o', 'out.jsonl').err).toBe('');
      const found = recordsIn(join(place, 'out.jsonl'));
      expect(found.map(({ action, reasons }) => ({ action, reasons }))).toEqual(wanted);
      const alone = Array.from({ length: rows }, (_, row) => decide(observe(frames, row), gate.thresholds));
      expect(alone).not.toEqual(wanted);
      expect(run(place, '.', 'in.jsonl', '-o', 'alone.jsonl').err).toBe('');
      expect(recordsIn(join(place, 'alone.jsonl')).map(({ action, reasons }) => ({ action, reasons }))).toEqual(alone);
    });

    it('follows episodes with the monitor as the app does, frame for frame', async () => {
      const rest = inputWith([]);
      const watched = await withMonitor({ ...rest, norms: [], patches: [], cells: null });
      const thresholds = { ...watched.thresholds, dial: 0.3, pMin: undefined };
      const input = { ...watched, thresholds, decide: decideUnder(openGate({ ...watched, thresholds }, null)) };
      const { features } = input.model;
      const place = await packed(input);
      live = place;
      const random = Random.of(21, 'streams');
      const [count, length] = [200, 25];
      const raw = Float64Array.from(
        Array.from({ length: count }, () => Array.from(walk(features, length, random))).flat(),
      );
      for (let row = 0; row < count * length; row++) {
        const episode = Math.floor(row / length);
        if (row % length < 12 || episode % 4 === 0) continue;
        const f = episode % (features.length - 1);
        if (features[f].role === 'category') continue;
        if (episode % 11 === 1) raw[row * features.length + features.length - 1] = 0.75;
        else if (episode % 7 === 1) raw[row * features.length + f] = raw[(row - 1) * features.length + f];
        else if (episode % 7 === 2 && row % length === 15) raw[row * features.length + f] = NaN;
        else raw[row * features.length + f] += Math.fround(episode % 13 === 1 ? 40 : 0.4 * (episode % 12));
      }
      for (let i = 0; i < raw.length; i++) raw[i] = Math.fround(raw[i]);
      const starts = Uint32Array.from({ length: count + 1 }, (_, j) => length * j);
      const { gate, frames } = await sceneOf(input, raw, undefined, starts);
      expect(gate.monitor).not.toBeNull();
      const wanted = Array.from(starts.subarray(0, count), (start) =>
        decideEpisode(frames, start, start + length, gate.thresholds),
      ).flat();
      writeFileSync(join(place, 'rows.f64'), new Uint8Array(raw.buffer));
      const make = `import numpy as np; np.save('rows.npy', np.fromfile('rows.f64').reshape(${count * length}, -1)); np.save('episodes.npy', np.repeat(np.arange(${count}), ${length}))`;
      expect(spawnSync(python ?? '', ['-c', make], { cwd: place }).status).toBe(0);
      expect(run(place, '.', 'rows.npy', '--episodes', 'episodes.npy', '-o', 'out.jsonl')).toMatchObject({
        status: 0,
        err: '',
      });
      const found = recordsIn(join(place, 'out.jsonl'));
      const tally = new Map<string, number>();
      let close = 0;
      let differ = 0;
      found.forEach(({ action, reasons, evidence }, row) => {
        const { most = null } = evidence.monitor ?? {};
        // float32 may fall on the other side of a limit: those are counted apart.
        const near = Math.abs((most ?? 0) - 1) < 1e-3 || Math.abs((most ?? 0) - 2) < 1e-3;
        if (near) close++;
        else if (JSON.stringify({ action, reasons }) !== JSON.stringify(wanted[row])) differ++;
        for (const { reason, action: asked } of reasons) {
          tally.set(`${reason} ${asked}`, (tally.get(`${reason} ${asked}`) ?? 0) + 1);
        }
      });
      expect(differ).toBe(0);
      expect(close).toBeLessThan(20);
      for (const told of ['unlike escalate', 'unlike block', 'moved escalate', 'missing block']) {
        expect([told, tally.has(told)]).toEqual([told, true]);
      }
      expect(wanted.filter(({ action }) => action === 'allow').length).toBeGreaterThan(500);
      expect([...tally.keys()].some((told) => /^(uncertain|energy|far)/.test(told))).toBe(false);
    });

    it('decides frame by frame as it decides the recording, and goes on from a saved state', () => {
      writeFileSync(join(live, 'live.py'), livePy);
      const ours = { PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };
      const env = { ...process.env, ...ours };
      const { stdout, stderr } = spawnSync(python ?? '', ['live.py'], { cwd: live, encoding: 'utf8', env });
      expect([stderr, stdout]).toEqual(['', '32 frames alike\n']);
    });

    it('refuses a changed part, and a file without the columns', () => {
      writeFileSync(join(folder, 'short.csv'), 'continuous_0,other\n1,2\n');
      expect(run(folder, '.', 'short.csv')).toMatchObject({ status: 1 });
      expect(run(folder, '.', 'short.csv').err).toContain('no column named angle_1');
      const path = join(folder, 'gate.json');
      const whole = readFileSync(path);
      writeFileSync(path, Buffer.concat([whole, Buffer.from(' ')]));
      const { status, err } = run(folder, '.', '--selftest');
      writeFileSync(path, whole);
      expect([status, err]).toEqual([1, expect.stringContaining('gate.json was changed')]);
    });
  },
);
