/** Where things of a plane lie on the screen, and what zooming and panning do to the plane. Layout only. */
import type { Plane } from '../../app/types';

/** Pixels of the plot; y grows downwards. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
export type Place = readonly [x: number, y: number];
type Range = readonly [number, number];

/** Pixel of a place of the plane. */
export function toPixel(plane: Plane, size: Size, [x, y]: Place): Place {
  const { rangeX, rangeY } = plane;
  return [
    ((x - rangeX[0]) / (rangeX[1] - rangeX[0])) * size.width,
    ((rangeY[1] - y) / (rangeY[1] - rangeY[0])) * size.height,
  ];
}

/** Place of the plane under a pixel. */
export function toPlane(plane: Plane, size: Size, [px, py]: Place): Place {
  const { rangeX, rangeY } = plane;
  return [
    rangeX[0] + (px / size.width) * (rangeX[1] - rangeX[0]),
    rangeY[1] - (py / size.height) * (rangeY[1] - rangeY[0]),
  ];
}

function zoomRange([low, high]: Range, about: number, factor: number): Range {
  return [about + (low - about) * factor, about + (high - about) * factor];
}

/** Zooms about a place; `factor` below 1 comes nearer. */
export function zoom(plane: Plane, [x, y]: Place, factor: number): Plane {
  return { ...plane, rangeX: zoomRange(plane.rangeX, x, factor), rangeY: zoomRange(plane.rangeY, y, factor) };
}

/** Moves the picture by pixels. */
export function pan(plane: Plane, size: Size, dx: number, dy: number): Plane {
  const stepX = (-dx / size.width) * (plane.rangeX[1] - plane.rangeX[0]);
  const stepY = (dy / size.height) * (plane.rangeY[1] - plane.rangeY[0]);
  return {
    ...plane,
    rangeX: [plane.rangeX[0] + stepX, plane.rangeX[1] + stepX],
    rangeY: [plane.rangeY[0] + stepY, plane.rangeY[1] + stepY],
  };
}

/** The middle of what is shown. */
export function middle(plane: Plane): Place {
  return [(plane.rangeX[0] + plane.rangeX[1]) / 2, (plane.rangeY[0] + plane.rangeY[1]) / 2];
}

/** SVG path of a flat [x, y, …] line; closed where asked. */
export function pathOf(plane: Plane, size: Size, line: Float32Array, closed: boolean): string {
  let path = '';
  for (let i = 0; i + 1 < line.length; i += 2) {
    const [px, py] = toPixel(plane, size, [line[i], line[i + 1]]);
    path += `${i === 0 ? 'M' : 'L'}${px.toFixed(1)} ${py.toFixed(1)}`;
  }
  return closed && path !== '' ? `${path}Z` : path;
}

/** Pixels from `centre` to a closed outline in the direction of `towards`; 0 where there is no outline. */
export function outlineRadius(plane: Plane, size: Size, outline: Float32Array, centre: Place, towards: Place): number {
  const [cx, cy] = toPixel(plane, size, centre);
  const wanted = Math.atan2(towards[1] - cy, towards[0] - cx);
  let best = Infinity;
  let radius = 0;
  for (let i = 0; i + 1 < outline.length; i += 2) {
    const [px, py] = toPixel(plane, size, [outline[i], outline[i + 1]]);
    const turn = Math.abs(Math.atan2(py - cy, px - cx) - wanted);
    const away = Math.min(turn, 2 * Math.PI - turn);
    if (away < best) {
      best = away;
      radius = Math.hypot(px - cx, py - cy);
    }
  }
  return radius;
}

/** Pixel of the rightmost place of an outline, where its handle sits; null where there is no outline. */
export function handlePlace(plane: Plane, size: Size, outline: Float32Array): Place | null {
  let found: Place | null = null;
  for (let i = 0; i + 1 < outline.length; i += 2) {
    const place = toPixel(plane, size, [outline[i], outline[i + 1]]);
    if (found === null || place[0] > found[0]) found = place;
  }
  return found;
}
