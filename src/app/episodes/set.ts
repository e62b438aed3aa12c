/** A data set under a reward: its frames, and its episodes ranked, worst first. */
import { spearman } from '../../basics/statistics';
import type { Task } from '../../basics/task';
import type { Demonstrations, Origins } from '../../demonstrations/demonstrations';
import { episodeActions } from '../../gate/debounce';
import { allowedFrames } from '../../gate/decide';
import { leaveOneOutTrajectories, peakOf } from '../../reward/calibration/trajectory';
import type { JudgingReward } from './reward';
import { pieceRows, scoreFrames, type ScoredFrames } from './scoring';
import type { Span } from './spans';
import { advance } from './task';
import type { EpisodeRecord } from '../types';

export interface ScoredSet {
  readonly demonstrations: Demonstrations;
  readonly origins: Origins;
  readonly frames: ScoredFrames;
  /** [rows] 1 where a frame is allowed by itself. */
  readonly allowed: Uint8Array;
  /** Worst first. */
  readonly records: readonly EpisodeRecord[];
  /** What each record is about. */
  readonly spans: readonly Span[];
  /** Spearman of length and peak energy over the records. */
  readonly lengthCorrelation: number;
}

interface Judged {
  readonly record: EpisodeRecord;
  readonly span: Span;
}

/**
 * Scores and ranks.
 * @param raw the rows as the reward reads them (`alignedRows`)
 * @param spans cover all rows in order
 * @throws Cancelled
 */
export async function scoreSet(
  reward: JudgingReward,
  { demonstrations, origins }: Pick<ScoredSet, 'demonstrations' | 'origins'>,
  raw: Float32Array,
  spans: readonly Span[],
  task: Task,
  name: string,
): Promise<ScoredSet> {
  const frames = await scoreFrames(reward, raw, spans, task, `Scoring the frames of “${name}”`);
  const allowed = await allowedRows(reward, frames, task);
  const p = trajectories(reward, frames, spans);
  const judged: Judged[] = [];
  for (const [i, span] of spans.entries()) {
    await advance(task, { label: 'Judging the episodes', done: i, total: spans.length });
    judged.push({ span, record: recordOf(reward, { demonstrations, origins, frames, allowed }, span, p[i]) });
  }
  judged.sort((a, b) => worstFirst(a.record, b.record));
  const records = judged.map(({ record }) => record);
  return {
    demonstrations,
    origins,
    frames,
    allowed,
    records,
    spans: judged.map(({ span }) => span),
    lengthCorrelation: spearman(
      records.map(({ frames: length }) => length),
      records.map(({ peakEnergy }) => peakEnergy),
    ),
  };
}

/** 1 where a frame is allowed without debounce, [rows]. */
async function allowedRows({ gate }: JudgingReward, frames: ScoredFrames, task: Task): Promise<Uint8Array> {
  const { rows } = frames;
  const allowed = new Uint8Array(rows);
  for (let from = 0; from < rows; from += pieceRows) {
    await advance(task, { label: 'Deciding frame by frame', done: from, total: rows });
    allowed.set(allowedFrames(frames, gate.thresholds, from, Math.min(rows, from + pieceRows)), from);
  }
  return allowed;
}

/**
 * p(τ) of each span (docs/methods.md 1.4): fold pieces leave-one-out among the judged ones, all others against those by every
 * member. Null where no claim is made, and for fold pieces that every member has seen.
 */
function trajectories(
  { conformal, claims, outOfFold, model }: JudgingReward,
  { peaks }: ScoredFrames,
  spans: readonly Span[],
): (number | null)[] {
  if (!claims) return spans.map(() => null);
  const judged = Float64Array.from(outOfFold, ({ energies }) => peakOf(energies, 0, energies.length).value);
  const others = leaveOneOutTrajectories(judged);
  const known = new Map(outOfFold.map((episode, j) => [episode, others[j]]));
  const members = model.members.length;
  return spans.map(({ judged: own, part }, i) => {
    if (own || part === 'fold') return (own && known.get(own)) ?? null;
    return conformal.trajectory(peaks.subarray(i * members, (i + 1) * members), 1);
  });
}

function recordOf(
  { gate }: JudgingReward,
  { demonstrations, origins, frames, allowed }: Pick<ScoredSet, 'demonstrations' | 'origins' | 'frames' | 'allowed'>,
  { episode, start, end, part }: Span,
  p: number | null,
): EpisodeRecord {
  const peak = peakOf(frames.energy, start, end);
  const left = episodeActions(frames, start, end, gate.thresholds).findIndex((action) => action !== 0);
  return {
    episode,
    number: origins.numbers[episode],
    part,
    start: start - demonstrations.episodes[episode],
    frames: end - start,
    p,
    peakEnergy: peak.value,
    worst: peak.at,
    leftAt: left < 0 ? null : left,
    meanScore: meanOf(frames.score, start, end),
    allowed: meanOf(allowed, start, end),
  };
}

/** Mean of values [start, end), at least one. */
export function meanOf(values: ArrayLike<number>, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  return sum / (end - start);
}

/** By p, then by peak energy, then as they come; where there is no claim, by peak energy. */
function worstFirst(a: EpisodeRecord, b: EpisodeRecord): number {
  const byP = (a.p ?? 2) - (b.p ?? 2);
  if (byP !== 0) return byP;
  if (a.peakEnergy !== b.peakEnergy) return b.peakEnergy - a.peakEnergy;
  return a.episode - b.episode || a.start - b.start;
}
