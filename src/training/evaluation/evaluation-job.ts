/** What an evaluation works with, and how its pieces are cut so that all lanes are busy. */
import { joined } from '../../basics/arrays';
import type { FamilyId } from '../../reward/families';
import type { TrainingCheckpoint } from '../../reward/families/mixture/training';
import type { PreparedData } from '../prepared-data';
import type { EvaluationLane, SetScores } from './evaluator';
import type { Lanes } from './lanes';
import { RowSets, type RowSet } from './row-sets';
import { EvaluationWork } from './work';

/** Rows of a set that are judged as one piece. */
export const pieceRows = 500;

type Range = readonly [from: number, to: number];

export class EvaluationJob {
  readonly sets: RowSets;
  readonly work: EvaluationWork;
  /** Distances to the basin that were asked for, which every family shares. */
  private readonly measured = new Map<string, Promise<Float64Array>>();

  /** @param checkpoints one a member, in order */
  constructor(
    readonly prepared: PreparedData,
    readonly checkpoints: readonly TrainingCheckpoint[],
    readonly seed: number,
    readonly lanes: Lanes<EvaluationLane>,
  ) {
    this.sets = new RowSets(prepared, seed);
    this.work = new EvaluationWork(prepared);
  }

  /** Does the pieces of a range, and joins their numbers in order. @param each work of one item of the range */
  async inPieces(
    label: string,
    each: number,
    [from, to]: Range,
    most: number,
    work: (lane: EvaluationLane, from: number, to: number) => Promise<Float64Array>,
  ): Promise<Float64Array> {
    return joined(
      await Promise.all(
        pieces(from, to, most).map(([first, end]) =>
          this.lanes.run({ label, work: each * (end - first) }, (lane) => work(lane, first, end)),
        ),
      ),
    );
  }

  /** Distances of rows of a set to the basin, measured once. @param from, to bounds of pieces */
  async distances(set: RowSet, [from, to]: Range): Promise<Float64Array> {
    const parts = pieces(from, to, pieceRows).map(([first, end]) => {
      const key = `${set.part}/${set.negative ?? ''}/${first}/${end}`;
      const known =
        this.measured.get(key) ??
        this.lanes.run(
          { label: 'Measuring distances from the data', work: this.work.distance * (end - first) },
          (lane) => lane.distances(set, first, end),
        );
      this.measured.set(key, known);
      return known;
    });
    return joined(await Promise.all(parts));
  }

  /** Distances of rows that are handed in to the basin, measured once for a name. @param raw [rows × F] */
  rowDistances(name: string, raw: Float32Array, rows: number): Promise<Float64Array> {
    const known =
      this.measured.get(name) ??
      this.inPieces('Measuring distances from the data', this.work.distance, [0, rows], pieceRows, (lane, from, to) =>
        lane.rowDistances(cut(raw, rows, from, to), to - from),
      );
    this.measured.set(name, known);
    return known;
  }

  /** Scores of rows that are handed in by a family that the lanes have learned. @param raw [rows × F] */
  rowScores(id: FamilyId, label: string, raw: Float32Array, rows: number): Promise<SetScores> {
    return this.scoresBy(id, label, [0, rows], (lane, from, to) =>
      lane.scoreRows(id, cut(raw, rows, from, to), to - from),
    );
  }

  /** Scores of rows of a set by a family that the lanes have learned. */
  scores(id: FamilyId, label: string, set: RowSet, range: Range): Promise<SetScores> {
    return this.scoresBy(id, label, range, (lane, from, to) => lane.scores(id, set, from, to));
  }

  private async scoresBy(
    id: FamilyId,
    label: string,
    [from, to]: Range,
    score: (lane: EvaluationLane, from: number, to: number) => Promise<SetScores>,
  ): Promise<SetScores> {
    const each = this.work.row(id, this.checkpoints.length);
    const parts = await Promise.all(
      pieces(from, to, pieceRows).map(([first, end]) =>
        this.lanes.run({ label, work: each * (end - first) }, (lane) => score(lane, first, end)),
      ),
    );
    const all = (key: keyof SetScores): Float64Array => joined(parts.map((part) => part[key]));
    return {
      score: all('score'),
      energy: all('energy'),
      memberEnergies: all('memberEnergies'),
      suppression: all('suppression'),
      raise: all('raise'),
    };
  }
}

/** Bounds of pieces of at most `most` from `from` to `to`. */
export function pieces(from: number, to: number, most: number): Range[] {
  return Array.from({ length: Math.ceil((to - from) / most) }, (_, i): Range => [
    from + i * most,
    Math.min(to, from + (i + 1) * most),
  ]);
}

/** Rows [from, to) of a row-major matrix, by themselves: what crosses a border is no larger than they are. */
function cut(raw: Float32Array, rows: number, from: number, to: number): Float32Array {
  const width = raw.length / rows;
  return raw.slice(from * width, to * width);
}
