import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import type { Cloud, Plane } from '../../../src/app/types';
import { PointCloud } from '../../../src/ui/map/points/point-cloud';
import { FlatPointCloud } from '../../../src/ui/map/points/flat';
import type { CloudRenderer, CloudView } from '../../../src/ui/map/points/view';

const size = { width: 200, height: 100 };
const viewOf = (rangeX: Plane['rangeX'], rangeY: Plane['rangeY']): CloudView => ({
  plane: { mode: 'features', x: 0, y: 1, origin: [0, 0], rangeX, rangeY },
  size,
  density: 1,
});
const whole = viewOf([0, 200], [0, 100]);

function cloudOf(places: readonly (readonly [number, number])[], about: readonly [number, number] = [0, 0]): Cloud {
  const xy = Float32Array.from(places.flatMap(([x, y]) => [x - about[0], y - about[1]]));
  return { xy, about, shown: places.length, total: places.length };
}

function canvas(): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width: size.width, height: size.height });
}

function contextOf(on: HTMLCanvasElement): WebGL2RenderingContext {
  const gl = on.getContext('webgl2', { antialias: false, depth: false });
  if (gl === null) throw new Error('this browser has no WebGL2');
  return gl;
}

/** Red, green, blue, alpha of a pixel; y from the top. */
type Pixels = (x: number, y: number) => number[];
function pixelsOf(gl: WebGL2RenderingContext): Pixels {
  return (x, y) => {
    const pixel = new Uint8Array(4);
    gl.readPixels(x, size.height - 1 - y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    return [...pixel];
  };
}

let renderer: CloudRenderer;
let pixels: Pixels;
afterEach(() => renderer.dispose());

describe.each(['WebGL2', '2-D'] as const)('%s cloud', (kind) => {
  beforeEach(() => {
    if (kind === 'WebGL2') {
      const gl = contextOf(canvas());
      renderer = new PointCloud(gl, () => undefined);
      pixels = pixelsOf(gl);
    } else {
      const context = canvas().getContext('2d');
      if (context === null) throw new Error('this browser has no canvas');
      renderer = new FlatPointCloud(context);
      pixels = (x, y) => [...context.getImageData(x, y, 1, 1).data];
    }
  });

  test('a point is a light middle in a dark rim, and nothing lies elsewhere', () => {
    renderer.load(cloudOf([[50.5, 79.5]]));
    renderer.look(whole);
    renderer.draw(1);
    const [red, , , alpha] = pixels(50, 20);
    expect(red).toBeGreaterThan(200);
    expect(alpha).toBeGreaterThan(200);
    const rim = pixels(52, 20);
    expect(rim[3]).toBeGreaterThan(15);
    expect(rim[0]).toBeLessThan(20);
    expect(pixels(55, 20)).toEqual([0, 0, 0, 0]);
    expect(pixels(50, 79)).toEqual([0, 0, 0, 0]);
  });

  test('a prefix is drawn first, and the rest is added to it', () => {
    renderer.load(
      cloudOf([
        [20.5, 50.5],
        [180.5, 50.5],
      ]),
    );
    renderer.look(whole);
    renderer.draw(1);
    expect([pixels(20, 49)[3] > 200, pixels(180, 49)[3], renderer.drawn]).toEqual([true, 0, 1]);
    renderer.draw(2);
    expect([pixels(20, 49)[3] > 200, pixels(180, 49)[3] > 200, renderer.drawn]).toEqual([true, true, 2]);
  });

  test('looking elsewhere forgets the picture, and the points lie where they are seen from there', () => {
    renderer.load(cloudOf([[50.5, 50.5]]));
    renderer.look(whole);
    renderer.draw(1);
    renderer.look(viewOf([40, 240], [0, 100]));
    expect(renderer.drawn).toBe(0);
    renderer.draw(1);
    expect([pixels(50, 49)[3], pixels(10, 49)[3] > 200]).toEqual([0, true]);
  });

  test('ten thousand times nearer and far from 0, every point is still on its pixel', () => {
    const about = [123_456, -98_765] as const;
    const [left, bottom] = [about[0] + 0.7312, about[1] - 0.4431];
    const pixel = 1e-4;
    const at = (column: number, row: number) => [left + (column + 0.5) * pixel, bottom + (row + 0.5) * pixel] as const;
    renderer.load(cloudOf([at(30, 50), at(33, 50), at(170, 50)], about));
    renderer.look(viewOf([left, left + 200 * pixel], [bottom, bottom + 100 * pixel]));
    renderer.draw(3);
    for (const column of [30, 33, 170]) expect(pixels(column, 49)[0]).toBeGreaterThan(200);
    expect([pixels(27, 49)[3], pixels(167, 49)[3], pixels(173, 49)[3]]).toEqual([0, 0, 0]);
  });

  test('without points the picture is empty', () => {
    renderer.load(cloudOf([[50.5, 50.5]]));
    renderer.look(whole);
    renderer.draw(1);
    renderer.load(null);
    renderer.draw(0);
    expect([pixels(50, 49)[3], renderer.total, renderer.drawn]).toEqual([0, 0, 0]);
  });
});

describe('WebGL2 alone', () => {
  let gl: WebGL2RenderingContext;
  let changes = 0;
  beforeEach(() => {
    changes = 0;
    gl = contextOf(canvas());
    renderer = new PointCloud(gl, () => changes++);
    pixels = pixelsOf(gl);
  });

  test('slices in any number give the same picture as all at once', () => {
    const random = Random.of(1, 'cloud test');
    const cloud = cloudOf(Array.from({ length: 20_000 }, () => [random.uniform(0, 200), random.uniform(0, 100)]));
    const picture = () => {
      const bytes = new Uint8Array(4 * size.width * size.height);
      gl.readPixels(0, 0, size.width, size.height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
      return bytes;
    };
    renderer.load(cloud);
    renderer.look(whole);
    renderer.draw(20_000);
    const once = picture();
    renderer.look(whole);
    for (const count of [1, 700, 7000, 15_000, 20_000]) renderer.draw(count);
    expect(new Set(once).size).toBeGreaterThan(20);
    expect(picture()).toEqual(once);
  });

  test('a larger canvas is filled up to its edges', () => {
    renderer.load(cloudOf([[199.5, 99.5]]));
    renderer.look(whole);
    renderer.draw(1);
    Object.assign(gl.canvas, { width: 400, height: 200 });
    renderer.look({ ...whole, density: 2 });
    renderer.draw(1);
    const pixel = new Uint8Array(4);
    gl.readPixels(399, 199, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    expect(pixel[0]).toBeGreaterThan(200);
  });

  test('it knows a software adapter by its name', () => {
    expect(renderer.adapter).toMatch(/\S/);
    expect(renderer.software).toBe(/swiftshader|llvmpipe|softpipe/i.test(renderer.adapter));
  });

  test('a lost context draws nothing, and draws again when it is back', async () => {
    renderer.load(cloudOf([[50.5, 50.5]]));
    renderer.look(whole);
    renderer.draw(1);
    const loss = gl.getExtension('WEBGL_lose_context');
    const event = (name: string) => new Promise((resolve) => gl.canvas.addEventListener(name, resolve, { once: true }));
    const lost = event('webglcontextlost');
    loss?.loseContext();
    await lost;
    // The browser allows a restoration once all listeners have heard of the loss.
    await new Promise(requestAnimationFrame);
    expect([renderer.alive, renderer.drawn, changes]).toEqual([false, 0, 1]);
    renderer.draw(1);
    expect(renderer.drawn).toBe(0);
    const restored = event('webglcontextrestored');
    loss?.restoreContext();
    await restored;
    expect([renderer.alive, changes]).toEqual([true, 2]);
    renderer.draw(1);
    expect(renderer.drawn).toBe(1);
    expect(pixels(50, 49)[3]).toBeGreaterThan(200);
  });

  test('disposing gives the context up and says nothing more', () => {
    renderer.load(cloudOf([[50.5, 50.5]]));
    renderer.look(whole);
    renderer.draw(1);
    renderer.dispose();
    expect([gl.isContextLost(), changes, renderer.total]).toEqual([true, 0, 0]);
  });
});
