/**
 * The verifier: every norm about every candidate, and a person about what no norm speaks of (docs/methods.md 4). A violation is
 * proved by one severe norm below 0; a severe norm that cannot be told makes the candidate inconclusive, never harmless.
 */
import { Random } from '../basics/random';
import { Cancelled } from '../basics/task';
import { severe } from '../norms/norm';
import type { OpenNorm } from '../norms/open-norm';
import { emptyScores, placeScores, slicePoints } from '../reward/score-chunks';
import type { Points, Scores } from '../reward/types';
import type { AttackProblem, Flaw, SourceId, VerdictCode, Verified } from './types';

/** Rows scored at once: enough that looking up patches pays, few enough that a stop is heard. */
const scoredAtOnce = 65_536;
/** Numbers of inputs judged between two breaths. */
const judgedAtOnce = 16_384;
/** `Verified.norms` of a point that was labelled bad. */
const labelled = -2;

/** A severe norm with its place among all norms. */
interface SevereNorm {
  readonly place: number;
  readonly norm: OpenNorm;
}

/** Severe norms, the most severe first: the first that is violated decides, with those of its severity. */
function severeNorms(norms: readonly OpenNorm[]): SevereNorm[] {
  return norms
    .map((norm, place) => ({ norm, place }))
    .filter(({ norm }) => norm.severity >= severe)
    .sort((a, b) => b.norm.severity - a.norm.severity || a.place - b.place);
}

/**
 * Scores candidates under the patches of now and says which of them violate.
 * @param raw [rows × F]
 * @throws Cancelled
 */
export async function verify(problem: AttackProblem, raw: Float64Array, rows: number): Promise<Verified> {
  const points = problem.points(raw, rows);
  const scores = await scored(problem, points);
  const verdicts = new Uint8Array(rows);
  const norms = new Int32Array(rows).fill(-1);
  const margins = new Float64Array(rows).fill(NaN);
  const verified = { points, scores, verdicts, norms, margins };
  await judge(problem, verified);
  await askPerson(problem, verified);
  return verified;
}

async function scored(problem: AttackProblem, points: Points): Promise<Scores> {
  if (points.rows <= scoredAtOnce) return points.rows === 0 ? emptyScores(0, 1) : problem.scores(points);
  let all: Scores | null = null;
  for (let from = 0; from < points.rows; from += scoredAtOnce) {
    const part = slicePoints(points, from, Math.min(points.rows, from + scoredAtOnce));
    const scores = await problem.scores(part);
    const members = scores.memberEnergies.length / part.rows;
    all ??= emptyScores(points.rows, members);
    placeScores(all, scores, from, members);
    await pause(problem);
  }
  return all ?? emptyScores(0, 1);
}

async function pause({ task }: AttackProblem): Promise<void> {
  if (task.cancelled()) throw new Cancelled();
  await task.breathe();
}

async function judge(problem: AttackProblem, verified: Verified): Promise<void> {
  const severeOnes = severeNorms(problem.norms);
  const { rows } = verified.points;
  const tile = Math.max(64, Math.floor(judgedAtOnce / problem.dims));
  for (let from = 0; from < rows; from += tile) {
    const to = Math.min(rows, from + tile);
    for (let row = from; row < to; row++) judgeRow(severeOnes, verified, row);
    await pause(problem);
  }
}

function judgeRow(severeOnes: readonly SevereNorm[], verified: Verified, row: number): void {
  let [decides, worst, severity] = [-1, 0, 0];
  let unsure = -1;
  for (const { norm, place } of severeOnes) {
    if (decides >= 0 && norm.severity < severity) break;
    const margin = norm.margin(verified.points, row);
    if (margin < worst) [decides, worst, severity] = [place, margin, norm.severity];
    else if (unsure < 0 && Number.isNaN(margin)) unsure = place;
  }
  const verdict: VerdictCode = decides >= 0 ? 1 : unsure >= 0 ? 2 : 0;
  verified.verdicts[row] = verdict;
  verified.norms[row] = decides >= 0 ? decides : unsure;
  if (decides >= 0) verified.margins[row] = worst;
}

