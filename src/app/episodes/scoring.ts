/**
 * Scores every frame of a data set, piece by piece, and hands them to the gate as it sees them anywhere. Fold pieces of the reward's own data set are scored by the member that
 * did not see them, with the distance to the other episodes, so that a data set is not flattered by what was trained on it.
 */
import type { Task } from '../../basics/task';
import type { Frames } from '../../gate/decide';
import { coverUncertainties } from '../../reward/distance/cover';
import { runningLeaveOneOut, runningTrajectories } from '../../reward/calibration/running-trajectories';
import { rewardByMember, scoreOf } from '../../reward/score';
import type { Scores } from '../../reward/types';
import { peakOf } from '../../reward/calibration/trajectory';
import { uncertainties, type FittedBasin } from '../../reward/distance/uncertainty';
import { framesFrom, judged, type GateColumns, type Judged, type OpenGate } from '../../gate/open-gate';
import type { JudgingReward } from './reward';
import type { Span } from './spans';
import { follow } from './following';
import { advance } from './task';
import { pointsAt } from '../../reward/points-at';

/** Rows of one piece of work. */
export const pieceRows = 8192;
/** Numbers that are compared between two breaths when neighbours are searched. */
const searchWork = 2e7;

export interface ScoredFrames extends Frames {
  readonly raw: Float32Array;
  /** Highest n_k of each span and member, [spans × K]; what is no number counts as Infinity. */
  readonly peaks: Float64Array;
}

/**
 * @param raw [rows × F] in the order of the reward's features
 * @param spans cover all rows in order
 * @throws Cancelled
 */
export async function scoreFrames(
  reward: JudgingReward,
  raw: Float32Array,
  spans: readonly Span[],
  task: Task,
  label: string,
): Promise<ScoredFrames> {
  const { model, scorer, patches, fitted, gate } = reward;
  const rows = spans[spans.length - 1].end;
  const width = model.features.length;
  const members = model.members.length;
  const frames = {
    rows,
    raw,
    score: new Float64Array(rows),
    energy: new Float64Array(rows),
    distanceRatio: new Float64Array(rows).fill(NaN),
    suppression: new Float64Array(rows),
    raise: new Float64Array(rows),
    peaks: new Float64Array(spans.length * members).fill(-Infinity),
  };
  const seen = unjudged(gate, rows);
  const energies = new Float64Array(gate.conformal ? rows * members : 0);
  let span = 0;
  for (let from = 0; from < rows; from += pieceRows) {
    const to = Math.min(rows, from + pieceRows);
    await advance(task, { label, done: from, total: rows });
    const points = pointsAt(model, raw.subarray(from * width, to * width), to - from);
    const scores = await scorer.score(points, patches);
    place(frames, scores, from);
    placeJudged(seen, judged(gate, points), from);
    if (gate.conformal) energies.set(scores.memberEnergies, from * members);
    for (; span < spans.length && spans[span].start < to; span++) {
      const start = Math.max(from, spans[span].start);
      const end = Math.min(to, spans[span].end);
      raisePeaks(frames.peaks, span * members, scores.memberEnergies, start - from, end - from, members);
      if (!fitted && reward.cover) {
        const x = points.x.subarray((start - from) * reward.cover.dims, (end - from) * reward.cover.dims);
        frames.distanceRatio.set(coverUncertainties(reward.cover, x, end - start), start);
      }
      if (fitted && !spans[span].judged) {
        const x = points.x.subarray((start - from) * fitted.basin.dims, (end - from) * fitted.basin.dims);
        await search(fitted, x, spans[span].own, frames.distanceRatio.subarray(start, end), () =>
          advance(task, { label, done: start, total: rows }),
        );
      }
      if (spans[span].end > to) break;
      useJudgement(reward, frames, spans[span]);
    }
  }
  task.report({ label, done: rows, total: rows });
  const starts = startsOf(spans);
  const trajectory = trajectories(reward, energies, spans, starts);
  const followed = gate.monitor && (await follow(gate.monitor, raw, spans, task, label));
  const columns = { ...frames, ...(trajectory ? { trajectory } : {}), ...(followed ? { followed } : {}) };
  return { ...framesFrom(gate, columns, seen, starts), raw, peaks: frames.peaks };
}

/** [spans + 1] first row of each span and, last, the number of rows. */
function startsOf(spans: readonly Span[]): Uint32Array {
  return Uint32Array.from([...spans.map(({ start }) => start), spans[spans.length - 1].end]);
}

function unjudged({ norms, cells }: OpenGate, rows: number): Judged {
  return { margins: norms.map(() => new Float64Array(rows)), gap: cells && new Float64Array(rows) };
}

function placeJudged(into: Judged, { margins, gap }: Judged, from: number): void {
  margins.forEach((own, i) => into.margins[i].set(own, from));
  if (gap) into.gap?.set(gap, from);
}

/** p(τ) up to each frame; fold pieces by the member that did not see them. Null where nothing is claimed. */
function trajectories(
  { gate: { conformal }, outOfFold }: JudgingReward,
  energies: Float64Array,
  spans: readonly Span[],
  starts: Uint32Array,
): Float64Array | null {
  if (!conformal) return null;
  const p = runningTrajectories(conformal, energies, starts[spans.length], starts);
  const peaks = Float64Array.from(outOfFold, (own) => peakOf(own.energies, 0, own.energies.length).value).sort();
  for (const { judged: own, start } of spans) if (own) p.set(runningLeaveOneOut(own.energies, peaks), start);
  return p;
}

function place(frames: Omit<GateColumns, 'raw'>, scores: Scores, from: number): void {
  for (const name of ['score', 'energy', 'suppression', 'raise'] as const) frames[name].set(scores[name], from);
}

/** Raises the K peaks at `at` to the energies of rows [start, end). */
function raisePeaks(
  peaks: Float64Array,
  at: number,
  energies: Float64Array,
  start: number,
  end: number,
  members: number,
): void {
  for (let i = start * members; i < end * members; i++) {
    const k = at + (i % members);
    if (!(energies[i] <= peaks[k])) peaks[k] = Number.isNaN(energies[i]) ? Infinity : energies[i];
  }
}

/** u of rows into `out`; near neighbours among many points take their time, so messages are let in. */
async function search(
  fitted: FittedBasin,
  x: Float64Array | Float32Array,
  own: number | undefined,
  out: Float64Array,
  breathe: () => Promise<void>,
): Promise<void> {
  const { dims, episodes } = fitted.basin;
  const most = Math.max(1, Math.floor(searchWork / (dims * episodes.length)));
  for (let from = 0; from < out.length; from += most) {
    await breathe();
    const to = Math.min(out.length, from + most);
    out.set(uncertainties(fitted, x.subarray(from * dims, to * dims), to - from, own), from);
  }
}

/** n, r and u of the member and the episodes that did not see the span; patches act on them as on any other. */
function useJudgement({ model, models, patches }: JudgingReward, frames: GateColumns, span: Span): void {
  const { judged: own, start, end } = span;
  if (!own) return;
  const width = model.features.length;
  frames.energy.set(own.energies, start);
  frames.distanceRatio.set(own.uncertainties, start);
  const points = pointsAt(model, frames.raw.subarray(start * width, end * width), end - start);
  const rewards = rewardByMember(model, own.member, models[own.member], own.energies, points, patches);
  rewards.forEach((reward, i) => {
    const row = start + i;
    frames.score[row] = scoreOf(reward, frames.raise[row], frames.suppression[row]);
  });
}
