/** Phase 0: norms run over the demonstrations themselves; what violates is a finding about the data (docs/methods.md 1.1). */
import { ok, type Result } from '../basics/result';
import { normMargins, type NormMargins } from './episode-margins';
import { severe, severityOf, type Norm } from './norm';
import { openNorm } from './open-norm';
import { missingFields } from './missing-fields';
import type { NormRows, NormSpace, DemonstrationDistances } from './rows';
import { readsDistance } from './tree/tree-uses';

export interface PhaseZeroFinding {
  /** Id of the norm. */
  readonly norm: string;
  readonly frames: number;
  readonly inconclusive: number;
  /** Places of the episodes with a violating frame, ascending. */
  readonly episodes: readonly number[];
  readonly worst: { readonly row: number; readonly margin: number } | null;
  /** Why it was not asked, for people; null when it was. */
  readonly skipped: string | null;
}

export interface PhaseZero {
  /** [rows] 1 = violates no severe norm. A frame that cannot be told stays, and is counted. */
  readonly passed: Uint8Array;
  readonly findings: readonly PhaseZeroFinding[];
  readonly rows: number;
  /** Frames that did not pass. */
  readonly excluded: number;
}

/** @param starts [J + 1] first row of each episode and, last, the number of rows */
export function phaseZero(
  norms: readonly Norm[],
  rows: NormRows,
  starts: Uint32Array,
  space: NormSpace,
  distances: DemonstrationDistances,
): Result<PhaseZero> {
  const passed = new Uint8Array(rows.rows).fill(1);
  const findings: PhaseZeroFinding[] = [];
  for (const norm of norms) {
    const skipped = whySkipped(norm, rows, space, distances);
    if (!skipped.ok) return skipped;
    if (skipped.value !== null) {
      findings.push({ norm: norm.id, frames: 0, inconclusive: 0, episodes: [], worst: null, skipped: skipped.value });
      continue;
    }
    const judged = normMargins([norm], rows, starts, space, distances);
    if (!judged.ok) return judged;
    findings.push(findingOf(judged.value[0], starts, passed));
  }
  return ok({ passed, findings, rows: rows.rows, excluded: passed.reduce((count, pass) => count + 1 - pass, 0) });
}

/** Nothing is standardised before there is a basin, and rows without records have no fields. */
function whySkipped(
  norm: Norm,
  rows: NormRows,
  space: NormSpace,
  distances: DemonstrationDistances,
): Result<string | null> {
  const opened = openNorm(norm.type === 'temporal' ? norm.norm : norm, space, distances);
  if (!opened.ok) return opened;
  const { tree } = opened.value;
  if (readsDistance(tree)) return ok('It measures distances, which have a unit only once a reward has been trained.');
  const missing = missingFields(tree, rows.records);
  return ok(missing === null ? null : `It cannot be evaluated: ${missing}.`);
}

function findingOf({ norm, margins }: NormMargins, starts: Uint32Array, passed: Uint8Array): PhaseZeroFinding {
  const hard = severityOf(norm) >= severe;
  const episodes: number[] = [];
  let [frames, inconclusive] = [0, 0];
  let worst: PhaseZeroFinding['worst'] = null;
  for (let j = 0; j + 1 < starts.length; j++) {
    const before = frames;
    for (let row = starts[j]; row < starts[j + 1]; row++) {
      const margin = margins[row];
      if (Number.isNaN(margin)) inconclusive++;
      if (!(margin < 0)) continue;
      frames++;
      if (hard) passed[row] = 0;
      if (worst === null || margin < worst.margin) worst = { row, margin };
    }
    if (frames > before) episodes.push(j);
  }
  return { norm: norm.id, frames, inconclusive, episodes, worst, skipped: null };
}
