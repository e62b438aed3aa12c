/** The reference behind the `Scorer` interface: slow, exact, and polite to whoever shares its thread. */
import { unwatched } from '../basics/task';
import { noDistances, type DemonstrationDistances } from '../norms/rows';
import { scoreReference } from './score';
import { emptyScores, placeScores, slicePoints } from './score-chunks';
import { scoringContextOf, type ScoringContext } from './patches/scoring-context';
import type { ErrorModel, Patch, Points, RewardModel, Scorer, Scores } from './types';

/** Rows scored between two breaths; about 30 ms of a default mixture with five members. */
const chunkRows = 2048;

/** Scores in chunks; rows that are not finite give NaN (see `score.ts`). */
export class ReferenceScorer implements Scorer {
  private readonly scoring: ScoringContext;

  /**
   * @param models the opened members of `model` (`openModel`)
   * @param breathe awaited between chunks; a worker hands in one that lets messages in
   * @param distances demonstrations that masks on distance ask for
   */
  constructor(
    private readonly model: RewardModel,
    private readonly models: readonly ErrorModel[],
    private readonly breathe: () => Promise<void> = () => unwatched.breathe(),
    distances: DemonstrationDistances = noDistances,
  ) {
    this.scoring = scoringContextOf(model, distances);
  }

  async score(points: Points, patches: readonly Patch[]): Promise<Scores> {
    const all = emptyScores(points.rows, this.models.length);
    await this.inChunks(points.rows, (from, to) => {
      const part = scoreReference(this.model, this.models, slicePoints(points, from, to), patches, this.scoring);
      placeScores(all, part, from, this.models.length);
    });
    return all;
  }

  async errors(points: Points): Promise<Float64Array> {
    const members = this.models.length;
    const out = new Float64Array(points.rows * members);
    await this.inChunks(points.rows, (from, to) => {
      const { x, rows } = slicePoints(points, from, to);
      this.models.forEach((member, k) => {
        member.errors(x, rows).forEach((error, row) => (out[(from + row) * members + k] = error));
      });
    });
    return out;
  }

  dispose(): void {
    // It holds nothing that must be given back.
  }

  private async inChunks(rows: number, work: (from: number, to: number) => void): Promise<void> {
    for (let from = 0; from < rows; from += chunkRows) {
      if (from > 0) await this.breathe();
      work(from, Math.min(rows, from + chunkRows));
    }
  }
}
