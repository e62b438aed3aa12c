import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/basics/random';
import { sha256 } from '../../../src/basics/hash';
import { readSafetensors, writeSafetensors } from '../../../src/formats/artifact/safetensors';
import { readZip, writeZip } from '../../../src/formats/artifact/zip';
import { openArtifact, packArtifact } from '../../../src/release/artifact';
import { canonicalBytes } from '../../../src/basics/canonical';
import { randomInput } from './fixtures';

type PartMap = Map<string, Uint8Array>;
type Loose = Record<string, unknown>;
interface LooseManifest extends Loose {
  parts: Record<string, { bytes: number; sha256: string }>;
}

let bytes: Uint8Array;
let parts: PartMap;

beforeAll(async () => {
  const packed = await packArtifact(randomInput());
  if (!packed.ok) throw new Error(packed.failure.cause ?? packed.failure.message);
  bytes = packed.value.bytes;
  const zip = readZip(bytes);
  if (!zip.ok) throw new Error(zip.failure.message);
  parts = new Map(zip.value.parts);
});

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
function json(name: string): Loose {
  return JSON.parse(new TextDecoder().decode(parts.get(name))) as Loose;
}

async function failureOf(file: Uint8Array): Promise<{ kind: string; message: string; cause?: string }> {
  const opened = await openArtifact(file);
  return opened.ok ? { kind: 'ok', message: '' } : opened.failure;
}

/** The archive with some parts changed and every hash made to fit, as an attacker or another tool would. */
async function forged(
  changes: Record<string, Uint8Array>,
  edit?: (manifest: LooseManifest) => void,
): Promise<Uint8Array> {
  const all: PartMap = new Map([...parts, ...Object.entries(changes)]);
  const manifest = json('manifest.json') as LooseManifest;
  for (const [name, part] of Object.entries(changes)) {
    manifest.parts[name] = { bytes: part.length, sha256: await sha256(part) };
  }
  edit?.(manifest);
  const written = canonicalBytes(manifest);
  all.set('manifest.json', written);
  all.set('artifact.id', encode(await sha256(written)));
  return writeZip(all);
}

const allParts = [
  ...['artifact.id', 'basin.safetensors', 'card.md', 'gate.json', 'gate.py', 'gate.safetensors', 'manifest.json'],
  ...['model.safetensors', 'norms.json', 'patches.json', 'reward.onnx', 'selftest.json', 'tests.json', 'use.py'],
];

