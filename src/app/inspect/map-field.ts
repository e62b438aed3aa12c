/**
 * The reward as a picture. What does not depend on patches (rewards and uncertainty of the slice) is made once for a
 * plane and size, in strips, and kept; patches are added on top, so a drag redraws in milliseconds.
 */
import { contours } from 'd3-contour';
import { Slice } from '../../reward/plane';
import { scoreOf } from '../../reward/score';
import { isSculpted } from '../../reward/patches/sculpt';
import { PatchEvaluator } from '../../reward/patches/suppression';
import type { Patch, Points } from '../../reward/types';
import { uncertainties } from '../../reward/distance/uncertainty';
import type { OpenReward } from '../project/open-reward';
import { breathe } from '../../engine/open-scorer';
import type { Field, Plane } from '../types';

/** Pixels of a strip: some 20 ms of a default mixture. */
const stripPixels = 8192;
const contourSize = 128;
const contourLevels = [0.05, 0.25, 0.5, 0.75, 0.95];
const keptBases = 6;
/** Points of a picture are kept when they fit into this; beyond, they are made again for each redraw. */
const keptBytes = 96 * 2 ** 20;

interface Strip {
  readonly fromRow: number;
  readonly toRow: number;
  readonly points: Points | null;
}

/** One slice at one size, filled from the top. */
class Base {
  readonly reward: Float32Array;
  readonly distanceRatio: Float32Array;
  private readonly strips: Strip[] = [];
  private readonly slice: Slice;
  private readonly keeps: boolean;

  constructor(
    private readonly open: OpenReward,
    readonly plane: Plane,
    readonly size: number,
  ) {
    this.slice = new Slice(open.space, plane, open.components);
    this.reward = new Float32Array(size * size);
    this.distanceRatio = new Float32Array(size * size);
    this.keeps = size * size * (this.slice.dims + open.space.features.length) * 8 <= keptBytes;
  }

  /** Goes on where it stopped; false when `wanted` turned false on the way. */
  async fill(wanted: () => boolean): Promise<boolean> {
    const { size } = this;
    const rows = Math.max(1, Math.floor(stripPixels / size));
    for (let from = this.strips.at(-1)?.toRow ?? 0; from < size; from += rows) {
      const to = Math.min(size, from + rows);
      const points = this.slice.grid(size, from, to);
      const { baseReward: reward } = await this.open.scorer.score(points, []);
      this.reward.set(reward, from * size);
      const { fitted } = this.open;
      if (fitted) this.distanceRatio.set(uncertainties(fitted, points.x, points.rows), from * size);
      this.strips.push({ fromRow: from, toRow: to, points: this.keeps ? points : null });
      await breathe();
      if (!wanted()) return false;
    }
    return true;
  }

  /** s of each pixel under patches. Where an expert is sculpted, r itself is another, and is made anew. */
  async score(patches: readonly Patch[]): Promise<Float32Array> {
    const { size } = this;
    const out = new Float32Array(size * size);
    for (const { fromRow, toRow, points } of this.strips) {
      const places = points ?? this.slice.grid(size, fromRow, toRow);
      if (isSculpted(patches)) {
        out.set((await this.open.scorer.score(places, patches)).score, fromRow * size);
        continue;
      }
      const { suppression, raise } = new PatchEvaluator(this.open.models, places, this.open.scoring).sums(patches);
      for (let i = 0, at = fromRow * size; i < places.rows; i++, at++) {
        out[at] = scoreOf(this.reward[at], raise[i], suppression[i]);
      }
    }
    return out;
  }
}

/** Pictures of one open reward. */
export class MapFields {
  private readonly bases = new Map<string, Base>();

  constructor(private readonly reward: OpenReward) {}

  get scorer(): OpenReward['scorer'] {
    return this.reward.scorer;
  }

  /** null when `wanted` turned false before it was done. */
  async field(
    plane: Plane,
    size: number,
    patches: readonly Patch[],
    wanted: () => boolean,
  ): Promise<Omit<Field, 'milliseconds'> | null> {
    const base = this.baseOf(plane, size);
    if (!(await base.fill(wanted))) return null;
    const score = await base.score(patches);
    return { size, score, distanceRatio: base.distanceRatio.slice(), contours: contoursOf(score, size, plane) };
  }

  private baseOf(plane: Plane, size: number): Base {
    const key = JSON.stringify([plane, size]);
    const base = this.bases.get(key) ?? new Base(this.reward, plane, size);
    this.bases.delete(key);
    this.bases.set(key, base);
    for (const oldest of this.bases.keys()) {
      if (this.bases.size <= keptBases) break;
      this.bases.delete(oldest);
    }
    return base;
  }
}

/** Level lines in axis units, from at most 128 × 128 places of the picture. */
function contoursOf(score: Float32Array, size: number, plane: Plane): Field['contours'] {
  const step = Math.max(1, Math.floor(size / contourSize));
  const count = Math.floor(size / step);
  const values = new Array<number>(count * count);
  for (let i = 0; i < values.length; i++) {
    values[i] = score[Math.floor(i / count) * step * size + (i % count) * step];
  }
  const [left, right] = plane.rangeX;
  const [bottom, top] = plane.rangeY;
  // d3 puts the value of cell i at i + ½; ours lies at the centre of a pixel.
  const across = (x: number) => left + (((x - 0.5) * step + 0.5) / size) * (right - left);
  const down = (y: number) => top - (((y - 0.5) * step + 0.5) / size) * (top - bottom);
  const generator = contours().size([count, count]);
  return contourLevels.map((level) => ({
    level,
    lines: generator
      .contour(values, level)
      .coordinates.flat()
      .flatMap((ring) => openLines(ring, count))
      .map((line) => Float32Array.from(line.flatMap(([x, y]) => [across(x), down(y)]))),
  }));
}

type Ring = readonly (readonly number[])[];

/** A ring without the stretches along the border of the picture, where it was only closed: no level runs there. */
function openLines(ring: Ring, size: number): Ring[] {
  const onBorder = ([x, y]: Ring[number]) => x <= 0 || y <= 0 || x >= size || y >= size;
  const lines: (readonly number[])[][] = [[]];
  ring.forEach((point, i) => {
    if (i > 0 && onBorder(point) && onBorder(ring[i - 1])) lines.push([]);
    lines[lines.length - 1].push(point);
  });
  return lines.filter((line) => line.length > 1);
}
