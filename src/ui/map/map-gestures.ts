/** Pointers on the map: tap, drag, pinch and wheel become explanations, patches, pans and zooms. */
import type { PatchOutline } from '../../app/types';
import type { MapState } from './map-state.svelte';
import type { PatchEdits } from '../screens/inspect/patches/patch-edits';
import type { Tool } from './tools';
import { type Place, type Size, outlineRadius, pan, toPixel, toPlane } from './view';

interface Sizing {
  readonly id: string;
  readonly outline: PatchOutline;
  readonly reach: number;
}
type Drag =
  | { readonly type: 'pan'; last: Place; moved: boolean; readonly tap: boolean }
  | { readonly type: 'place'; readonly key: string; readonly start: Place; id: string | null; sizing: Sizing | null }
  | { readonly type: 'pinch'; apart: number; middle: Place };

/** Pixels below which a press is a tap. */
const still = 5;
const apartOf = (a: Place, b: Place): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

export class MapGestures {
  size: Size = { width: 1, height: 1 };
  tool: Tool = 'explain';
  /** True while the space bar is held. */
  panning = false;
  private readonly pointers = new Map<number, Place>();
  private drag: Drag | null = null;
  private readonly map: MapState;
  private readonly edits: PatchEdits;

  constructor(map: MapState, edits: PatchEdits) {
    this.map = map;
    this.edits = edits;
  }

  down(pointer: number, at: Place, middleButton: boolean): void {
    this.pointers.set(pointer, at);
    if (this.pointers.size === 2) this.startPinch();
    else if (this.tool === 'pan' || middleButton || this.panning)
      this.drag = { type: 'pan', last: at, moved: false, tap: false };
    else if (this.tool === 'explain') this.drag = { type: 'pan', last: at, moved: false, tap: true };
    else void this.startPlace(this.tool, at);
  }

  move(pointer: number, at: Place): void {
    if (!this.pointers.has(pointer)) return;
    this.pointers.set(pointer, at);
    const drag = this.drag;
    if (drag?.type === 'pan') this.panTo(drag, at);
    else if (drag?.type === 'pinch') this.pinch(drag);
    else if (drag?.type === 'place') this.sizePlaced(drag, at);
  }

  up(pointer: number, at: Place): void {
    this.pointers.delete(pointer);
    const drag = this.drag;
    this.drag = null;
    if (drag?.type === 'pan' && drag.tap && !drag.moved) {
      this.map.patches.selected = null;
      void this.map.explainAt(this.placeOf(at));
    }
    if (drag?.type === 'place') this.map.patches.seal();
  }

  cancel(pointer: number): void {
    this.pointers.delete(pointer);
    this.drag = null;
  }

  /** Zooms about the pointer. */
  wheel(at: Place, delta: number): void {
    this.map.zoomBy(Math.exp(Math.max(-1, Math.min(1, delta * 0.002))), this.placeOf(at));
  }

  placeOf(at: Place): Place {
    return this.map.plane === null ? [0, 0] : toPlane(this.map.plane, this.size, at);
  }

  /** What a drag of the reach handle starts from; null where the patch has no reach on this plane. */
  sizing(id: string): Sizing | null {
    const outline = this.map.outline(id);
    const patch = this.map.patches.patches.find((other) => other.id === id);
    if (outline === null || patch === undefined || !('reach' in patch) || outline.reach.length === 0) return null;
    return { id, outline, reach: patch.reach };
  }

  /** Sets the reach so that its outline goes through a pixel. */
  sizeTo({ id, outline, reach }: Sizing, at: Place, key: string): void {
    const plane = this.map.plane;
    if (plane === null) return;
    const radius = outlineRadius(plane, this.size, outline.reach, outline.centre, at);
    const apart = apartOf(toPixel(plane, this.size, outline.centre), at);
    if (radius > 0) this.edits.resize(id, (reach * apart) / radius, key);
  }

  private panTo(drag: Drag & { type: 'pan' }, at: Place): void {
    if (!drag.moved && apartOf(drag.last, at) < still) return;
    drag.moved = true;
    if (this.map.plane !== null)
      this.map.show(pan(this.map.plane, this.size, at[0] - drag.last[0], at[1] - drag.last[1]));
    drag.last = at;
  }

  private startPinch(): void {
    const [a, b] = [...this.pointers.values()];
    this.drag = { type: 'pinch', apart: apartOf(a, b), middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] };
  }

  private pinch(drag: Drag & { type: 'pinch' }): void {
    const [a, b] = [...this.pointers.values()];
    if (b === undefined || this.map.plane === null) return;
    const middle: Place = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const apart = apartOf(a, b);
    this.map.show(pan(this.map.plane, this.size, middle[0] - drag.middle[0], middle[1] - drag.middle[1]));
    this.map.zoomBy(drag.apart / Math.max(1, apart), this.placeOf(middle));
    drag.apart = apart;
    drag.middle = middle;
  }

  private async startPlace(kind: 'suppress' | 'raise', at: Place): Promise<void> {
    const key = this.edits.begin();
    const drag: Drag = { type: 'place', key, start: at, id: null, sizing: null };
    this.drag = drag;
    const patch = await this.edits.place(kind, this.placeOf(at), key);
    drag.id = patch?.id ?? null;
    // A pointer that is still down may go on to set the reach.
    this.map.patches.save();
    if (this.drag !== drag) this.map.patches.seal();
  }

  private sizePlaced(drag: Drag & { type: 'place' }, at: Place): void {
    if (drag.id === null || apartOf(drag.start, at) < still) return;
    drag.sizing ??= this.sizing(drag.id);
    if (drag.sizing !== null) this.sizeTo(drag.sizing, at, drag.key);
  }
}
