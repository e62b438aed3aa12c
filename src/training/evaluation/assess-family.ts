/**
 * One calibrated family on episodes that nothing was tuned to (docs/methods.md 1.4–1.6, 5): held-out (test) episodes make the
 * figures, validation episodes the ranking.
 */
import { clopperPearson } from '../../basics/intervals';
import { baseInputs } from '../../demonstrations/motion/rate';
import { allowedFrames, type Frames } from '../../gate/decide';
import { fastArithmetic } from '../../engine/arithmetic';
import { expertAllowed } from '../../gate/dial/expert-allowed';
import { gateMonitor, motionColumns } from '../../gate/monitor/gate-monitor';
import { CrossConformal } from '../../reward/calibration/conformal';
import { assessNegatives, worstEnergy, type Judgement } from '../../reward/evaluation/assess-negatives';
import type { NegativeId } from '../../reward/evaluation/figures';
import { Join } from '../../reward/evaluation/join';
import { auditNullPolicies } from '../../reward/evaluation/null-policies';
import { standingShare } from '../../reward/evaluation/standing';
import { families, type FamilyId } from '../../reward/families';
import type { TrainedMonitor } from '../monitor';
import { goodRows } from '../prepared-data';
import type { Assessment, FamilyAssessment, OwnAssessment } from './assessment';
import type { CalibratedFamily, MeasuredBasin } from './calibrate-family';
import { KnownRows } from './known-rows';
import type { EvaluationJob } from './evaluation-job';
import { monitorFigures } from './monitor-figures';
import type { JudgedPart } from './row-sets';

/** Level of the measured conformal rate. */
const nominal = 0.05;

type JudgedFrames = Frames & { readonly raw: Float32Array; readonly memberEnergies: Float64Array };

export interface AssessedFamily extends CalibratedFamily {
  readonly figures: FamilyAssessment;
  readonly own: OwnAssessment;
}

/** Everything that is said about one family, which the lanes have learned. */
export async function assessFamily(
  job: EvaluationJob,
  family: CalibratedFamily,
  basin: MeasuredBasin,
  monitor: TrainedMonitor | null,
): Promise<AssessedFamily> {
  const judge = new FamilyJudge(job, family, basin, monitor);
  const [held, worstOnValidation] = await Promise.all([judge.frames('test', null), judge.worstOnValidation()]);
  const [negatives, own] = await Promise.all([judge.negatives(held), judge.own(held)]);
  const { id } = judge;
  const heldOutMean = own.heldOutMean;
  return {
    ...family,
    own,
    figures: { family: id, title: families[id].title, negatives, worstOnValidation, heldOutMean },
  };
}

class FamilyJudge {
  readonly id: FamilyId;
  private readonly join: Join;

  constructor(
    private readonly job: EvaluationJob,
    private readonly family: CalibratedFamily,
    private readonly basin: MeasuredBasin,
    private readonly monitor: TrainedMonitor | null,
  ) {
    this.id = family.model.family as FamilyId;
    this.join = new Join(family.outOfFold);
  }

  private get title(): string {
    return families[this.id].title;
  }

  /** Scores of rows of a set with their distance ratio: what enforcement reads. */
  async frames(part: JudgedPart, negative: NegativeId | null, from = 0, end = Infinity): Promise<JudgedFrames> {
    const set = { part, negative };
    const to = Math.min(end, this.job.sets.count(set));
    const what = negative === null ? 'held-out episodes' : 'hard negatives';
    const [scores, distances] = await Promise.all([
      this.job.scores(this.id, `Judging ${what}: ${this.title}`, set, [from, to]),
      this.job.distances(set, [from, to]),
    ]);
    const { epsilon99 } = this.basin.basin;
    const { raw } = this.job.sets.points(set, from, to);
    return { rows: to - from, raw, ...scores, distanceRatio: distances.map((distance) => distance / epsilon99) };
  }

  negatives(held: JudgedFrames) {
    const rows = this.job.sets.count({ part: 'test', negative: 'permuted' });
    return assessNegatives(this.judged(held), rows, async (id, from, to) =>
      this.judged(await this.frames('test', id, from, to)),
    );
  }

  private judged(frames: JudgedFrames): Judgement {
    const { energy, distanceRatio } = frames;
    const allowed = allowedFrames(frames, this.family.thresholds);
    return { energy, join: this.join.of(energy, distanceRatio), allowed };
  }

