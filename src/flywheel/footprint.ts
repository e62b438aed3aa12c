/** How much of what is known each patch changes: a patch is local only as far as this says (docs/methods.md 2). */
import type { OpenNorm } from '../norms/open-norm';
import { certifiedSuppression } from '../reward/patches/certificate';
import { NeighbourTree } from '../reward/distance/nearest';
import { isEnabled } from '../reward/patches/patch';
import type { Patch, Points, Scores } from '../reward/types';
import { box } from './red-team/distributions';
import type { AttackProblem, DamageReport } from './types';

export type Footprint = DamageReport['patches'][number]['footprint'];

/** Points of the audited box on which footprints are measured. */
const auditedPoints = 4096;

/** Measures patches one by one, each as if it were alone. */
export class FootprintMeter {
  private readonly audited: Points;
  /** Scores without patches of good and of audited points; made when a patch first needs them. */
  private plain: Promise<readonly [Scores, Scores]> | null = null;
  private tree: NeighbourTree | null = null;
  /** By audited point, as far as they were asked for; NaN = not yet. */
  private readonly distances = new Float64Array(auditedPoints).fill(NaN);

  constructor(
    private readonly problem: AttackProblem,
    seed: number,
  ) {
    this.audited = problem.points(box.draw(problem, auditedPoints, seed), auditedPoints);
  }

  async measure(patch: Patch): Promise<Footprint> {
    const { audited } = this;
    const good = this.problem.basin.points;
    const [inBasin, inBox] = await this.changed(patch);
    const farthest = inBox.reduce((far, row) => Math.max(far, this.distance(row)), 0);
    return { demonstrations: share(inBasin.length, good.rows), audited: share(inBox.length, audited.rows), farthest };
  }

  /** Distance of an audited point from the nearest good one; 0 where there is none. */
  private distance(row: number): number {
    if (this.distances[row] >= 0) return this.distances[row];
    const { rows, x } = this.problem.basin.points;
    this.tree ??= new NeighbourTree(x, rows, this.problem.dims);
    const distance = this.tree.distance(this.audited.x, undefined, row * this.problem.dims);
    return (this.distances[row] = Number.isFinite(distance) ? distance : 0);
  }

  /** Rows of good and of audited points that a patch changes. */
  private async changed(patch: Patch): Promise<readonly [number[], number[]]> {
    const { problem, audited } = this;
    const good = problem.basin.points;
    if (!isEnabled(patch)) return [[], []];
    if (patch.space === 'input' && patch.kind === 'suppress') return [taken(patch, good), taken(patch, audited)];
    const norm = patch.space === 'mask' && problem.norms.find((opened) => opened.norm.id === patch.norm.id);
    if (norm) return [violating(norm, good), violating(norm, audited)];
    const [goodPlain, auditedPlain] = await (this.plain ??= this.unpatched());
    const goodAlone = await problem.scoresUnder(good, [patch]);
    const auditedAlone = await problem.scoresUnder(audited, [patch]);
    return [differing(goodPlain, goodAlone), differing(auditedPlain, auditedAlone)];
  }

  private async unpatched(): Promise<readonly [Scores, Scores]> {
    const { problem, audited } = this;
    return [await problem.scoresUnder(problem.basin.points, []), await problem.scoresUnder(audited, [])];
  }
}

function share(count: number, of: number): number {
  return of === 0 ? 0 : count / of;
}

function everyRow({ rows }: Points): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}

function taken(patch: Patch, points: Points): number[] {
  const amounts = certifiedSuppression([patch], points, 0);
  return everyRow(points).filter((row) => amounts[row] > 0);
}

/** What cannot be told is taken as well: a mask fails closed. */
function violating(norm: OpenNorm, points: Points): number[] {
  return everyRow(points).filter((row) => !(norm.margin(points, row) >= 0));
}

function differing(plain: Scores, alone: Scores): number[] {
  const rows: number[] = [];
  plain.score.forEach((score, row) => {
    const same =
      score === alone.score[row] && plain.baseReward[row] === alone.baseReward[row] && alone.suppression[row] === 0;
    if (!same) rows.push(row);
  });
  return rows;
}
