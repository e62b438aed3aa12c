import { expect, test } from 'vitest';
import type { Cloud } from '../../../src/app/types';
import { CloudFrames } from '../../../src/ui/map/points/frames';
import { CloudPace } from '../../../src/ui/map/points/pace';
import type { CloudRenderer, CloudView } from '../../../src/ui/map/points/view';

const million = 1_000_000;
const cloud: Cloud = { xy: new Float32Array(0), about: [0, 0], shown: million, total: million };
const size = { width: 100, height: 100 };
const viewAt = (left: number, pixels = size): CloudView => ({
  plane: { mode: 'features', x: 0, y: 1, origin: [], rangeX: [left, left + 1], rangeY: [0, 1] },
  size: pixels,
  density: 1,
});

/** A renderer that draws `speed` points a millisecond, and frames every 16 ms. */
function stage(options: { software: boolean; speed: number }) {
  let now = 0;
  let busyUntil = 0;
  let frame: (() => boolean) | null = null;
  const told: number[] = [];
  const batches: number[] = [];
  const renderer = new (class implements CloudRenderer {
    readonly adapter = 'made up';
    readonly software = options.software;
    alive = true;
    drawn = 0;
    total = 0;
    disposed = false;
    load(next: Cloud | null): void {
      this.total = next?.shown ?? 0;
      this.drawn = 0;
    }
    look(): void {
      this.drawn = 0;
    }
    draw(count: number): void {
      batches.push(count - this.drawn);
      busyUntil = now + (count - this.drawn) / options.speed;
      this.drawn = count;
    }
    ready(): boolean {
      return now >= busyUntil;
    }
    dispose(): void {
      this.disposed = true;
    }
  })();
  const frames = new CloudFrames(renderer, {
    clock: { now: () => now, elapsed: () => now, sleep: () => Promise.resolve() },
    animate: (step) => {
      frame = step;
      return () => (frame = null);
    },
    onDrawn: (drawn) => told.push(drawn),
  });
  const tick = (): boolean => {
    now += 16;
    const step = frame;
    if (step !== null && !step()) frame = null;
    return frame !== null;
  };
  return { frames, renderer, batches, told, tick, running: () => frame !== null };
}

test('a processor draws at most 100 000 points while the map moves, and all of them at rest', () => {
  const { frames, renderer, batches, told, tick } = stage({ software: true, speed: 100_000 });
  frames.load(cloud);
  for (let i = 0; i < 100; i++) {
    frames.show(viewAt(i));
    tick();
    expect(renderer.drawn).toBeLessThanOrEqual(100_000);
    expect(renderer.drawn).toBeGreaterThan(0);
  }
  expect(Math.max(...batches)).toBe(100_000);
  while (tick());
  expect([renderer.drawn, told.at(-1)]).toEqual([million, million]);
});

test('at rest begins 120 ms after the last move, and goes on where the sample ended', () => {
  const { frames, renderer, batches, tick } = stage({ software: true, speed: 100_000 });
  frames.load(cloud);
  frames.show(viewAt(0));
  tick();
  const sample = renderer.drawn;
  for (let i = 0; i < 6; i++) tick();
  expect(renderer.drawn).toBe(sample);
  for (let i = 0; i < 2; i++) tick();
  expect(renderer.drawn).toBeGreaterThan(sample);
  while (tick());
  expect(batches.reduce((sum, batch) => sum + batch, 0)).toBe(million);
});

test('slices shrink until each is drawn within some 16 ms', () => {
  const { frames, batches, tick } = stage({ software: true, speed: 1000 });
  frames.load(cloud);
  frames.show(viewAt(0));
  while (tick());
  expect(Math.max(...batches.slice(-20))).toBeLessThanOrEqual(25_000);
});

test('a fast adapter soon draws everything in one frame, moving or not', () => {
  const { frames, renderer, tick } = stage({ software: false, speed: 1e6 });
  frames.load(cloud);
  for (let i = 0; i < 10; i++) {
    frames.show(viewAt(i));
    tick();
  }
  expect(renderer.drawn).toBe(million);
});

test('nothing new is asked for while the adapter is still drawing', () => {
  const { frames, batches, tick } = stage({ software: true, speed: 500 });
  frames.load(cloud);
  frames.show(viewAt(0));
  const first = batches.length;
  for (let i = 1; i < 5; i++) {
    frames.show(viewAt(i));
    tick();
  }
  expect(batches).toHaveLength(first);
});

test('no frame is asked for once the picture is complete', () => {
  const { frames, tick, running } = stage({ software: false, speed: 1e6 });
  frames.load(cloud);
  frames.show(viewAt(0));
  while (tick());
  expect(running()).toBe(false);
  frames.show(viewAt(1));
  expect(running()).toBe(true);
});

test('a canvas that changed its size is drawn on at once', () => {
  const { frames, batches, tick } = stage({ software: true, speed: 1e6 });
  frames.load(cloud);
  frames.show(viewAt(0));
  tick();
  const before = batches.length;
  frames.show(viewAt(0, { width: 90, height: 90 }));
  expect(batches).toHaveLength(before + 1);
});

test('a lost context stops the frames, and a restored one draws everything anew', () => {
  const { frames, renderer, told, tick, running } = stage({ software: true, speed: 1e6 });
  frames.load(cloud);
  frames.show(viewAt(0));
  while (tick());
  Object.assign(renderer, { alive: false, drawn: 0 });
  frames.redraw();
  tick();
  expect([running(), told.at(-1)]).toEqual([false, 0]);
  renderer.alive = true;
  frames.redraw();
  while (tick());
  expect([renderer.drawn, told.at(-1)]).toEqual([million, million]);
});

test('disposing stops the frames and lets go of the renderer', () => {
  const { frames, renderer, running } = stage({ software: true, speed: 1e6 });
  frames.load(cloud);
  frames.dispose();
  expect([running(), renderer.disposed]).toEqual([false, true]);
});

test('a quick frame of few points does not widen the budget', () => {
  const pace = new CloudPace(false);
  const before = pace.slice;
  pace.took(100, 16);
  expect(pace.slice).toBe(before);
});

test('however slow the adapter, some points are drawn', () => {
  const pace = new CloudPace(true);
  for (let i = 0; i < 50; i++) pace.took(pace.slice, 5000);
  expect(pace.moving).toBe(5000);
});
