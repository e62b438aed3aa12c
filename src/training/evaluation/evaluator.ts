/**
 * The pieces that an evaluation is made of, each a function of the prepared data alone: whoever runs them, and in which order,
 * the numbers are the same to the last bit (docs/methods.md 1.3–1.6).
 */
import { ok, type Result } from '../../basics/result';
import { unwatched } from '../../basics/task';
import { hasRates } from '../../demonstrations/motion/rate';
import { rowsOf, trainingRowsOf, type Segment } from '../../demonstrations/split';
import { fastArithmetic } from '../../engine/arithmetic';
import { openScorer } from '../../engine/open-scorer';
import { calibrate } from '../../reward/calibration/calibrate';
import { nearestDistances, type NeighbourSearch } from '../../reward/distance/neighbour-search';
import { radiusRows } from '../../reward/distance/uncertainty';
import { families, type FamilyId } from '../../reward/families';
import { plainArithmetic, type FamilyArithmetic } from '../../reward/families/arithmetic';
import { layoutOf, tensorsOf } from '../../reward/families/mixture/initialise';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import { pointsAt } from '../../reward/points-at';
import { energyOf } from '../../reward/score';
import type { MemberRecord, RewardModel, Scorer, Tensors } from '../../reward/types';
import { trainMemberMonitor, type MemberMonitor } from '../monitor';
import { afterStarts, gather, goodRows, inputsAt, type PreparedData } from '../prepared-data';
import { calibrationSegments, episodeOf } from './episodes';
import { RowSets, type RowSet } from './row-sets';

/** What a piece is cut from. */
export interface EvaluationData {
  readonly prepared: PreparedData;
  readonly seed: number;
}
/** A member on its own fold. */
export interface JudgedMember {
  readonly record: MemberRecord;
  /** n of each row of its fold, in their order. */
  readonly energies: Float64Array;
}
/** What a family says of rows, [rows] each. */
export interface SetScores {
  readonly score: Float64Array;
  readonly energy: Float64Array;
  /** [rows × K] */
  readonly memberEnergies: Float64Array;
  readonly suppression: Float64Array;
  readonly raise: Float64Array;
}

/** One that does pieces; rows are named by range, so that little crosses the border of a worker. */
export interface EvaluationLane {
  /** Handed what all pieces are cut from, once. */
  begin(data: EvaluationData): Promise<void>;
  /** Distances to other episodes of queries [from, to) of those that ε₉₉ is the quantile of. */
  radiusDistances(from: number, to: number): Promise<Float64Array>;
  /** Distances to other episodes of the rows of calibration segments [from, to). */
  foldDistances(from: number, to: number): Promise<Float64Array>;
  /** Distances to the basin of rows [from, to) of a set. */
  distances(set: RowSet, from: number, to: number): Promise<Float64Array>;
  /** Row of the basin that lies nearest to the middle of all. */
  middle(): Promise<number>;
  /** The trained mixture of a checkpoint, or another family fitted on the same rows, calibrated on its own fold. */
  member(id: FamilyId, checkpoint: TrainingCheckpoint): Promise<Result<JudgedMember>>;
  /** Takes a family in, so that it can be asked for scores. */
  learn(model: RewardModel): Promise<void>;
  /** Scores of rows [from, to) of a set. */
  scores(id: FamilyId, set: RowSet, from: number, to: number): Promise<SetScores>;
  /** Scores of rows that are handed in. @param raw [rows × F] */
  scoreRows(id: FamilyId, raw: Float32Array, rows: number): Promise<SetScores>;
  /** Distances to the basin of rows that are handed in. @param raw [rows × F] */
  rowDistances(raw: Float32Array, rows: number): Promise<Float64Array>;
  /** What a member of the monitor learns; null where no column varies. */
  monitor(member: number): Promise<MemberMonitor | null>;
}

export class Evaluator implements EvaluationLane {
  private data: EvaluationData | null = null;
  private sets: RowSets | null = null;
  private arithmetic: FamilyArithmetic = plainArithmetic;
  private search: NeighbourSearch | null = null;
  private readonly scorers = new Map<FamilyId, Scorer>();

  async begin(data: EvaluationData): Promise<void> {
    this.data = data;
    this.sets = new RowSets(data.prepared, data.seed);
    this.arithmetic = await fastArithmetic();
  }

  radiusDistances(from: number, to: number): Promise<Float64Array> {
    const { prepared, seed } = this.given;
    const good = goodRows(prepared);
    const owners = basinEpisodes(prepared);
    const rows = radiusQueries(prepared, seed).subarray(from, to);
    const x = inputsAt(
      prepared,
      rows.map((row) => good[row]),
    );
    const own = Int32Array.from(rows, (row) => owners[row]);
    return Promise.resolve(this.basin().search(x, rows.length, 1, own).distances);
  }

  foldDistances(from: number, to: number): Promise<Float64Array> {
    const { prepared } = this.given;
    const segments = calibrationSegments(prepared).slice(from, to);
    const x = gather(prepared.x, prepared.dims, rowsIn(segments));
    const own = Int32Array.from(
      segments.flatMap((segment) => new Array<number>(segment.end - segment.start).fill(episodeOf(prepared, segment))),
    );
    return Promise.resolve(nearestDistances(this.basin(), x, own.length, own));
  }

