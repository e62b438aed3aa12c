/**
 * Scores points with the members' errors from a backend; mapping, patches and all else in float64 on the CPU, by
 * the reference's own code (METHODS.md 1.3, 2, 8). A row's scores never depend on the other rows of the call.
 */
import type { Floats } from '../basics/arrays';
import type { Result } from '../basics/result';
import { ok } from '../basics/result';
import { unwatched } from '../basics/task';
import { Mixture } from '../reward/families/mixture';
import { openModel } from '../reward/open-model';
import { ReferenceScorer } from '../reward/reference-scorer';
import { scoreReference } from '../reward/score';
import { emptyScores, placeScores, slicePoints } from '../reward/score-chunks';
import type { ErrorModel, Patch, Points, RewardModel, Scorer, Scores } from '../reward/types';
import type { Backend, Judgement, JudgingProgram } from './backend';

/** Rows judged between two breaths. */
const tile = 2048;

/** One member on the backend beside its exact twin. */
interface DeviceMember {
  readonly exact: Mixture;
  readonly program: JudgingProgram;
}

/** A member whose answers about one chunk are known already; what the backend does not do, its exact twin does. */
class JudgedMember implements ErrorModel {
  readonly dims: number;

  constructor(
    private readonly exact: Mixture,
    private readonly judgement: Judgement,
  ) {
    this.dims = exact.dims;
  }

  /** Where float32 overflowed, float64 may not. */
  private repaired(values: Float32Array, x: Floats, repair: (row: Floats) => Float64Array): Float64Array {
    const { dims } = this;
    return Float64Array.from(values, (value, row) =>
      Number.isFinite(value) ? value : repair(x.subarray(row * dims, (row + 1) * dims))[0],
    );
  }

  errors(x: Floats): Float64Array {
    return this.repaired(this.judgement.errors, x, (row) => this.exact.errors(row, 1));
  }

  decoderNorms(x: Floats): Float64Array {
    return this.repaired(this.judgement.decoderNorms, x, (row) => this.exact.decoderNorms(row, 1));
  }

  contributions(x: Floats): Float64Array {
    return this.exact.contributions(x);
  }

  latent(x: Floats, rows: number) {
    return this.exact.latent(x, rows);
  }
}

export class BackendScorer implements Scorer {
  private readonly members: readonly DeviceMember[];

  /**
   * @param models the opened members of `model`, all mixtures
   * @param breathe awaited between tiles; a worker hands in one that lets messages in
   */
  constructor(
    backend: Backend,
    private readonly model: RewardModel,
    models: readonly Mixture[],
    private readonly breathe: () => Promise<void> = () => unwatched.breathe(),
  ) {
    this.members = models.map((exact) => {
      const { shape, flat } = exact.network;
      return { exact, program: backend.openJudging(shape, flat) };
    });
  }

  async score(points: Points, patches: readonly Patch[]): Promise<Scores> {
    const all = emptyScores(points.rows, this.members.length);
    await this.inTiles(points, (part, judged, from) => {
      placeScores(all, scoreReference(this.model, judged, part, patches), from, this.members.length);
    });
    return all;
  }

  async errors(points: Points): Promise<Float64Array> {
    const width = this.members.length;
    const out = new Float64Array(points.rows * width);
    await this.inTiles(points, (part, judged, from) => {
      judged.forEach((member, k) => {
        member.errors(part.x).forEach((error, row) => (out[(from + row) * width + k] = error));
      });
    });
    return out;
  }

  dispose(): void {
    for (const { program } of this.members) program.dispose();
  }

  private async inTiles(
    points: Points,
    work: (part: Points, judged: readonly JudgedMember[], from: number) => void,
  ): Promise<void> {
    for (let from = 0; from < points.rows; from += tile) {
      if (from > 0) await this.breathe();
      const part = slicePoints(points, from, Math.min(points.rows, from + tile));
      work(part, await this.judged(part), from);
    }
  }

  private async judged({ x, rows }: Points): Promise<JudgedMember[]> {
    const judged: JudgedMember[] = [];
    for (const { exact, program } of this.members) {
      judged.push(new JudgedMember(exact, await program.judge(x, rows)));
    }
    return judged;
  }
}

/**
 * The scorer for a model: mixtures on the backend, every other family by the reference.
 * @returns `malformed` when the model does not hold together
 */
export function openScorer(backend: Backend, model: RewardModel, breathe?: () => Promise<void>): Result<Scorer> {
  const models = openModel(model);
  if (!models.ok) return models;
  const mixtures = models.value.filter((member) => member instanceof Mixture);
  const all = mixtures.length === models.value.length;
  return ok(
    all ? new BackendScorer(backend, model, mixtures, breathe) : new ReferenceScorer(model, models.value, breathe),
  );
}
