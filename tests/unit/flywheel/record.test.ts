import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/gate/decide';
import { readBy } from '../../../src/basics/schema';
import { decisionRecordSchema } from '../../../src/gate/record';
import { evidenceStatus, recordOf, type Known } from '../../../src/gate/records';
import { uncalibrated, type Thresholds } from '../../../src/gate/thresholds';
import type { Observation } from '../../../src/gate/votes/vote';

const thresholds: Thresholds = {
  ...{ dial: 0.05, uMax: 1.5, uBlock: 3, nMax: 2, debounce: 3, floor: 0.05, supported: 0.05, aMax: 0.26 },
};
const around: Known = {
  row: 7,
  p: 0.4,
  nearest: [{ distance: 0.3, episode: 2 }],
  patches: [{ id: 'a', kind: 'suppress', amount: 0.2 }],
  episodes: 20,
  cellDraws: 59,
};
const seen: Observation = {
  ...{ score: 0.5, distanceRatio: 0.2, energy: -1, suppression: 0.2, raise: 0, fields: [0] },
  norms: [
    { id: 'cart', severity: 1, margin: -0.5 },
    { id: 'dose', severity: 0.3, margin: NaN },
  ],
  gap: 0.05,
  trajectory: 0.3,
};

describe('a decision record', () => {
  it('carries every reason with its sentence, the margins, neighbours, patches and sample sizes', () => {
    const record = recordOf(decide(seen, thresholds), seen, around, thresholds);
    expect(readBy(decisionRecordSchema, record, 'the record')).toEqual(record);
    expect(record).toEqual({
      row: 7,
      action: 'block',
      reasons: [
        { action: 'block', reason: 'violated', text: 'Blocked because it violates the norm cart.' },
        { action: 'escalate', reason: 'abstain', text: 'A person decides: whether it keeps dose cannot be told.' },
      ],
      status: 'supported',
      audited: true,
      evidence: {
        scores: { score: 0.5, distance_ratio: 0.2, energy: -1, suppression: 0.2, raise: 0 },
        p: 0.4,
        trajectory: 0.3,
        gap: 0.05,
        margins: [
          { id: 'cart', severity: 1, margin: -0.5 },
          { id: 'dose', severity: 0.3, margin: null },
        ],
        nearest: around.nearest,
        patches: around.patches,
        samples: { episodes: 20, cellDraws: 59 },
      },
    });
  });

  it('can be written down whatever was seen, and says that nothing was audited', () => {
    const broken: Observation = { ...seen, score: NaN, energy: Infinity, distanceRatio: undefined, gap: null };
    const record = recordOf(decide(broken, thresholds), broken, { ...around, cellDraws: null, p: NaN }, thresholds);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(record).toMatchObject({ action: 'block', audited: false, status: 'insufficient' });
    expect(record.evidence).toMatchObject({ p: null, gap: null, scores: { score: null, energy: null } });
  });

  it('is supported only where a dial, twenty episodes and draws of the cell stand behind it', () => {
    expect(evidenceStatus(seen, around, thresholds)).toBe('supported');
    expect(evidenceStatus(seen, around, uncalibrated)).toBe('insufficient');
    expect(evidenceStatus(seen, { ...around, episodes: 19 }, thresholds)).toBe('insufficient');
    expect(evidenceStatus(seen, { ...around, cellDraws: 0 }, thresholds)).toBe('insufficient');
    expect(evidenceStatus(seen, { ...around, cellDraws: null }, thresholds)).toBe('insufficient');
  });

  it('is conflicting where patches or people pull both ways', () => {
    expect(evidenceStatus({ ...seen, raise: 0.1 }, around, thresholds)).toBe('conflicting');
    expect(evidenceStatus({ ...seen, raise: 0.1, suppression: 0 }, around, thresholds)).toBe('supported');
    expect(evidenceStatus(seen, { ...around, labels: { like: 1, flaw: 2 } }, thresholds)).toBe('conflicting');
    expect(evidenceStatus(seen, { ...around, labels: { like: 0, flaw: 2 } }, thresholds)).toBe('supported');
  });
});
