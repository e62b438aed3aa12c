/**
 * What the map shows: the plane, its picture from coarse to fine, demonstrations, outlines, budget and the chosen point.
 * The newest request wins; the first coarse picture of a request is never given up, so nothing starves during a drag.
 */
import type {
  BudgetReport,
  Cloud,
  Explanation,
  Field,
  Patch,
  PatchOutline,
  Plane,
  RewardSummary,
  Services,
} from '../../app/types';
import { newest } from '../kit/clock';
import type { PatchDocument } from '../screens/inspect/patches/patch-document.svelte';
import { formatPlane, parsePlane, rounded } from './plane-route';
import { type Place, middle, zoom } from './view';

export type Axes = Awaited<ReturnType<Services['inspect']['axes']>>;
const sizes = [64, 128, 256, 512];
/** Shares of an axis' whole span between which zooming stays. */
const nearest = 1e-4;
const farthest = 20;

export class MapState {
  readonly reward: RewardSummary;
  readonly patches: PatchDocument;
  readonly services: Services;
  axes = $state.raw<Axes>([]);
  plane = $state.raw<Plane | null>(null);
  picture = $state.raw<{ plane: Plane; field: Field } | null>(null);
  cloud = $state.raw<Cloud | null>(null);
  /** Points of the cloud in the picture. */
  drawn = $state(0);
  outlines = $state.raw<readonly PatchOutline[]>([]);
  budget = $state.raw<BudgetReport | null>(null);
  explanation = $state.raw<Explanation | null>(null);
  /** Where the explained point lies on the plane that it was chosen on. */
  point = $state.raw<Place | null>(null);
  crosshair = $state.raw<Place | null>(null);
  private explained: readonly number[] | null = null;
  private version = 0;
  private coarse = false;
  private finest = 0;

  constructor(services: Services, reward: RewardSummary, patches: PatchDocument) {
    this.services = services;
    this.reward = reward;
    this.patches = patches;
  }

  /** Shows the plane that the URL names, else the first two features through the median demonstration. */
  async open(view: string | undefined, at: string | undefined): Promise<void> {
    const wanted = parsePlane(view, at, this.reward.centre);
    const mode = wanted?.mode ?? 'features';
    this.axes = await this.services.inspect.axes(mode);
    if (wanted !== null && Math.max(wanted.x, wanted.y) < this.axes.length) this.show(wanted);
    else await this.useMode('features');
  }

  async useMode(mode: Plane['mode']): Promise<void> {
    const axes = await this.services.inspect.axes(mode);
    this.axes = axes;
    const y = Math.min(1, axes.length - 1);
    const origin = this.plane?.origin ?? this.reward.centre;
    this.show({ mode, x: 0, y, origin, rangeX: axes[0].range, rangeY: axes[y].range });
  }

  /** Puts axis `index` on x or y; the other axis swaps places where it was the same. */
  useAxis(which: 'x' | 'y', index: number): void {
    if (this.plane === null) return;
    const other = which === 'x' ? this.plane.y : this.plane.x;
    const kept = other === index ? this.plane[which] : other;
    const [x, y] = which === 'x' ? [index, kept] : [kept, index];
    this.show({ ...this.plane, x, y, rangeX: this.axes[x].range, rangeY: this.axes[y].range });
  }

  useOrigin(origin: readonly number[]): void {
    if (this.plane !== null) this.show({ ...this.plane, origin });
  }

  /** Shows everything again. */
  fit(): void {
    if (this.plane === null) return;
    const { x, y } = this.plane;
    this.show({ ...this.plane, rangeX: this.axes[x].range, rangeY: this.axes[y].range });
  }

  /** Zooms about a place, the middle where none is given; not past what a picture can show. */
  zoomBy(factor: number, about: Place | null = null): void {
    if (this.plane === null) return;
    const next = zoom(this.plane, about ?? middle(this.plane), factor);
    const full = this.axes[next.x].range;
    const share = (next.rangeX[1] - next.rangeX[0]) / (full[1] - full[0]);
    if (share > nearest && share < farthest) this.show(next);
  }

  /** Shows a plane. */
  show(wanted: Plane): void {
    const plane = rounded(wanted);
    const before = this.plane;
    this.plane = plane;
    const moved = before === null || before.mode !== plane.mode || before.x !== plane.x || before.y !== plane.y;
    if (moved) {
      this.picture = null;
      this.cloud = null;
      this.point = null;
      this.crosshair = null;
      this.refreshCloud(plane);
    } else if (before.origin.some((value, f) => value !== plane.origin[f])) this.point = null;
    this.finest = 0;
    this.refreshOutlines(plane);
    this.redraw();
  }

