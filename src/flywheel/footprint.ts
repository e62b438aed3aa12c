/** How much of what is known each patch changes: a patch is local only as far as this says (METHODS.md 2). */
import type { OpenNorm } from '../norms/open-norm';
import { certifiedSuppression } from '../reward/certificate';
import { NeighbourTree } from '../reward/nearest';
import { isEnabled } from '../reward/patch';
import type { Patch, Points, Scores } from '../reward/types';
import { box } from './red-team/distributions';
import type { Arena, DamageReport } from './types';

export type Footprint = DamageReport['patches'][number]['footprint'];

/** Points of the audited box on which footprints are measured. */
const auditedPoints = 4096;

/** Measures patches one by one, each as if it were alone. */
export class FootprintMeter {
  private readonly audited: Points;
  /** Scores without patches of good and of audited points; made when a patch first needs them. */
  private plain: Promise<readonly [Scores, Scores]> | null = null;
  private tree: NeighbourTree | null = null;

  constructor(
    private readonly arena: Arena,
    seed: number,
  ) {
    this.audited = arena.points(box.draw(arena, auditedPoints, seed), auditedPoints);
  }

  async measure(patch: Patch): Promise<Footprint> {
    const { arena, audited } = this;
    const good = arena.basin.points;
    const [inBasin, inBox] = await this.changed(patch);
    const tree = (this.tree ??= new NeighbourTree(good.x, good.rows, arena.dims));
    const farthest = inBox.reduce((far, row) => {
      const distance = tree.distance(audited.x, undefined, row * arena.dims);
      return Number.isFinite(distance) ? Math.max(far, distance) : far;
    }, 0);
    return { demonstrations: share(inBasin.length, good.rows), audited: share(inBox.length, audited.rows), farthest };
  }

  /** Rows of good and of audited points that a patch changes. */
  private async changed(patch: Patch): Promise<readonly [number[], number[]]> {
    const { arena, audited } = this;
    const good = arena.basin.points;
    if (!isEnabled(patch)) return [[], []];
    if (patch.space === 'input' && patch.kind === 'suppress') return [taken(patch, good), taken(patch, audited)];
    const norm = patch.space === 'mask' && arena.norms.find((opened) => opened.norm.id === patch.norm.id);
    if (norm) return [violating(norm, good), violating(norm, audited)];
    const [goodPlain, auditedPlain] = await (this.plain ??= this.unpatched());
    const goodAlone = await arena.scoresUnder(good, [patch]);
    const auditedAlone = await arena.scoresUnder(audited, [patch]);
    return [differing(goodPlain, goodAlone), differing(auditedPlain, auditedAlone)];
  }

  private async unpatched(): Promise<readonly [Scores, Scores]> {
    const { arena, audited } = this;
    return [await arena.scoresUnder(arena.basin.points, []), await arena.scoresUnder(audited, [])];
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
  plain.safety.forEach((safety, row) => {
    const same =
      safety === alone.safety[row] && plain.reward[row] === alone.reward[row] && alone.suppression[row] === 0;
    if (!same) rows.push(row);
  });
  return rows;
}
