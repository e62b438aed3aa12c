import { expect, test } from 'vitest';
import type { Mapping } from '../../../src/app/types';
import { logTicks, ticks } from '../../../src/ui/charts/scale';
import { draftsOf, specsOf } from '../../../src/ui/screens/data/mapping-draft';
import { bytes, count, duration, number } from '../../../src/ui/kit/format';
import { formatPlane, parsePlane } from '../../../src/ui/map/plane-route';
import { outlineRadius, pan, toPixel, toPlane, zoom } from '../../../src/ui/map/view';
import { formatRoute, parseRoute } from '../../../src/ui/route';
import { viridis, viridisColour } from '../../../src/ui/kit/viridis';

const plane = { mode: 'features', x: 0, y: 2, origin: [1, 2, 3], rangeX: [-1, 3], rangeY: [0, 10] } as const;
const size = { width: 400, height: 200 };

test('a mapping goes through the wizard’s drafts unchanged', () => {
  const features: Mapping['features'] = [
    { column: 'a', name: 'position', unit: 'm', role: 'continuous' },
    { column: 'a', name: 'speed', unit: 'm/s', role: 'derived' },
    { column: 'b', name: 'b', unit: '', role: 'ignore' },
    { column: 'c', name: 'turning', unit: 'rad/s', role: 'derived' },
  ];
  const drafts = draftsOf(['a', 'b', 'c'], { features, episodeColumn: null, timeColumn: null, fps: null });
  expect(specsOf(drafts)).toEqual(features);
});

test('a velocity is left out where the role allows none', () => {
  const [draft] = draftsOf(['a'], {
    features: [{ column: 'a', name: 'a', unit: '', role: 'category' }],
    episodeColumn: null,
    timeColumn: null,
    fps: null,
  });
  expect(specsOf([{ ...draft, velocity: true }])).toHaveLength(1);
});

test('a route survives the URL hash', () => {
  const route = { screen: 'inspect', params: { reward: 'a b&c', view: 'f_0_1' } } as const;
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test('a hash that nobody wrote leads to the data screen', () => {
  expect(parseRoute('#/../../etc?x').screen).toBe('data');
});

test('a plane survives the URL hash', () => {
  const { view, at } = formatPlane(plane);
  expect(parsePlane(view, at, [0, 0, 0])).toEqual(plane);
});

test('a plane of another reward is not shown', () => {
  const { view, at } = formatPlane(plane);
  expect(parsePlane(view, at, [0, 0])).toBeNull();
  expect(parsePlane('f_0_1_3_3_0_1', undefined, [0, 0])).toBeNull();
  expect(parsePlane('f_0_1', undefined, [0, 0])).toBeNull();
});

test('pixels and places are each other’s inverse, y upwards', () => {
  expect(toPixel(plane, size, [-1, 10])).toEqual([0, 0]);
  expect(toPlane(plane, size, toPixel(plane, size, [0.5, 2.5]))).toEqual([0.5, 2.5]);
});

test('zooming keeps the place under the pointer and panning moves it along', () => {
  const place = [1.2, 4] as const;
  const [x, y] = toPixel(plane, size, place);
  const near = toPixel(zoom(plane, place, 0.5), size, place);
  expect(near[0]).toBeCloseTo(x);
  expect(near[1]).toBeCloseTo(y);
  const moved = toPixel(pan(plane, size, 30, -12), size, place);
  expect(moved[0]).toBeCloseTo(x + 30);
  expect(moved[1]).toBeCloseTo(y - 12);
});

test('the radius of an outline is measured in the direction of the pointer', () => {
  const ellipse = Float32Array.from({ length: 720 }, (_, i) => {
    const turn = (Math.floor(i / 2) * Math.PI) / 180;
    return i % 2 === 0 ? 1 + 0.5 * Math.cos(turn) : 5 + 2 * Math.sin(turn);
  });
  expect(outlineRadius(plane, size, ellipse, [1, 5], [400, 100])).toBeCloseTo(50, 3);
  expect(outlineRadius(plane, size, ellipse, [1, 5], [200, 0])).toBeCloseTo(40, 3);
});

test('ticks are round and inside the range', () => {
  expect(ticks(-1, 1, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(ticks(0.3, 0.3)).toEqual([0.3]);
  expect(logTicks(0.01, 1)).toEqual([0.01, 0.03, 0.1, 0.3, 1]);
});

test('numbers read as people write them', () => {
  expect(number(-0.123456)).toBe('−0.123');
  expect(number(NaN)).toBe('–');
  expect(number(1234567)).toBe('1\u202f234\u202f567');
  expect(count(1234567)).toBe('1\u202f234\u202f567');
  expect(bytes(1_482_113)).toBe('1.5 MB');
  expect(duration(200)).toBe('3 min 20 s');
});

test('viridis starts dark, ends bright and grows lighter all the way', () => {
  expect(viridisColour(0)).toBe('rgb(68, 1, 84)');
  expect(viridisColour(1)).toBe('rgb(253, 231, 37)');
  const light = Array.from(
    { length: 256 },
    (_, i) => 0.2126 * viridis[3 * i] + 0.7152 * viridis[3 * i + 1] + 0.0722 * viridis[3 * i + 2],
  );
  expect(light.every((value, i) => i < 4 || value >= light[i - 4])).toBe(true);
});