  /** Call after the list of patches has changed. */
  patchesChanged(list: readonly Patch[]): void {
    if (this.plane !== null) this.refreshOutlines(this.plane);
    this.refreshBudget(list);
    if (this.explained !== null) this.refreshExplanation(this.explained);
    this.redraw();
  }

  /** Parameters for the URL. */
  get hash(): { view: string; at: string } | null {
    return this.plane === null ? null : formatPlane(this.plane);
  }

  async locate(place: Place): Promise<readonly number[] | null> {
    return this.plane === null ? null : this.services.inspect.locate(this.plane, place[0], place[1]);
  }

  /** Explains the score at a place of the plane. */
  async explainAt(place: Place): Promise<void> {
    this.point = place;
    this.crosshair = place;
    const raw = await this.locate(place);
    if (raw === null || this.point !== place) return;
    this.explained = raw;
    this.refreshExplanation(raw);
  }

  /** Slices through a raw point, widens the view until it holds it, and explains it. */
  async showPoint(raw: readonly number[]): Promise<void> {
    if (this.plane?.mode !== 'features') await this.useMode('features');
    if (this.plane === null) return;
    const { x, y, rangeX, rangeY } = this.plane;
    this.show({ ...this.plane, origin: raw, rangeX: holding(rangeX, raw[x]), rangeY: holding(rangeY, raw[y]) });
    await this.explainAt([raw[x], raw[y]]);
  }

  forgetPoint(): void {
    this.point = null;
    this.explained = null;
    this.explanation = null;
  }

  outline(id: string): PatchOutline | null {
    return this.outlines.find((outline) => outline.id === id) ?? null;
  }

  /** Shows an outline where it is about to be, until its true place is known. */
  shiftOutline(id: string, [x, y]: Place): void {
    this.outlines = this.outlines.map((outline) => {
      if (outline.id !== id) return outline;
      const step = [x - outline.centre[0], y - outline.centre[1]];
      const shifted = (line: Float32Array): Float32Array => line.map((value, i) => value + step[i % 2]);
      return { id, centre: [x, y], reach: shifted(outline.reach), core: shifted(outline.core) };
    });
  }

  private redraw(): void {
    this.version += 1;
    if (!this.coarse) void this.draw();
  }

  private async draw(): Promise<void> {
    const version = this.version;
    const plane = this.plane;
    if (plane === null) return;
    // The base of this plane is kept at its finest size, so patches alone need no coarse picture.
    const steps = sizes.filter((size) => size >= this.finest);
    for (const [index, size] of steps.entries()) {
      if (index === 0) this.coarse = true;
      const field = await this.services.inspect.field(plane, size, this.patches.patches);
      if (index === 0) this.coarse = false;
      if (field !== null && this.plane !== null && this.plane.x === plane.x && this.plane.y === plane.y) {
        this.picture = { plane, field };
        if (version === this.version) this.finest = Math.min(256, size);
      }
      if (version !== this.version) {
        if (index === 0) void this.draw();
        return;
      }
    }
  }

  private readonly refreshCloud = newest(async (plane: Plane) => {
    const cloud = await this.services.inspect.cloud(plane);
    if (this.plane?.mode === plane.mode && this.plane.x === plane.x && this.plane.y === plane.y) this.cloud = cloud;
  });

  private readonly refreshOutlines = newest(async (plane: Plane) => {
    this.outlines = await this.services.inspect.outlines(plane, this.patches.patches);
  });

  private readonly refreshBudget = newest(async (list: readonly Patch[]) => {
    this.budget = await this.services.inspect.budget(list);
  });

  private readonly refreshExplanation = newest(async (raw: readonly number[]) => {
    const explanation = await this.services.inspect.explain(raw, this.patches.patches);
    if (this.explained === raw) this.explanation = explanation;
  });
}

/** The range, wide enough that a value lies inside with some room. */
function holding([low, high]: readonly [number, number], value: number): readonly [number, number] {
  const room = 0.1 * (Math.max(high, value) - Math.min(low, value));
  return [value < low ? value - room : low, value > high ? value + room : high];
}
