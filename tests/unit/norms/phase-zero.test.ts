import { describe, expect, it } from 'vitest';
import type { Norm } from '../../../src/norms/norm';
import { phaseZero, type PhaseZero } from '../../../src/norms/phase-zero';
import { noDistances, type NormRows } from '../../../src/norms/rows';
import { must, plane, rowsOf, spaceOf } from './fixtures';

const space = spaceOf(plane);
const starts = Uint32Array.of(0, 3, 5);
const places = [
  [0, 0],
  [2, 0],
  [5, 0],
  [0, 0],
  [0, 9],
];
const range: Norm = { id: 'x', type: 'range', features: [0], min: [-1], max: [1] };
const look = (norms: readonly Norm[], rows: NormRows = rowsOf(space, places)): PhaseZero =>
  must(phaseZero(norms, rows, starts, space, noDistances));

describe('Phase 0', () => {
  it('turns away frames that violate a severe norm, and lists where and how badly', () => {
    const report = look([range, { ...range, id: 'y', features: [1], severity: 0.5 }]);
    expect([...report.passed]).toEqual([1, 0, 0, 1, 0]);
    expect(report).toMatchObject({ rows: 5, excluded: 3 });
    expect(report.findings).toEqual([
      { norm: 'x', frames: 2, inconclusive: 0, episodes: [0], worst: { row: 2, margin: -4 }, skipped: null },
      { norm: 'y', frames: 1, inconclusive: 0, episodes: [1], worst: { row: 4, margin: -8 }, skipped: null },
    ]);
  });

  it('lists violations of mild norms, and keeps the frames', () => {
    const report = look([{ ...range, severity: 0.49 }]);
    expect(report.excluded).toBe(0);
    expect(report.findings[0].frames).toBe(2);
  });

  it('keeps a frame that cannot be told, and counts it', () => {
    const rows = rowsOf(space, [[NaN, 0], ...places.slice(1)]);
    const report = look([range], rows);
    expect([...report.passed]).toEqual([1, 0, 0, 1, 1]);
    expect(report.findings[0]).toMatchObject({ frames: 2, inconclusive: 1 });
  });

  it('judges windows within episodes', () => {
    const soon: Norm = { id: 't', type: 'temporal', operator: 'always', from: 0, to: 1, norm: range };
    const report = look([soon]);
    expect([...report.passed]).toEqual([0, 0, 0, 1, 1]);
  });

  it('leaves out norms on distances and on records that are not there, and says why', () => {
    const near: Norm = { id: 's', type: 'support', boundary: 0 };
    const own: Norm = { ...near, points: [[0, 0]] };
    const later: Norm = { id: 't', type: 'temporal', operator: 'always', from: 0, to: 1, norm: near };
    const field: Norm = { id: 'f', type: 'predicate', expression: 'record.dose < 1' };
    const report = look([near, { ...own, id: 'o' }, later, field]);
    expect(report.excluded).toBe(0);
    expect(report.findings.map(({ skipped }) => skipped)).toEqual([
      ...Array.from({ length: 3 }, () => expect.stringContaining('distances') as unknown),
      expect.stringContaining('no field “dose” in the data'),
    ]);
    const told = look(
      [field],
      rowsOf(
        space,
        places,
        Array.from({ length: 5 }, (_, i) => ({ dose: i })),
      ),
    );
    expect([...told.passed]).toEqual([1, 0, 0, 0, 0]);
    expect(told.findings[0].skipped).toBeNull();
  });

  it('asks about words where the data has them, and not about a field that no record has', () => {
    const words: Norm = { id: 'w', type: 'keyword', field: 'message', words: ['double the dose'], mode: 'forbid' };
    const sms: Norm = { id: 's', type: 'predicate', expression: 'record.channel != "sms"' };
    const said = ['rest', 'double the dose', 'never double the dose', 'rest', 'rest'];
    const report = look(
      [words, sms],
      rowsOf(
        space,
        places,
        said.map((message) => ({ message })),
      ),
    );
    expect([...report.passed]).toEqual([1, 0, 1, 1, 1]);
    expect(report.findings[0]).toMatchObject({ frames: 1, inconclusive: 1, skipped: null });
    expect(report.findings[1].skipped).toContain('no field “channel” in the data');
  });

  it('passes everything when there are no norms', () => {
    expect(look([])).toMatchObject({ findings: [], rows: 5, excluded: 0 });
  });

  it('fails on a norm that is none', () => {
    const bad = { ...range, features: [7] };
    const soon: Norm = { id: 't', type: 'temporal', operator: 'always', from: 3, to: 1, norm: range };
    for (const norm of [bad, soon]) {
      expect(phaseZero([norm], rowsOf(space, places), starts, space, noDistances).ok).toBe(false);
    }
  });
});