describe('opening a reward file', { timeout: 30_000 }, () => {
  it('knows all its parts', () => {
    expect([...parts.keys()]).toEqual(allParts);
  });

  it.each(allParts)('names %s when a byte of it was changed', async (name) => {
    const part = parts.get(name) ?? new Uint8Array();
    const at = Buffer.from(bytes).indexOf(part);
    const changed = bytes.slice();
    changed[at + Math.floor(part.length / 2)] ^= 4;
    const { kind, message } = await failureOf(changed);
    expect(kind).toBe('part-changed');
    expect(message).toContain(name);
  });

  it.each(allParts.filter((name) => !['manifest.json', 'artifact.id'].includes(name)))(
    'names %s when it was changed and packed again',
    async (name) => {
      const changed = (parts.get(name) ?? new Uint8Array()).slice();
      changed[changed.length >> 1] ^= 4;
      const { kind, message } = await failureOf(writeZip(new Map([...parts, [name, changed]])));
      expect(kind).toBe('part-changed');
      expect(message).toContain(name);
    },
  );

  it('sees a manifest that does not fit its id', async () => {
    const manifest = canonicalBytes({ ...json('manifest.json'), name: 'another' });
    const { kind, message } = await failureOf(writeZip(new Map([...parts, ['manifest.json', manifest]])));
    expect(kind).toBe('part-changed');
    expect(message).toContain('manifest.json');
  });

  it.each(allParts)('names %s when it is missing', async (name) => {
    const { kind, message } = await failureOf(writeZip(new Map([...parts].filter(([part]) => part !== name))));
    expect(kind).toBe('part-missing');
    expect(message).toContain(name);
  });

  it.each(['gate.json', 'basin.safetensors'])('names %s when the manifest does not list it either', async (name) => {
    const file = await forged({}, (manifest) => {
      manifest.parts = Object.fromEntries(Object.entries(manifest.parts).filter(([part]) => part !== name));
    });
    expect(await failureOf(file)).toMatchObject({ kind: 'part-missing', cause: name });
  });

  it('tells a newer schema before anything else', async () => {
    const newer = encode('{"schema": "truewheel.artifact/12", "whatever": 1}');
    const { kind, message } = await failureOf(writeZip(new Map([['manifest.json', newer]])));
    expect(kind).toBe('schema-newer');
    expect(message).toContain('newer Truewheel');
    expect((await failureOf(await forged({}, (m) => (m.schema = 'truewheel.artifact/2')))).kind).toBe('schema-newer');
    expect((await failureOf(await forged({}, (m) => (m.schema = 'somebody.else/1')))).kind).toBe('unrecognised');
  });

  it('tells apart what is no reward file at all', async () => {
    expect((await failureOf(new Uint8Array())).kind).toBe('empty');
    expect((await failureOf(encode('a,b\n1,2\n'))).kind).toBe('unrecognised');
    expect((await failureOf(writeZip(new Map([['notes.txt', encode('x')]])))).kind).toBe('unrecognised');
    expect((await failureOf(bytes.subarray(0, bytes.length >> 1))).kind).toBe('truncated');
    const again = zipSync(Object.fromEntries(parts), { level: 6 });
    expect((await failureOf(again)).kind).toBe('not-canonical');
    expect((await failureOf(zipSync(Object.fromEntries(parts), { level: 0 }))).kind).toBe('not-canonical');
  });

  it('refuses parts that it does not know, listed or not', async () => {
    const extra = ['run.exe', encode('x')] as const;
    expect((await failureOf(writeZip(new Map([...parts, extra])))).kind).toBe('malformed');
    expect((await failureOf(await forged({ 'run.exe': encode('x') }))).kind).toBe('malformed');
  });

  it('takes signatures beside the manifest, and hands them on', async () => {
    const signed = new Map([...parts, ['model.sig', encode('s')], ['approvals/ab12.sig', encode('t')]] as const);
    const opened = await openArtifact(writeZip(signed));
    expect(opened.ok && [...opened.value.signatures.keys()]).toEqual(['approvals/ab12.sig', 'model.sig']);
  });

  it.each(['gate.json', 'norms.json', 'patches.json', 'selftest.json', 'tests.json'])(
    'refuses %s with a prototype, with unknown content, or not canonical, hashes fitting',
    async (name) => {
      const text = new TextDecoder().decode(parts.get(name));
      const wrong = [
        [`{"__proto__":{"x":1},${text.slice(1)}`, 'malformed'],
        [new TextDecoder().decode(canonicalBytes({ ...json(name), zzz: 1 })), 'malformed'],
        [` ${text}`, 'not-canonical'],
        ['[]', 'malformed'],
        ['nonsense', 'malformed'],
      ];
      for (const [content, kind] of wrong) {
        expect((await failureOf(await forged({ [name]: encode(content) }))).kind).toBe(kind);
      }
    },
  );

  it.each<[string, (tensors: Map<string, { shape: readonly number[]; data: Float32Array }>) => void]>([
    ['a tensor of another shape', (t) => t.set('member.0.W1', { shape: [2], data: Float32Array.of(1, 2) })],
    ['a tensor missing', (t) => t.delete('member.1.G')],
    ['an unknown member', (t) => t.set('member.7.G', { shape: [1], data: Float32Array.of(1) })],
    ['NaN', (t) => t.set('member.0.h', { shape: [3], data: Float32Array.of(1, NaN, 1) })],
    ['a std of 0', (t) => t.get('standardiser.std')?.data.fill(0)],
  ])('refuses a model with %s, hashes fitting', async (_, change) => {
    const read = readSafetensors(parts.get('model.safetensors') ?? new Uint8Array());
    if (!read.ok) throw new Error(read.failure.message);
    const tensors = new Map(read.value.tensors) as Map<string, { shape: readonly number[]; data: Float32Array }>;
    change(tensors);
    const model = writeSafetensors({ tensors, metadata: read.value.metadata });
    expect((await failureOf(await forged({ 'model.safetensors': model }))).kind).toBe('malformed');
  });

  it('refuses patches that break a rule, hashes fitting', async () => {
    const { schema, patches } = json('patches.json') as { schema: string; patches: Loose[] };
    for (const bad of [{ reach: -1 }, { strength: 5 }, { features: [99] }, { space: 'latent', member: 4, expert: 0 }]) {
      const part = canonicalBytes({ schema, patches: [{ ...patches[0], ...bad }] });
      const { kind, message } = await failureOf(await forged({ 'patches.json': part }));
      expect(kind).toBe('malformed');
      expect(message).toContain('patch plateau');
    }
  });

  it('refuses patches that hold null where a number is due, or a rule over texts, and says which', async () => {
    const sculpt = { id: 's', kind: 'suppress', space: 'sculpt', member: 0, expert: 0, strength: 1 };
    const mask = { id: 'm', kind: 'suppress', space: 'mask', strength: 1, width: 0 };
    const near = { id: 'r', type: 'range', features: [0] };
    const words = { id: 'w', type: 'keyword', field: 'note', words: ['stop'], mode: 'forbid' };
    for (const bad of [
      { ...sculpt, kappa: null },
      { ...sculpt, lMax: null },
      sculpt,
      { ...mask, norm: { ...near, min: [null], max: [1] } },
      { ...mask, norm: words },
    ]) {
      const part = canonicalBytes({ schema: 'truewheel.patches/1', patches: [bad] });
      const { kind, cause = '', message } = await failureOf(await forged({ 'patches.json': part }));
      expect(kind).toBe('malformed');
      expect(message + cause).toContain(`The patch ${bad.id} was refused`);
    }
    const good = [{ ...sculpt, kappa: 400 }];
    const part = canonicalBytes({ schema: 'truewheel.patches/1', patches: good });
    const { cause = '', message } = await failureOf(await forged({ 'patches.json': part }));
    expect(message + cause).not.toContain('was refused');
  });

  it('refuses gate figures that do not belong to the model, hashes fitting', async () => {
    const gate = json('gate.json');
    for (const change of [
      { calibration: [] },
      { stage: 'full' },
      { dial: 0.5 },
      { epsilon99: null },
      { epsilon99: 0 },
      { audited: true },
      { auditCells: { centroids: [[0]], draws: [1], flaws: [0] } },
      { audited: true, auditCells: { centroids: [[0]], draws: [1], flaws: [0] } },
      { norms: [{ id: 'a', type: 'range', severity: 1, description: '', tree: { op: 'number', value: 1 } }] },
    ]) {
      const part = canonicalBytes({ ...gate, ...change });
      expect((await failureOf(await forged({ 'gate.json': part }))).kind).toBe('malformed');
    }
  });

  it('never opens a file with any byte changed, or cut anywhere', async () => {
    const random = Random.of(7, 'damage');
    for (let i = 0; i < 300; i++) {
      const changed = bytes.slice();
      changed[random.integer(bytes.length)] ^= 1 + random.integer(255);
      expect((await failureOf(changed)).kind).not.toBe('ok');
      expect((await failureOf(bytes.subarray(0, random.integer(bytes.length)))).kind).not.toBe('ok');
    }
  });
});
