/**
 * Scores points with the members' errors from a backend; mapping, patches and all else in float64 on the CPU, one pass a
 * tile (docs/methods.md 1.3, 2, 8).
 */
import type { Clock } from '../basics/clock';
import type { Result } from '../basics/result';
import { ok } from '../basics/result';
import { unwatched } from '../basics/task';
import { Mixture } from '../reward/families/mixture/mixture';
import { openModel } from '../reward/open-model';
import { ReferenceScorer } from '../reward/reference-scorer';
import { emptyScores, slicePoints } from '../reward/score-chunks';
import { sculptedMappings } from '../reward/patches/sculpt';
import {
  noDistances,
  scoringContextOf,
  type ScoringContext,
  type DemonstrationDistances,
} from '../reward/patches/scoring-context';
import type { Patch, Points, RewardModel, Scorer, Scores } from '../reward/types';
import type { Backend, JudgingProgram } from './backend';
import { JudgedTile, scoreTile } from './scoring/score-tile';
import { openTileSums } from './scoring/tile-sums';

/** Rows judged at once. */
const tileRows = 2048;
/** A worker that lets messages in waits 4 ms: with less work than this in between, it would mostly wait. */
const workMilliseconds = 30;

/** One member on the backend beside its exact twin. */
interface DeviceMember {
  readonly exact: Mixture;
  readonly program: JudgingProgram;
}

export class BackendScorer implements Scorer {
  private readonly members: readonly DeviceMember[];
  private readonly exact: readonly Mixture[];
  private readonly scoring: ScoringContext;

  /**
   * @param models the opened members of `model`, all mixtures
   * @param breathe awaited between tiles; a worker hands in one that lets messages in
   * @param clock with one, `breathe` is awaited only when 30 ms have gone by
   * @param distances demonstrations that masks on distance ask for
   */
  constructor(
    backend: Backend,
    private readonly model: RewardModel,
    models: readonly Mixture[],
    private readonly breathe: () => Promise<void> = () => unwatched.breathe(),
    private readonly clock: Clock | null = null,
    distances: DemonstrationDistances = noDistances,
  ) {
    this.scoring = scoringContextOf(model, distances);
    this.exact = models;
    this.members = models.map((exact) => {
      const { shape, flat } = exact.network;
      return { exact, program: backend.openJudging(shape, flat) };
    });
  }

  async score(points: Points, patches: readonly Patch[]): Promise<Scores> {
    const all = emptyScores(points.rows, this.members.length);
    const { scoring, exact: models } = this;
    const sums = openTileSums(patches, points.rows, models, scoring);
    await this.inTiles(points, (part, judged, from) => {
      const sculpted = sculptedMappings(this.model, models, part, patches);
      scoreTile(this.model, judged, part, sums(part), all, from, sculpted);
    });
    return all;
  }

  async errors(points: Points): Promise<Float64Array> {
    const width = this.members.length;
    const out = new Float64Array(points.rows * width);
    await this.inTiles(points, (part, judged, from) => {
      judged.forEach((member, k) => {
        for (let row = 0; row < part.rows; row++) out[(from + row) * width + k] = member.error(row);
      });
    });
    return out;
  }

  dispose(): void {
    for (const { program } of this.members) program.dispose();
  }

  private async inTiles(
    points: Points,
    work: (part: Points, judged: readonly JudgedTile[], from: number) => void,
  ): Promise<void> {
    let breathed = this.clock?.elapsed() ?? 0;
    for (let from = 0; from < points.rows; from += tileRows) {
      if (from > 0 && (this.clock === null || this.clock.elapsed() - breathed >= workMilliseconds)) {
        await this.breathe();
        breathed = this.clock?.elapsed() ?? 0;
      }
      const part = slicePoints(points, from, Math.min(points.rows, from + tileRows));
      work(part, await this.judged(part), from);
    }
  }

  private async judged({ x, rows }: Points): Promise<JudgedTile[]> {
    const judged: JudgedTile[] = [];
    for (const { exact, program } of this.members) {
      judged.push(new JudgedTile(exact, await program.judge(x, rows, false), x));
    }
    return judged;
  }
}

/**
 * The scorer for a model: mixtures on the backend, every other family by the reference.
 * @param breathe awaited between tiles, with a clock only after 30 ms of work
 * @returns `malformed` when the model does not hold together
 */
export function openScorer(
  backend: Backend,
  model: RewardModel,
  breathe?: () => Promise<void>,
  clock?: Clock,
  distances?: DemonstrationDistances,
): Result<Scorer> {
  const models = openModel(model);
  if (!models.ok) return models;
  const mixtures = models.value.filter((member) => member instanceof Mixture);
  const all = mixtures.length === models.value.length;
  return ok(
    all
      ? new BackendScorer(backend, model, mixtures, breathe, clock, distances)
      : new ReferenceScorer(model, models.value, breathe, distances),
  );
}