  distances(set: RowSet, from: number, to: number): Promise<Float64Array> {
    return Promise.resolve(nearestDistances(this.basin(), this.rows.points(set, from, to).x, to - from));
  }

  middle(): Promise<number> {
    const { indices } = this.basin().search(new Float64Array(this.given.prepared.dims), 1, 1);
    return Promise.resolve(indices[0]);
  }

  async member(id: FamilyId, checkpoint: TrainingCheckpoint): Promise<Result<JudgedMember>> {
    const { prepared } = this.given;
    const tensors = await this.tensors(id, checkpoint);
    const opened = families[id].open(tensors, this.arithmetic);
    if (!opened.ok) return opened;
    const fold = inputsAt(prepared, rowsOf(prepared.split, checkpoint.member));
    const errors = opened.value.errors(fold, fold.length / prepared.dims);
    const calibration = calibrate(errors);
    if (!calibration.ok) return calibration;
    const energies = errors.map((m) => energyOf(m, calibration.value));
    return ok({ record: { tensors, calibration: calibration.value }, energies });
  }

  async learn(model: RewardModel): Promise<void> {
    // Whoever stops an evaluation ends its workers: nothing needs to be let in between two pieces of a score.
    const opened = await openScorer(model, undefined, () => unwatched.breathe());
    if (!opened.ok) throw new Error(opened.failure.message);
    this.scorers.set(model.family as FamilyId, opened.value);
  }

  async scores(id: FamilyId, set: RowSet, from: number, to: number): Promise<SetScores> {
    const scores = await this.scorer(id).score(this.rows.points(set, from, to), []);
    const { score, energy, memberEnergies, suppression, raise } = scores;
    return { score, energy, memberEnergies, suppression, raise };
  }

  async scoreRows(id: FamilyId, raw: Float32Array, rows: number): Promise<SetScores> {
    const scores = await this.scorer(id).score(this.points(raw, rows), []);
    const { score, energy, memberEnergies, suppression, raise } = scores;
    return { score, energy, memberEnergies, suppression, raise };
  }

  rowDistances(raw: Float32Array, rows: number): Promise<Float64Array> {
    return Promise.resolve(nearestDistances(this.basin(), this.points(raw, rows).x, rows));
  }

  monitor(member: number): Promise<MemberMonitor | null> {
    const { prepared, seed } = this.given;
    return trainMemberMonitor(prepared, member, seed, unwatched, this.arithmetic);
  }

  private points(raw: Float32Array, rows: number) {
    const { demonstrations, standardiser } = this.given.prepared;
    return pointsAt({ features: demonstrations.features, standardiser }, raw, rows);
  }

  private async tensors(id: FamilyId, { best, settings, member }: TrainingCheckpoint): Promise<Tensors> {
    const { prepared } = this.given;
    const { fit } = families[id];
    if (!fit) return tensorsOf(best, layoutOf(settings, prepared.dims));
    const x = inputsAt(prepared, trainingRowsOf(prepared.split, member));
    const request = { x, rows: x.length / prepared.dims, dims: prepared.dims, seed: settings.seed, member };
    return fit(request, unwatched, this.arithmetic);
  }

  /** The search over the basin, opened when it is first asked. */
  private basin(): NeighbourSearch {
    const { prepared } = this.given;
    const owners = basinEpisodes(prepared);
    this.search ??= this.arithmetic.neighbours(
      inputsAt(prepared, goodRows(prepared)),
      owners.length,
      prepared.dims,
      owners,
    );
    return this.search;
  }

  private get given(): EvaluationData {
    if (this.data === null) throw new Error('nothing was handed to this lane');
    return this.data;
  }

  private get rows(): RowSets {
    if (this.sets === null) throw new Error('nothing was handed to this lane');
    return this.sets;
  }

  private scorer(id: FamilyId): Scorer {
    const scorer = this.scorers.get(id);
    if (scorer === undefined) throw new Error(`this lane has not learned ${id}`);
    return scorer;
  }
}

/** Episode of each row of the basin. */
export function basinEpisodes(prepared: PreparedData): Uint32Array {
  const good = prepared.split.segments.filter(({ part }) => part !== 'test');
  const owners = new Uint32Array(good.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const segment of good) {
    owners.fill(episodeOf(prepared, segment), at, (at += segment.end - segment.start));
  }
  return owners;
}

/** Rows of the basin that ε₉₉ is measured at: the first frame of an episode has no rate to be measured. */
export function radiusQueries(prepared: PreparedData, seed: number): Uint32Array {
  const good = goodRows(prepared);
  const asked = new Set(hasRates(prepared.demonstrations.features) ? afterStarts(prepared, good) : good);
  return radiusRows(good.length, prepared.dims, seed, (at) => asked.has(good[at]));
}

function rowsIn(segments: readonly Segment[]): Uint32Array {
  return Uint32Array.from(
    segments.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
  );
}