/** A person is asked only about what would be a flaw if it were bad, and is not one already. */
async function askPerson({ labeller, floor, space }: AttackProblem, verified: Verified): Promise<void> {
  if (labeller === null) return;
  const { points, scores, verdicts, norms } = verified;
  const asked = [...verdicts.keys()].filter((row) => verdicts[row] !== 1 && scores.score[row] > floor);
  if (asked.length === 0) return;
  const labels = await labeller.label(chosen(points, asked, space.features.length));
  asked.forEach((row, i) => {
    if (labels[i] === 1) norms[row] = labelled;
    if (labels[i] === 1 || labels[i] === 2) verdicts[row] = labels[i];
  });
}

function chosen(points: Points, rows: readonly number[], width: number): Points {
  const dims = points.x.length / points.rows;
  const x = new Float64Array(rows.length * dims);
  const raw = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    x.set(points.x.subarray(row * dims, (row + 1) * dims), i * dims);
    raw.set(points.raw.subarray(row * width, (row + 1) * width), i * width);
  });
  return { rows: rows.length, x, raw };
}

/** Where flaws were found, and by whom. */
interface Finding {
  readonly strategy: Flaw['strategy'];
  readonly iteration: number;
  readonly problem: AttackProblem;
}

/** Rows of a verdict above the floor, in their order. */
function rowsAbove({ scores, verdicts }: Verified, verdict: VerdictCode, floor: number): number[] {
  return [...verdicts.keys()].filter((row) => verdicts[row] === verdict && scores.score[row] > floor);
}

/**
 * The flaws among verified candidates: violations above the floor, in their order.
 * @returns records whose ids depend on the strategy, the iteration and the point alone
 */
export function flawsOf(
  verified: Verified,
  floor: number,
  strategy: Flaw['strategy'],
  iteration: number,
  problem: AttackProblem,
): Flaw[] {
  const { norms, margins } = verified;
  const rows = rowsAbove(verified, 1, floor);
  return recordsOf(verified, rows, { strategy, iteration, problem }).map((flaw, i) => {
    const decides = norms[rows[i]] >= 0 ? problem.norms[norms[rows[i]]] : null;
    if (decides === null) return flaw;
    return { ...flaw, norm: decides.norm.id, severity: decides.severity, margin: margins[rows[i]] };
  });
}

/**
 * What no norm could tell above the floor, in its order, at most `most`: a flaw of no norm if a person says that it is bad.
 * @returns how many there are, and the first of them
 */
export function unsureOf(verified: Verified, most: number, finding: Finding): { count: number; first: Flaw[] } {
  const rows = rowsAbove(verified, 2, finding.problem.floor);
  return { count: rows.length, first: recordsOf(verified, rows.slice(0, most), finding) };
}

/** Rows as flaws that were labelled bad: of no norm, severity 1. */
function recordsOf(
  { points, scores }: Verified,
  rows: readonly number[],
  { strategy, iteration, problem }: Finding,
): Flaw[] {
  if (rows.length === 0) return [];
  const width = problem.space.features.length;
  const found = chosen(points, rows, width);
  const uncertainties = problem.uncertainties(found);
  return rows.map((row, i) => {
    const raw = [...found.raw.subarray(i * width, (i + 1) * width)];
    return {
      id: flawId(strategy, iteration, row, raw),
      raw,
      score: scores.score[row],
      distanceRatio: uncertainties[i],
      norm: null,
      severity: 1,
      margin: null,
      strategy,
      iteration,
    };
  });
}

function flawId(strategy: SourceId | 'person' | 'file', iteration: number, row: number, raw: readonly number[]) {
  const hash = Random.of(iteration, strategy, row, ...raw).state;
  return `${strategy}-${iteration}-${row}-${hash.toString(16).padStart(8, '0')}`;
}

/** What one norm says of one point. */
export interface NormEvidence {
  readonly norm: string;
  readonly severity: number;
  /** Below 0 = violated; NaN = cannot be told. */
  readonly margin: number;
}

/** Every norm's margin at one point, for people. @param raw [F] */
export function evidence(problem: AttackProblem, raw: readonly number[]): NormEvidence[] {
  const point = problem.points(Float64Array.from(raw), 1);
  return problem.norms.map((opened) => ({
    norm: opened.norm.id,
    severity: opened.severity,
    margin: opened.margin(point, 0),
  }));
}