  /** Families are ranked by n alone: no distance is measured. */
  async worstOnValidation(): Promise<number> {
    const label = `Ranking on validation episodes: ${this.title}`;
    const energies = async (negative: NegativeId | null, from: number, to: number) => {
      const { energy } = await this.job.scores(this.id, label, { part: 'validation', negative }, [from, to]);
      return energy;
    };
    const { sets } = this.job;
    const demonstrations = await energies(null, 0, sets.count({ part: 'validation', negative: null }));
    return worstEnergy(demonstrations, sets.count({ part: 'validation', negative: 'permuted' }), energies);
  }

  /** What the family does to held-out experts, and what null policies earn under it. */
  async own(frames: JudgedFrames): Promise<OwnAssessment> {
    const { prepared, seed } = this.job;
    const { demonstrations, split } = prepared;
    const heldOut = split.segments.filter(({ part }) => part === 'test');
    const starts = Uint32Array.from(offsets(heldOut));
    const { thresholds, outOfFold } = this.family;
    const gate = gateMonitor(demonstrations.features, this.monitor?.models ?? null, outOfFold, thresholds.dial);
    const arithmetic = await fastArithmetic();
    const followed = (judged: JudgedFrames, spans: Uint32Array): Frames =>
      gate ? { ...judged, followed: { by: gate, ...motionColumns(gate, judged.raw, spans, arithmetic) } } : judged;
    const held = followed(frames, starts);
    const { frames: share, episodes } = expertAllowed(held, starts, thresholds, demonstrations.timeStep);
    const trained = split.segments.filter(({ part }) => part !== 'test');
    const figures =
      gate &&
      (await monitorFigures(gate, thresholds, demonstrations, heldOut, trained, seed, async (name, raw, spans) =>
        followed(await this.rowFrames(name, raw), spans),
      ));
    const { episodes: places, features } = demonstrations;
    const basin = goodRows(prepared);
    const { epsilon99 } = this.basin.basin;
    const { x, dims } = prepared;
    const standing = standingShare({ x, dims, inputs: baseInputs(features), episodes: places, basin, epsilon99 });
    const request = { demonstrations, heldOut, basin, seed, standing };
    const known = new KnownRows(demonstrations.features.length);
    known.add(frames.raw, frames);
    const { expert, policies } = await auditNullPolicies(request, async (raw) => {
      const fresh = known.missing(raw);
      if (fresh.length > 0) known.add(fresh, await this.scoreRows(fresh));
      return known.of(raw);
    });
    return {
      heldOutMean: frames.score.reduce((a, b) => a + b, 0) / frames.rows,
      expert,
      expertAllowed: { frames: share, episodes },
      nullPolicies: policies,
      monitor: figures,
      conformal: split.byEpisode ? this.conformalRate(frames.memberEnergies, starts) : null,
    };
  }

  private scoreRows(raw: Float32Array) {
    const rows = raw.length / this.job.prepared.demonstrations.features.length;
    return this.job.rowScores(this.id, `Playing null policies: ${this.title}`, raw, rows);
  }

  /** Rows that were made for the monitor. @param name of the rows, which every family is asked about */
  private async rowFrames(name: string, raw: Float32Array): Promise<JudgedFrames> {
    const rows = raw.length / this.job.prepared.demonstrations.features.length;
    const [scores, distances] = await Promise.all([
      this.job.rowScores(this.id, `Judging faults: ${this.title}`, raw, rows),
      this.job.rowDistances(name, raw, rows),
    ]);
    const { epsilon99 } = this.basin.basin;
    return { rows, raw, ...scores, distanceRatio: distances.map((distance) => distance / epsilon99) };
  }

  /** Share of held-out episodes with p(τ) ≤ .05; null where J < 20 makes no claim. */
  private conformalRate(energies: Float64Array, starts: Uint32Array): Assessment['conformal'] {
    const members = this.family.model.members.length;
    const conformal = new CrossConformal(this.family.outOfFold, members);
    if (!conformal.claims) return null;
    const episodes = starts.length - 1;
    let alarms = 0;
    for (let j = 0; j < episodes; j++) {
      const own = energies.subarray(starts[j] * members, starts[j + 1] * members);
      if (conformal.trajectory(own, starts[j + 1] - starts[j]) <= nominal) alarms += 1;
    }
    return { nominal, measured: clopperPearson(alarms, episodes) };
  }
}

function offsets(segments: readonly { readonly start: number; readonly end: number }[]): number[] {
  const starts = [0];
  for (const { start, end } of segments) starts.push(starts[starts.length - 1] + end - start);
  return starts;
}
