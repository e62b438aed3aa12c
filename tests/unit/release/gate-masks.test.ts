import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { decide, observe } from '../../../src/gate/decide';
import type { Norm } from '../../../src/norms/norm';
import { openArtifact, packArtifact, type ArtifactInput } from '../../../src/release/artifact';
import { pointsOf } from '../../../src/release/points';
import { openModel } from '../../../src/reward/open-model';
import { ReferenceScorer } from '../../../src/reward/reference-scorer';
import { distancesToDemonstrations } from '../../../src/reward/distance/demonstration-distances';
import type { Patch } from '../../../src/reward/types';
import { openBasin, uncertainties } from '../../../src/reward/distance/uncertainty';
import { gatePy } from '../../../src/release/parts/gate-program';
import { decideUnder, framesUnder, openGate } from '../../../src/gate/open-gate';
import { numericNorms } from './every-norm';
import { findPython } from './find-python';
import { randomInput, sculptPatches } from './fixtures';

const python = findPython('numpy, zipfile');
const standIn = fileURLToPath(new URL('./stand-in', import.meta.url));

/** Margins of 0/0, of a root below 0, of ∞ and of ∞ − ∞, at some of the rows. */
const power = (name: string) => new Array<string>(20).fill(name).join(' * ');
const untold: readonly Norm[] = [
  'continuous_0 / derived_3 < 1.0',
  'sqrt(continuous_0 + 6.0) < 9.0',
  `${power('continuous_0')} < 1.0e200`,
  `${power('derived_3')} - ${power('derived_3')} < 1.0`,
].map((expression, i) => ({ id: `untold ${i}`, type: 'predicate', expression }));

function maskOf(norm: Norm, i: number): Patch {
  return { id: `mask ${i}`, kind: 'suppress', space: 'mask', strength: 0.37, width: i % 2 === 0 ? 0 : 0.3, norm };
}

function inputUnder(norms: readonly Norm[]): ArtifactInput {
  const input = randomInput();
  const parts = { ...input, patches: [...norms.map(maskOf), ...sculptPatches(input.model)] };
  return { ...parts, decide: decideUnder(openGate(parts, null)) };
}

function drawRows({ model }: ArtifactInput, rows: number): Float64Array {
  const random = Random.of(6, 'points');
  const levels = model.features[2].levels;
  const one = (row: number) => {
    const drawn = model.features.map(() => Math.fround((row % 3 === 0 ? 3 : 0.7) * random.normal()));
    if (row % 7 === 0) drawn[3] = 0;
    if (row % 11 === 0) drawn[0] = Math.fround(row % 2 === 0 ? 1e17 : -1e17);
    if (row % 13 === 0) drawn[3] = Math.fround(1e17);
    drawn[2] = levels[random.integer(levels.length)];
    return drawn;
  };
  return Float64Array.from(Array.from({ length: rows }, (_, row) => one(row)).flat());
}

interface PythonRecord {
  readonly action: string;
  readonly reasons: readonly { readonly reason: string; readonly text: string }[];
  readonly evidence: { readonly scores: { readonly score: number | null; readonly suppression: number | null } };
}

function decidedByPython(bytes: Uint8Array, raw: Float64Array, features: number): PythonRecord[] {
  const folder = mkdtempSync(join(tmpdir(), 'gate-masks-'));
  writeFileSync(join(folder, 'own.reward.zip'), bytes);
  writeFileSync(join(folder, 'rows.f64'), new Uint8Array(raw.buffer));
  writeFileSync(join(folder, 'gate.py'), gatePy);
  const env = { ...process.env, PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { encoding: 'utf8', env, cwd: folder, maxBuffer: 2 ** 28 } as const;
  const make = `import numpy as np; np.save('rows.npy', np.fromfile('rows.f64').reshape(-1, ${features}))`;
  expect(spawnSync(python ?? '', ['-c', make], options).status).toBe(0);
  const selftest = spawnSync(python ?? '', ['gate.py', 'own.reward.zip', '--selftest'], options);
  expect([selftest.status, selftest.stderr]).toEqual([0, '']);
  const done = spawnSync(python ?? '', ['gate.py', 'own.reward.zip', 'rows.npy'], options);
  expect([done.status, done.stderr]).toEqual([0, '']);
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PythonRecord);
}

/** What the app decides, and whether s is a number, row by row. */
async function decidedByApp(input: ArtifactInput, raw: Float64Array) {
  const models = openModel(input.model);
  if (!models.ok || input.basin === null) throw new Error('the model does not open');
  const points = pointsOf(input.model, raw);
  const around = distancesToDemonstrations(input.basin);
  const scorer = new ReferenceScorer(input.model, models.value, undefined, around);
  const scores = await scorer.score(points, input.patches);
  const gate = openGate(input, null);
  const frames = framesUnder(gate, points, scores, uncertainties(openBasin(input.basin), points.x, points.rows));
  return Array.from({ length: points.rows }, (_, row) => ({
    ...decide(observe(frames, row), gate.thresholds),
    score: scores.score[row],
    suppression: scores.suppression[row],
  }));
}

const reason = python === null ? ' (skipped: no Python here has numpy)' : '';
describe.skipIf(python === null)(`gate.py under masks${reason}`, { timeout: 120_000 }, () => {
  it.each([
    ['of every kind of norm', numericNorms],
    ['whose margins are not finite at some rows', untold],
  ])('%s decides as the app does, and blocks where a margin cannot be told', async (_, norms) => {
    const input = inputUnder(norms);
    const file = await packArtifact(input);
    if (!file.ok) throw new Error(file.failure.cause ?? file.failure.message);
    const opened = await openArtifact(file.value.bytes);
    expect(opened.ok && opened.value.patches).toEqual(input.patches);
    const raw = drawRows(input, 900);
    const wanted = await decidedByApp(input, raw);
    const found = decidedByPython(file.value.bytes, raw, input.model.features.length);
    expect(found).toHaveLength(wanted.length);
    let blocked = 0;
    let taken = 0;
    found.forEach(({ action, reasons, evidence }, row) => {
      const { score, suppression, reasons: given, action: own } = wanted[row];
      expect({ row, action, texts: reasons.map(({ text }) => text) }).toEqual({
        ...{ row, action: own },
        texts: given.map(({ text }) => text),
      });
      expect(evidence.scores.suppression === null).toBe(Number.isNaN(suppression));
      expect(evidence.scores.score === null).toBe(Number.isNaN(score));
      if (Number.isNaN(suppression)) {
        blocked++;
        expect(reasons.map((entry) => entry.reason)).toContain('missing');
        expect(action).toBe('block');
      } else if (suppression > 0) taken++;
    });
    expect(taken).toBeGreaterThan(20);
    expect(blocked > 100 && blocked < 800).toBe(norms === untold);
  });
});
