/**
 * The point cloud on a plot of 900 × 600 pixels, drawn on the page's own thread, as the app draws it: frames while the map is
 * panned, and the time until a map at rest shows every point.
 */
import { systemClock } from '../../src/basics/clock';
import { Random } from '../../src/basics/random';
import { animate } from '../../src/ui/kit/clock';
import { PointCloud } from '../../src/ui/map/points/point-cloud';
import { CloudFrames } from '../../src/ui/map/points/frames';
import type { CloudView } from '../../src/ui/map/points/view';
import { median, type Bench, type BenchRow } from './rows';

const size = { width: 900, height: 600 };
const movingFrames = 90;
const runs = 3;

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

function viewAt(step: number): CloudView {
  const left = -3 + 0.01 * step;
  const plane = { mode: 'features', x: 0, y: 1, origin: [], rangeX: [left, left + 6], rangeY: [-3, 3] } as const;
  return { plane, size, density: 1 };
}

/** A cloud of so many normally distributed points on a canvas of the page. */
function stage(points: number) {
  const canvas = Object.assign(document.createElement('canvas'), size);
  document.body.append(canvas);
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false });
  if (gl === null) {
    canvas.remove();
    return null;
  }
  const random = Random.of(1, 'bench', 'cloud');
  const xy = Float32Array.from({ length: 2 * points }, () => random.normal());
  const renderer = new PointCloud(gl, () => undefined);
  /** Moments at which something was drawn. */
  const drawings: number[] = [];
  const onDrawn = (drawn: number) => drawn > 0 && drawings.push(systemClock.elapsed());
  const frames = new CloudFrames(renderer, { clock: systemClock, animate, onDrawn });
  frames.load({ xy, about: [0, 0], shown: points, total: points });
  const dispose = () => {
    frames.dispose();
    canvas.remove();
  };
  return { renderer, frames, drawings, dispose };
}
type Stage = NonNullable<ReturnType<typeof stage>>;

/** Milliseconds between two pictures while the map is panned at every frame. */
async function pan({ frames, drawings }: Stage): Promise<number> {
  for (let step = 0; step < movingFrames; step++) {
    frames.show(viewAt(step));
    await nextFrame();
  }
  const late = drawings.slice(-movingFrames / 2);
  return median(late.slice(1).map((at, i) => at - late[i]));
}

interface Rest {
  /** From the last move until all points are drawn. */
  readonly total: number;
  readonly slices: number;
  /** Longest time between two frames of the page. */
  readonly longestGap: number;
  /** Longest task of the page's thread; those under 50 ms are not told. */
  readonly longestTask: number;
}

async function rest({ renderer, frames, drawings }: Stage): Promise<Rest> {
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  drawings.length = 0;
  const start = systemClock.elapsed();
  frames.show(viewAt(0));
  const gaps: number[] = [];
  let before = await nextFrame();
  while (renderer.drawn < renderer.total || !renderer.ready()) {
    const now = await nextFrame();
    gaps.push(now - before);
    before = now;
  }
  const total = systemClock.elapsed() - start;
  observer.disconnect();
  return { total, slices: drawings.length, longestGap: Math.max(0, ...gaps), longestTask: Math.max(0, ...tasks) };
}

const whole = (milliseconds: number): string => Math.round(milliseconds).toString();

async function moving(name: string, points: number): Promise<BenchRow | null> {
  const set = stage(points);
  if (set === null) return null;
  const values: number[] = [];
  for (let i = 0; i < runs; i++) values.push(await pan(set));
  const { drawn, adapter } = set.renderer;
  set.dispose();
  return { name, value: median(values), unit: 'ms', runs, note: `${drawn} points while moving; ${adapter}` };
}

async function resting(name: string, points: number): Promise<BenchRow | null> {
  const set = stage(points);
  if (set === null) return null;
  const found: Rest[] = [];
  // The first learns what the adapter can do.
  for (let i = 0; i <= runs; i++) found.push(await rest(set));
  const measured = found.slice(1);
  set.dispose();
  const gap = whole(Math.max(...measured.map(({ longestGap }) => longestGap)));
  const longest = Math.max(...measured.map(({ longestTask }) => longestTask));
  const task = longest === 0 ? 'no task over 50 ms' : `longest task ${whole(longest)} ms`;
  const slices = whole(median(measured.map(({ slices }) => slices)));
  const note = `${slices} slices after 120 ms of rest, ${task}, longest frame ${gap} ms`;
  return { name, value: median(measured.map(({ total }) => total)), unit: 'ms', runs, note };
}

export const cloudBenches: readonly Bench[] = (['1e5', '1e6'] as const).flatMap((points) => [
  { name: `cloud/frame/${points}`, run: () => moving(`cloud/frame/${points}`, Number(points)) },
  { name: `cloud/rest/${points}`, run: () => resting(`cloud/rest/${points}`, Number(points)) },
]);
