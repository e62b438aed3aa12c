import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditCells } from '../../../src/gate/cells/audit-cells';
import type { Norm } from '../../../src/norms/norm';
import { canonicalText, type Json } from '../../../src/basics/canonical';
import { Refused } from '../../../src/basics/refused';
import { packArtifact, openArtifact, type OpenedArtifact } from '../../../src/release/artifact';
import { checkGateNorms, readGate, writeGate } from '../../../src/gate/document';
import { alike } from '../../../src/gate/document/alike';
import type { GateNorm } from '../../../src/gate/document/norms';
import { randomInput } from './fixtures';

const input = randomInput();
const dims = input.model.standardiser.mean.length;
const cells: AuditCells = {
  dims,
  centroids: Float32Array.from({ length: 3 * dims }, (_, i) => i / 7),
  draws: Uint32Array.of(60, 0, 10),
  flaws: Uint32Array.of(0, 0, 10),
};
const norms: Norm[] = [
  { id: 'cart', type: 'range', features: [0], min: [-2], max: [2], severity: 0.5, description: 'On the rail' },
  { id: 'near', type: 'support', boundary: 1.5, points: [[0, 0.5, 1, 0.25]] },
  {
    ...{ id: 'soon', type: 'temporal', operator: 'for-at-least', from: 0, to: 5, frames: 2 },
    norm: { id: 'inner', type: 'velocity', features: [3], max: 2 },
  },
];

function written(change: object = {}): Json {
  const calibration = input.model.members.map((member) => member.calibration);
  const gate = writeGate({ ...input, norms, cells, calibration, epsilon99: 1.1 }, input.model);
  return JSON.parse(canonicalText({ ...gate, ...change })) as Json;
}

describe('gate.json with norms and audit cells', () => {
  let opened: OpenedArtifact;
  beforeAll(async () => {
    const packed = await packArtifact({ ...input, norms, cells });
    const again = packed.ok ? await openArtifact(packed.value.bytes) : packed;
    if (!again.ok) throw new Error(again.failure.cause ?? again.failure.message);
    opened = again.value;
  }, 30_000);

  it('goes into a file and comes out again', () => {
    expect(opened.norms).toEqual(norms);
    expect(opened.cells).toEqual(cells);
  });

  it('is told in the card', () => {
    expect(opened.card).toContain('| cart | range | 0.5 | On the rail |');
    expect(opened.card).toContain('Audited in 3 cells of the tube, at least 0 draws each; flaws were left in 1.');
    expect(opened.card).not.toContain('not audited');
  });

  it('compiles norms to trees, with the window of a temporal one beside its tree', () => {
    const { norms: found } = written() as { norms: Record<string, unknown>[] };
    expect(found[0]).toMatchObject({ id: 'cart', type: 'range', severity: 0.5, description: 'On the rail' });
    expect(found[2]).toMatchObject({ operator: 'for-at-least', from: 0, to: 5, frames: 2, severity: 1 });
    expect(found.every(({ tree }) => typeof (tree as { op: unknown }).op === 'string')).toBe(true);
  });

  it('refuses cells that do not fit together', () => {
    const { auditCells } = written() as { auditCells: Record<string, Json> };
    const bad: Record<string, Json>[] = [
      { draws: [60, 0] },
      { flaws: [61, 0, 10] },
      { draws: [-1, 0, 10] },
      { draws: [2 ** 32, 0, 10] },
      { centroids: [[0.1], [0.2], [0.3]] },
      { centroids: Array.from({ length: 3 }, () => new Array<number>(dims).fill(0.1)) },
      { stranger: 1 },
    ];
    expect(readGate(written(), dims).cells).toEqual(cells);
    for (const change of bad) {
      expect(() => readGate(written({ auditCells: { ...auditCells, ...change } }), dims)).toThrow(Refused);
    }
  });

  it('refuses trees that are not those of norms.json, but not the rounding of another engine', () => {
    const found = (written() as unknown as { norms: GateNorm[] }).norms;
    const changed = (from: string, to: string) => JSON.parse(JSON.stringify(found).replace(from, to)) as GateNorm[];
    expect(() => checkGateNorms(found, norms, input.model)).not.toThrow();
    expect(() => checkGateNorms(changed('1.5', '1.5000000000000004'), norms, input.model)).not.toThrow();
    for (const [from, to] of [
      ['1.5', '1.6'],
      ['cart', 'court'],
      ['"frames":2', '"frames":3'],
    ]) {
      expect(() => checkGateNorms(changed(from, to), norms, input.model)).toThrow(Refused);
    }
    expect(() => checkGateNorms(found, norms.slice(1), input.model)).toThrow(Refused);
  });

  it('tells alike from different', () => {
    expect(alike({ a: [1, { b: null }] }, { a: [1 + 1e-12, { b: null }] })).toBe(true);
    for (const [a, b] of [
      [[], {}],
      [[1], [1, 2]],
      [{ a: 1 }, { b: 1 }],
      [null, {}],
      ['1', 1],
      [1, 1.1],
    ] as [Json, Json][])
      expect(alike(a, b)).toBe(false);
  });
});
