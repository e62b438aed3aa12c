import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/basics/hash';
import { readZip, writeZip } from '../../../src/formats/artifact/zip';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import { gatePy } from '../../../src/release/parts/gate-program';
import { openArtifact, packArtifact, type ArtifactInput } from '../../../src/release/artifact';
import { canonicalBytes } from '../../../src/basics/canonical';
import { coverOf } from '../../../src/reward/distance/cover';
import { featuresIn } from '../../../src/app/audit/records';
import { readScenarios } from '../../../src/formats/text/scenario-records';
import { numericNorms, textNorms } from './every-norm';
import { findPython } from './find-python';
import { randomInput } from './fixtures';

type Loose = Record<string, unknown>;
type Parts = Map<string, Uint8Array>;
/** gate.json as it is written, or text in its place. */
type Change = (gate: Loose) => unknown;

const base = randomInput();
const dims = base.model.standardiser.mean.length;
const cells: AuditCells = {
  dims,
  centroids: new Float32Array(2 * dims).fill(0.5),
  draws: Uint32Array.of(60, 3),
  flaws: Uint32Array.of(0, 1),
};
const input: ArtifactInput = {
  ...base,
  norms: [...numericNorms, ...textNorms],
  cells,
  outOfFold: Array.from({ length: 24 }, (_, episode) => ({
    episode,
    member: episode % 2,
    energies: Float64Array.of(0.1 * episode, 1),
    uncertainties: Float64Array.of(0.1, 0.2),
  })),
  thresholds: { ...base.thresholds, pMin: 0.05 },
};

async function partsOf(content: ArtifactInput): Promise<Parts> {
  const file = await packArtifact(content);
  const zip = file.ok ? readZip(file.value.bytes) : file;
  if (!zip.ok) throw new Error(zip.failure.cause ?? zip.failure.message);
  return new Map(zip.value.parts);
}

const textOf = (parts: Parts, name: string): string => new TextDecoder().decode(parts.get(name));

/** The archive with another gate.json and every hash made to fit, as an attacker or another tool would. */
async function forged(parts: Parts, gate: Uint8Array): Promise<Uint8Array> {
  const manifest = JSON.parse(textOf(parts, 'manifest.json')) as { parts: Record<string, unknown> };
  manifest.parts['gate.json'] = { bytes: gate.length, sha256: await sha256(gate) };
  const written = canonicalBytes(manifest);
  const id = new TextEncoder().encode(await sha256(written));
  return writeZip(new Map([...parts, ['gate.json', gate], ['manifest.json', written], ['artifact.id', id]]));
}

const inThresholds =
  (change: Loose): Change =>
  (gate) => {
    const { enforcement } = gate.thresholds as { enforcement: Loose };
    return { ...gate, thresholds: { enforcement: { ...enforcement, ...change }, monitor: {} } };
  };
const inNorm =
  (place: number, change: Loose): Change =>
  (gate) => ({
    ...gate,
    norms: (gate.norms as Loose[]).map((norm, i) => (i === place ? { ...norm, ...change } : norm)),
  });
const inCells =
  (change: Loose): Change =>
  (gate) => ({ ...gate, auditCells: { ...(gate.auditCells as Loose), ...change } });
const inFold =
  (change: Loose): Change =>
  (gate) => {
    const [first, ...rest] = gate.outOfFold as Loose[];
    return { ...gate, outOfFold: [{ ...first, ...change }, ...rest] };
  };
const without =
  (name: string): Change =>
  (gate) =>
    Object.fromEntries(Object.entries(gate).filter(([key]) => key !== name));
const inText =
  (from: string, to: string): Change =>
  (gate) => {
    const text = new TextDecoder().decode(canonicalBytes(gate));
    if (!text.includes(from)) throw new Error(`no ${from} in gate.json`);
    return text.replace(from, to);
  };
const temporal = numericNorms.length + 3;

