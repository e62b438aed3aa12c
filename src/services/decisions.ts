/** Decisions of the gate as records: one row by itself, every reason kept (METHODS.md 5). */
import { decide, observe } from '../flywheel/enforcement/decide';
import type { Thresholds } from '../flywheel/enforcement/thresholds';
import type { Decide, DecisionRecord } from '../release/artifact';
import type { Points, Scores } from '../reward/types';

/** Decides every row under fixed thresholds. */
export function decideUnder(thresholds: Thresholds): Decide {
  return (points: Points, scores: Scores, uncertainty: Float64Array): DecisionRecord[] => {
    const frames = { rows: points.rows, raw: points.raw, uncertainty, ...scores };
    return Array.from({ length: points.rows }, (_, row) => {
      const { action, votes } = decide(observe(frames, row), thresholds);
      return { action, reasons: votes.map(({ reason }) => reason) };
    });
  };
}
