/** What every drawing of the point cloud has in common: where it looks, how large its points are, what it promises. */
import type { Cloud, Plane } from '../../../app/types';
import { type Size, toPixel } from '../view';

/** Where the cloud is looked at from; `density` is device pixels a CSS pixel. */
export interface CloudView {
  readonly plane: Plane;
  readonly size: Size;
  readonly density: number;
}

/** Draws a prefix of a cloud. */
export interface CloudRenderer {
  /** What draws, in the browser's words. */
  readonly adapter: string;
  /** True where the processor draws, so that a frame can hold few points. */
  readonly software: boolean;
  /** Points that it can draw of the loaded cloud. */
  readonly total: number;
  /** Points in the picture; 0 after `load`, `look` and a lost context. */
  readonly drawn: number;
  load(cloud: Cloud | null): void;
  /** Looks from somewhere else. The old picture stays on the screen until the next `draw`. */
  look(view: CloudView): void;
  /** Goes on until the first `count` points are drawn. */
  draw(count: number): void;
  /** False while there is no context to draw with. */
  readonly alive: boolean;
  /** False while the last `draw` is under way. */
  ready(): boolean;
  dispose(): void;
}

/** A dark square with a light one in its middle: seen on every colour of the scale and on the faded paper. */
export const rim = { red: 8, green: 10, blue: 14, opacity: 0.45 };
export const middle = { red: 255, green: 255, blue: 255 };
/** Side of the dark square as a multiple of the light one's. */
export const rimRatio = 2;

/** CSS pixels of the light square: the more points are in view, the smaller. */
const smallest = 0.5;
const largest = 1.75;
/** Opacity of the light squares; where points cover everything, the reward under them is still seen. */
const clear = 0.55;
const full = 0.9;
/** Points by which the share in view is told. */
const sampled = 4096;

/** How points look: side of the light square in CSS pixels, and its opacity. */
export interface PointLook {
  readonly side: number;
  readonly opacity: number;
}

/** The look of `total` points: the more of them are in view, the smaller, and then the clearer. */
export function pointLook(cloud: Cloud, total: number, view: CloudView): PointLook {
  const { width, height } = view.size;
  const fitting = Math.sqrt((width * height) / Math.max(1, total * shareInView(cloud, view))) / 8;
  return {
    side: Math.min(largest, Math.max(smallest, fitting)),
    opacity: clear + (full - clear) * Math.min(1, fitting / smallest),
  };
}

/** Share of the points that the view holds, told by the first of them. */
function shareInView({ xy, about, shown }: Cloud, { plane }: CloudView): number {
  const count = Math.min(shown, sampled);
  const [left, right] = plane.rangeX.map((value) => value - about[0]);
  const [bottom, top] = plane.rangeY.map((value) => value - about[1]);
  let inside = 0;
  for (let i = 0; i < count; i++) {
    const [x, y] = [xy[2 * i], xy[2 * i + 1]];
    if (x >= left && x <= right && y >= bottom && y <= top) inside += 1;
  }
  return inside / Math.max(1, count);
}

/** Pixel of a point of the cloud. */
export function pointPixel({ xy, about }: Cloud, i: number, { plane, size }: CloudView): readonly [number, number] {
  return toPixel(plane, size, [xy[2 * i] + about[0], xy[2 * i + 1] + about[1]]);
}