const refused: Record<string, Change> = {
  'another format version': (gate) => ({ ...gate, schema: 'truewheel.gate/1' }),
  'another stage': (gate) => ({ ...gate, stage: 'full' }),
  'an unknown field': (gate) => ({ ...gate, allowAll: true }),
  'no word on what follows episodes': without('monitor'),
  'a monitor of episodes that lacks its limits': (gate) => ({ ...gate, monitor: { theta: 1 } }),
  'a monitor': (gate) => ({ ...gate, thresholds: { ...(gate.thresholds as Loose), monitor: { fall: 0.5 } } }),
  ...Object.fromEntries(
    [
      ...['schema', 'stage', 'dial', 'thresholds', 'calibration', 'epsilon99', 'outOfFold', 'auditCells', 'norms'],
      ...['audited', 'claims'],
    ].map((name) => [`no ${name}`, without(name)]),
  ),
  'a list in its place': () => [],
  'NaN for a number': inText('"uMax":1.4', '"uMax":NaN'),
  'a number too large for a float': inText('"uMax":1.4', '"uMax":1e999'),
  'a name that occurs twice': inText('"dial":0.05', '"dial":0.05,"dial":0.05'),
  'no JSON': inText('{', '['),
  'text for a threshold': inThresholds({ uMax: '1.4' }),
  'null for a threshold': inThresholds({ nMax: null }),
  'a truth value for a threshold': inThresholds({ uBlock: true }),
  'a list for a threshold': inThresholds({ floor: [0.05] }),
  'an unknown threshold': inThresholds({ uMin: 0 }),
  'u_max below 0': inThresholds({ uMax: -1 }),
  'u_block below u_max': inThresholds({ uBlock: 1 }),
  'a floor of 1': inThresholds({ floor: 1 }),
  'a floor below 0': inThresholds({ floor: -0.1 }),
  'a debounce of 0': inThresholds({ debounce: 0 }),
  'a debounce that never ends': inThresholds({ debounce: 1e9 }),
  'half a frame of debounce': inThresholds({ debounce: 2.5 }),
  'a_max of 0': inThresholds({ aMax: 0 }),
  'a_max above 1': inThresholds({ aMax: 1.5 }),
  'no a_max': (gate) => {
    const { enforcement } = gate.thresholds as { enforcement: Loose };
    return { ...gate, thresholds: { enforcement: without('aMax')(enforcement), monitor: {} } };
  },
  'a list for a monitor': (gate) => ({ ...gate, thresholds: { ...(gate.thresholds as Loose), monitor: [] } }),
  'an empty list for cells': (gate) => ({ ...gate, audited: false, auditCells: [] }),
  'two dials': inThresholds({ dial: 0.1 }),
  'a share that is none': inThresholds({ supported: 2 }),
  'p_min of 0': inThresholds({ pMin: 0 }),
  'p_min of 1': inThresholds({ pMin: 1 }),
  'text for p_min': inThresholds({ pMin: '0.05' }),
  'null for p_min': inThresholds({ pMin: null }),
  'p_min below 1/(J + 1)': inThresholds({ pMin: 0.039 }),
  'p_min without a claim': (gate) => ({ ...gate, claims: false }),
  'a claim that is no truth value': (gate) => ({ ...gate, claims: 'yes' }),
  'a claim on too few episodes': (gate) => ({ ...gate, outOfFold: (gate.outOfFold as Loose[]).slice(0, 19) }),
  'energies that are texts': inFold({ energies: ['1', '2'] }),
  'an episode without frames': inFold({ energies: [], uncertainties: [] }),
  'an episode of two lengths': inFold({ energies: [1] }),
  'an episode that occurs twice': inFold({ episode: 1 }),
  'a member that is not there': inFold({ member: 7 }),
  'a member below 0': inFold({ member: -1 }),
  'calibration of another number of members': (gate) => ({ ...gate, calibration: [] }),
  'no radius with a basin': (gate) => ({ ...gate, epsilon99: null }),
  'a radius of 0': (gate) => ({ ...gate, epsilon99: 0 }),
  'text for a radius': (gate) => ({ ...gate, epsilon99: '1.1' }),
  'a cover beside the basin': (gate) => ({ ...gate, cover: { centroids: [new Array(dims).fill(0)], radii: [0] } }),
  'cells that were not audited': (gate) => ({ ...gate, audited: false }),
  'an audit without cells': (gate) => ({ ...gate, auditCells: null }),
  'no cell at all': inCells({ centroids: [], draws: [], flaws: [] }),
  'more flaws than draws': inCells({ flaws: [61, 1] }),
  'draws that are texts': inCells({ draws: ['60', 3] }),
  'draws below 0': inCells({ draws: [-1, 3], flaws: [-1, 1] }),
  'more draws than can be counted': inCells({ draws: [1e15, 3] }),
  'a centroid of another width': inCells({ centroids: [[0], [1]] }),
  'no list of norms': (gate) => ({ ...gate, norms: {} }),
  'an unknown kind of norm': inNorm(0, { type: 'vibes' }),
  'text for a severity': inNorm(0, { severity: '1' }),
  'a severity of 0': inNorm(0, { severity: 0 }),
  'a severity above 1': inNorm(0, { severity: 3 }),
  'an unknown field of a norm': inNorm(0, { softer: true }),
  'an unknown operator': inNorm(0, { tree: { op: 'power', of: [] } }),
  'an operator without operands': inNorm(0, { tree: { op: 'minimum', of: [] } }),
  'a feature that is not there': inNorm(0, { tree: { op: 'feature', index: 99 } }),
  'a feature below 0': inNorm(0, { tree: { op: 'feature', index: -1 } }),
  'a tree that is text': inNorm(0, { tree: 'x' }),
  'distances to no point': inNorm(0, { tree: { op: 'distance', inputs: [0], points: [] } }),
  'an unknown test of a text': inNorm(0, { tree: { op: 'text', name: 'note', test: 'resembles', value: 'x' } }),
  'an unknown operator over frames': inNorm(temporal, { operator: 'sometimes' }),
  'a window that ends before it begins': inNorm(temporal, { from: 4, to: 0 }),
};

