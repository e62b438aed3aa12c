/**
 * What an audit can say something about (docs/methods.md 4): which rules it can attack at points, which it can check on the
 * records of the data, and which it cannot test at all, each with the reason.
 */
import { ok, type Result } from '../basics/result';
import { missingFields } from './missing-fields';
import { severe, severityOf, type Norm } from './norm';
import { openNorm, type OpenNorm } from './open-norm';
import type { DemonstrationDistances, NormRows, NormSpace } from './rows';
import { fieldsIn } from './tree/tree-uses';

/** A rule about fields of records, held against every record of the data. */
export interface RecordCheck {
  readonly id: string;
  readonly rows: number;
  /** Rows that violate it, ascending. */
  readonly violating: readonly number[];
  readonly inconclusive: number;
}

export interface UntestedRule {
  readonly id: string;
  /** Part of a sentence. */
  readonly reason: string;
}

/** Every rule is in one of the three. */
export interface Coverage {
  readonly attacked: readonly string[];
  readonly onRecords: readonly RecordCheck[];
  readonly untested: readonly UntestedRule[];
}

/** Where rules are tried. */
export interface CoverageGround {
  readonly space: NormSpace;
  readonly distances: DemonstrationDistances;
  /** Points as an attack proposes them, some of them good. */
  readonly points: NormRows;
  /** Rows of the data with what they say in words; null where the data is not here or says nothing. */
  readonly data: NormRows | null;
}

/** @returns what `openNorm` refuses with */
export function coverageOf(norms: readonly Norm[], ground: CoverageGround): Result<Coverage> {
  const attacked: string[] = [];
  const onRecords: RecordCheck[] = [];
  const untested: UntestedRule[] = [];
  for (const norm of norms) {
    const tried = tryRule(norm, ground);
    if (!tried.ok) return tried;
    if (tried.value === null) attacked.push(norm.id);
    else if ('reason' in tried.value) untested.push(tried.value);
    else onRecords.push(tried.value);
  }
  return ok({ attacked, onRecords, untested });
}

/** null = it can be attacked. */
function tryRule(norm: Norm, ground: CoverageGround): Result<UntestedRule | RecordCheck | null> {
  const untested = (reason: string) => ok({ id: norm.id, reason });
  if (norm.type === 'temporal')
    return untested('it speaks of a window of frames, and an attack looks at single points');
  const opened = openNorm(norm, ground.space, ground.distances);
  if (!opened.ok) return opened;
  const reads = fieldsIn(opened.value.tree).length > 0;
  if (reads && ground.data?.records === undefined) return untested('no text in the data');
  const missing = missingFields(opened.value.tree, ground.data?.records);
  if (missing !== null) return untested(missing);
  if (severityOf(norm) < severe) {
    return untested(`its severity is below ${severe}: a violation asks a person, so that no point is a flaw by it`);
  }
  if (reads && ground.data !== null) return ok(checked(norm.id, opened.value, ground.data));
  const told = margins(opened.value, ground.points).some((margin) => !Number.isNaN(margin));
  return told ? ok(null) : untested('it is inconclusive at every point');
}

function checked(id: string, norm: OpenNorm, data: NormRows): RecordCheck | UntestedRule {
  const found = margins(norm, data);
  const violating = [...found.keys()].filter((row) => found[row] < 0);
  const inconclusive = found.filter(Number.isNaN).length;
  if (inconclusive === data.rows) return { id, reason: 'it is inconclusive at every record of the data' };
  return { id, rows: data.rows, violating, inconclusive };
}

function margins(norm: OpenNorm, rows: NormRows): number[] {
  return Array.from({ length: rows.rows }, (_, row) => norm.margin(rows, row));
}