const accepted: Record<string, Change> = {
  'the file as it was packed': (gate) => gate,
  'no p_min': (gate) => {
    const { enforcement } = gate.thresholds as { enforcement: Loose };
    return { ...gate, thresholds: { enforcement: without('pMin')(enforcement), monitor: {} } };
  },
  'p_min of exactly 1/(J + 1)': inThresholds({ pMin: 0.04 }),
};

const python = findPython('numpy, zipfile');
const source = mkdtempSync(join(tmpdir(), 'gate-py-'));
writeFileSync(join(source, 'gate.py'), gatePy);
const standIn = fileURLToPath(new URL('./stand-in', import.meta.url));
const env = { ...process.env, PYTHONPATH: standIn, TRUEWHEEL_NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' };

/** Opens each of the files as gate.py does, in one process. */
const driver = `
import json, os, sys
sys.path.insert(0, sys.argv[1])
import gate
found = {}
for place in sorted(os.listdir(sys.argv[2])):
    try:
        gate.Decider(gate.Artifact(os.path.join(sys.argv[2], place)))
        found[place] = None
    except SystemExit as refusal:
        found[place] = str(refusal.code)
print(json.dumps(found))
`;

let parts: Parts;
const appSays = new Map<string, boolean>();
let pythonSays: Record<string, string | null> = {};

beforeAll(async () => {
  parts = await partsOf(input);
  const gate = JSON.parse(textOf(parts, 'gate.json')) as Loose;
  const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
  for (const [name, change] of Object.entries({ ...refused, ...accepted })) {
    const value = change(structuredClone(gate));
    const file = await forged(
      parts,
      typeof value === 'string' ? new TextEncoder().encode(value) : canonicalBytes(value),
    );
    appSays.set(name, (await openArtifact(file)).ok);
    writeFileSync(join(folder, encodeURIComponent(name)), file);
  }
  if (python === null) return;
  const { stdout, stderr } = spawnSync(python, ['-c', driver, source, folder], { encoding: 'utf8', env });
  if (stdout === '') throw new Error(stderr);
  const found = JSON.parse(stdout) as Record<string, string | null>;
  pythonSays = Object.fromEntries(Object.entries(found).map(([name, said]) => [decodeURIComponent(name), said]));
}, 120_000);

describe('a gate.json with something strange in it', () => {
  it.each(Object.keys(refused))('is refused by the app: %s', (name) => {
    expect(appSays.get(name)).toBe(false);
  });

  it.each(Object.keys(accepted))('is read by the app when it is only plainer: %s', (name) => {
    expect(appSays.get(name)).toBe(true);
  });

  describe.skipIf(python === null)('and by gate.py', () => {
    it.each(Object.keys(refused))('is refused with a sentence: %s', (name) => {
      expect(pythonSays[name]).toMatch(/gate\.json/);
    });

    it.each(Object.keys(accepted))('is read when it is only plainer: %s', (name) => {
      expect(pythonSays[name]).toBeNull();
    });
  });
});

describe('a file without its demonstrations', () => {
  const left = { ...input, basin: null, patches: [], cover: coverOf(base.basin ?? never(), new Float32Array(dims)) };
  const covers: Record<string, Loose> = {
    'no radii': { centroids: [new Array<number>(dims).fill(0)] },
    'a radius below 0': { centroids: [new Array<number>(dims).fill(0)], radii: [-1] },
    'a radius that is text': { centroids: [new Array<number>(dims).fill(0)], radii: ['1'] },
    'no centroid': { centroids: [], radii: [] },
    'a centroid of another width': { centroids: [[0]], radii: [1] },
    'two lengths': { centroids: [new Array<number>(dims).fill(0)], radii: [1, 2] },
  };

  /** Every cover as a file, the whole one among them, by its name in a folder. */
  async function forgedCovers(): Promise<{ folder: string; names: string[] }> {
    const own = await partsOf(left);
    const gate = JSON.parse(textOf(own, 'gate.json')) as Loose;
    const folder = mkdtempSync(join(tmpdir(), 'covers-'));
    const all = Object.entries({ ...covers, whole: gate.cover as Loose });
    for (const [name, cover] of all) {
      writeFileSync(join(folder, name), await forged(own, canonicalBytes({ ...gate, cover })));
    }
    return { folder, names: all.map(([name]) => name) };
  }

  it('is refused when its cover is not one, and read when it is', async () => {
    const { folder, names } = await forgedCovers();
    for (const name of names) {
      expect([name, (await openArtifact(new Uint8Array(readFileSync(join(folder, name))))).ok]).toEqual([
        name,
        name === 'whole',
      ]);
    }
    const own = await partsOf(left);
    const opened = await openArtifact(await forged(own, own.get('gate.json') ?? new Uint8Array()));
    expect(opened.ok && opened.value.cover).toEqual(left.cover);
  }, 60_000);

  it.skipIf(python === null)(
    'is refused by gate.py when its cover is not one, and read when it is',
    async () => {
      const { folder, names } = await forgedCovers();
      const { stdout } = spawnSync(python ?? '', ['-c', driver, source, folder], { encoding: 'utf8', env });
      const found = JSON.parse(stdout) as Record<string, string | null>;
      expect(Object.keys(found).sort()).toEqual([...names].sort());
      for (const [name, said] of Object.entries(found)) expect([name, said === null]).toEqual([name, name === 'whole']);
    },
    60_000,
  );
});

function never(): never {
  throw new Error('no basin');
}

describe('observations with something strange in them', () => {
  const names = base.model.features.map(({ name }) => name);
  const good = { [names[0]]: 0.1, [names[1]]: 0.2, [names[2]]: 0, [names[3]]: 0.3 };
  /** What stands in for the first feature. */
  const strange: unknown[] = [null, '0.1', 'x', true, [0.1], 1e39, -1e39, Infinity];
  const lines = [...strange.map((value) => ({ ...good, [names[0]]: value })), without(names[0])(good), good];
  // JSON.stringify writes what is infinite as null.
  const text = lines.map((line) => JSON.stringify(line)).join('\n');

  it('are no numbers to the app: a text, a truth value, nothing, too much', () => {
    const read = readScenarios('in.jsonl', new TextEncoder().encode(text));
    if (!read.ok) throw new Error(read.failure.message);
    const raw = featuresIn(read.value, names);
    for (let row = 0; row < lines.length - 1; row++) expect([row, Number.isFinite(raw[row * 4])]).toEqual([row, false]);
    expect(Array.from(raw.slice(-4))).toEqual([0.1, 0.2, 0, 0.3].map(Math.fround));
  });

  describe.skipIf(python === null)('and to gate.py', { timeout: 60_000 }, () => {
    let folder = '';
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(python ?? '', [join(source, 'gate.py'), 'own.reward.zip', ...args], {
        encoding: 'utf8',
        env,
        cwd: folder,
      });
      return { status, out: stdout, err: stderr };
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'strange-'));
      writeFileSync(join(folder, 'own.reward.zip'), await forged(parts, parts.get('gate.json') ?? new Uint8Array()));
    });

    it('which blocks every such row, and says that an input is missing', () => {
      writeFileSync(join(folder, 'in.jsonl'), text);
      const { out, err } = run('in.jsonl');
      expect(err).toBe('');
      const found = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { action: string; reasons: Loose[] });
      found.slice(0, -1).forEach(({ action, reasons }, row) => {
        expect([row, action, reasons.some(({ reason }) => reason === 'missing')]).toEqual([row, 'block', true]);
      });
      expect(found.at(-1)?.reasons.some(({ reason }) => reason === 'missing')).toBe(false);
    });

    it('which reads cells of a table as the app does', () => {
      const row = (first: string): string => `${first},0.2,0,0.3`;
      writeFileSync(
        join(folder, 'in.csv'),
        [names.join(','), ...['', 'x', 'nan', '1_0', 'Infinity', '0.1'].map(row)].join('\n'),
      );
      const { out, err } = run('in.csv');
      expect(err).toBe('');
      const missing = out
        .trim()
        .split('\n')
        .map((line) => line.includes('"missing"'));
      expect(missing).toEqual([true, true, true, true, true, false]);
    });

    it.each([
      ['empty.csv', ''],
      ['header.csv', names.join(',')],
      ['ragged.csv', `${names.join(',')}\n0.1,0.2,0\n`],
      ['long.csv', `${names.join(',')}\n0.1,0.2,0,0.3,9\n`],
      ['twice.csv', `${names.join(',')},${names[0]}\n0.1,0.2,0,0.3,9\n`],
      ['lacking.csv', `${names.slice(1).join(',')}\n0.2,0,0.3\n`],
      ['empty.jsonl', ''],
      ['list.jsonl', '[0.1, 0.2, 0, 0.3]'],
      ['broken.jsonl', '{"a": '],
    ])('which decides nothing of %s', (name, content) => {
      writeFileSync(join(folder, name), content);
      const { status, out } = run(name);
      expect([status === 0, out]).toEqual([false, '']);
    });

    it.each([
      "np.array([['1','2','0','3']])",
      'np.zeros((2, 4), complex)',
      'np.zeros((2, 2, 2))',
      'np.zeros((0, 4))',
      'np.zeros((2, 4), bool)',
    ])('which decides nothing of an array like %s', (array) => {
      const make = `import numpy as np; np.save('in.npy', ${array})`;
      expect(spawnSync(python ?? '', ['-c', make], { cwd: folder }).status).toBe(0);
      const { status, out } = run('in.npy');
      expect([status === 0, out]).toEqual([false, '']);
    });
  });
});
