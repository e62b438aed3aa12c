import { describe, expect, it } from 'vitest';
import { unbounded } from '../../../src/norms/bounds';
import type { Norm } from '../../../src/norms/norm';
import { feature, marginAt, marginsOf, plane, rowsOf, spaceOf } from './fixtures';

const features = [0, 1];

describe('a range norm', () => {
  const range: Norm = { id: 'r', type: 'range', features, min: [-1, 0], max: [1, unbounded] };

  it('has the distance to the nearest bound as its margin, negative beyond it', () => {
    expect(marginAt(range, [0.75, 5])).toBe(0.25);
    expect(marginAt(range, [0, 0])).toBe(0);
    expect(marginAt(range, [-1.5, 5])).toBe(-0.5);
    expect(marginAt(range, [0, -2])).toBe(-2);
  });

  it('has no bound where files say null', () => {
    expect(marginAt(range, [0, 1e300])).toBe(1);
  });
});

describe('a half-space norm', () => {
  const half: Norm = { id: 'h', type: 'half-space', features, normal: [3, 4], offset: 5 };

  it('has the signed distance from its plane as its margin', () => {
    expect(marginAt(half, [3, 4])).toBe(4);
    expect(marginAt(half, [0, 0])).toBe(-1);
    expect(marginAt(half, [-1, 2])).toBe(0);
  });
});

describe('a path norm', () => {
  const points = [
    [0, 0],
    [4, 0],
    [4, 3],
  ];
  const path: Norm = { id: 'p', type: 'path', features, points, width: 1 };

  it('measures from the nearest place of the line, its ends and corners included', () => {
    expect(marginAt(path, [2, 0.25])).toBe(0.75);
    expect(marginAt(path, [-3, 4])).toBe(-4);
    expect(marginAt(path, [4, 5])).toBe(-1);
    expect(marginAt(path, [7, -4])).toBe(-4);
  });

  it('may be one point, or stand still for a while', () => {
    expect(marginAt({ ...path, points: [[1, 1]] }, [4, 5])).toBe(-4);
    expect(marginAt({ ...path, points: [points[0], points[0], points[1]] }, [2, 3])).toBe(-2);
  });
});

describe('a wall norm', () => {
  const boxes = [
    { min: [0, 0], max: [2, 4] },
    { min: [10, 0], max: [unbounded, unbounded] },
  ];
  const wall: Norm = { id: 'w', type: 'wall', features, boxes };

  it('has the distance to the nearest box, and inside of one minus the depth', () => {
    expect(marginAt(wall, [5, 8])).toBe(5);
    expect(marginAt(wall, [-3, 2])).toBe(3);
    expect(marginAt(wall, [1.75, 2])).toBe(-0.25);
    expect(marginAt(wall, [2, 2])).toBe(0);
  });

  it('knows boxes without an end', () => {
    expect(marginAt(wall, [1e6, 3])).toBe(-3);
    expect(marginAt(wall, [9, 1e6])).toBe(1);
  });
});

describe('a velocity norm', () => {
  it('keeps a length within bounds', () => {
    const norm: Norm = { id: 'v', type: 'velocity', features, min: 1, max: 6 };
    expect(marginAt(norm, [3, 4])).toBe(1);
    expect(marginAt(norm, [0, 0])).toBe(-1);
    expect(marginAt(norm, [6, 8])).toBe(-4);
  });

  it('has no lower bound unless it is told one', () => {
    expect(marginAt({ id: 'v', type: 'velocity', features, max: 6 }, [0, 0])).toBe(6);
  });
});

describe('a lane norm', () => {
  const line = [
    [0, 0],
    [10, 0],
    [10, 10],
  ];
  const lane: Norm = { id: 'l', type: 'lane', features, points: line, left: 3, right: 1 };

  it('is wider on the left than on the right where it says so', () => {
    expect(marginAt(lane, [5, 2])).toBe(1);
    expect(marginAt(lane, [5, -0.75])).toBe(0.25);
    expect(marginAt(lane, [5, -2])).toBe(-1);
    expect(marginAt(lane, [7, 5])).toBe(0);
  });

  it('turns round when the direction of travel does', () => {
    const back: Norm = { ...lane, points: [...line].reverse() };
    expect(marginAt(back, [5, -2])).toBe(1);
    expect(marginAt(back, [5, 2])).toBe(-1);
  });

  it('knows the side outside of a sharp corner, where both segments are equally near', () => {
    const sharp = [
      [0, 0],
      [10, 0],
      [0, 1],
    ];
    const norm: Norm = { id: 'l', type: 'lane', features, points: sharp, left: 100, right: 1 };
    for (const place of [
      [12, 0.1],
      [12, -1],
      [11, 2],
      [14, 0.5],
    ]) {
      expect(marginAt(norm, place), String(place)).toBeLessThan(0);
    }
  });
});

describe('a support norm', () => {
  const robot = [feature('angle', 'angle'), feature('v'), feature('gear', 'category', [0, 1])];
  const space = spaceOf(robot, 0, 2);
  const rows = rowsOf(space, [
    [0, 6, 1],
    [Math.PI / 2, 0, 0],
  ]);

  it('asks for the distance over the standardised inputs of its features', () => {
    const asked: (readonly number[])[] = [];
    const distances = {
      distance: (_: unknown, at: number, inputs: readonly number[]) => asked.push([at, ...inputs]) / 4,
    };
    const norm: Norm = { id: 's', type: 'support', boundary: 1, features: [2, 0] };
    expect(marginsOf(norm, space, rows, distances)).toEqual([0.75, 0.5]);
    expect(asked).toEqual([
      [0, 0, 1, 3, 4],
      [5, 0, 1, 3, 4],
    ]);
  });

  it('measures to the nearest of its own points, in standardised units', () => {
    const points = [
      [0, 100],
      [0, 2],
      [0, 0],
    ];
    const norm: Norm = { id: 's', type: 'support', boundary: 1, features: [0, 1], points };
    const [near, turned] = marginsOf(norm, space, rows);
    expect(near).toBe(1 - 2);
    expect(turned).toBeCloseTo(1 - Math.SQRT2 / 2, 12);
  });

  it('is inconclusive where nothing is near', () => {
    expect(marginsOf({ id: 's', type: 'support', boundary: 1 }, space, rows)).toEqual([NaN, NaN]);
  });
});

describe('norms about text', () => {
  const keyword: Norm = { id: 'k', type: 'keyword', field: 'message', words: ['Increase the dose'], mode: 'forbid' };
  const regex: Norm = { id: 'x', type: 'regex', field: 'message', pattern: 'do(se|ubl)', mode: 'forbid' };
  const at = (norm: Norm, message?: string | number) =>
    marginAt(norm, [0, 0], message === undefined ? {} : { message });

  it('forbid words or ask for them', () => {
    expect(at(keyword, 'Please increase  the DOSE.')).toBe(-1);
    expect(at(keyword, 'Rest.')).toBe(1);
    expect(at({ ...keyword, mode: 'require' }, 'Please increase the dose.')).toBe(1);
    expect(at({ ...keyword, mode: 'require' }, 'Rest.')).toBe(-1);
  });

  it('cannot tell when a word is negated, whichever way they ask', () => {
    expect(at(keyword, 'Do not hesitate to increase the dose.')).toBeNaN();
    expect(at({ ...keyword, mode: 'require' }, 'Do not hesitate to increase the dose.')).toBeNaN();
  });

  it('forbid matches of a pattern or ask for one', () => {
    expect(at(regex, 'a dose')).toBe(-1);
    expect(at(regex, 'rest')).toBe(1);
    expect(at({ ...regex, mode: 'require' }, 'rest')).toBe(-1);
  });

  it('are inconclusive without the field, or when it is no text', () => {
    for (const norm of [keyword, regex]) {
      expect(at(norm)).toBeNaN();
      expect(at(norm, 3)).toBeNaN();
      expect(marginAt(norm, [0, 0])).toBeNaN();
      expect(marginAt({ ...norm, field: 'constructor' }, [0, 0], {})).toBeNaN();
    }
  });
});

describe('a norm of any kind about features', () => {
  const points = [
    [0, 0],
    [1, 0],
  ];
  const norms: Norm[] = [
    { id: 'r', type: 'range', features, min: [-9, -9], max: [9, 9] },
    { id: 's', type: 'support', boundary: 9, points },
    { id: 'h', type: 'half-space', features, normal: [1, 1], offset: -9 },
    { id: 'p', type: 'path', features, points, width: 9 },
    { id: 'w', type: 'wall', features, boxes: [{ min: [5, 5], max: [6, 6] }] },
    { id: 'v', type: 'velocity', features, max: 9 },
    { id: 'l', type: 'lane', features, points, left: 9, right: 9 },
    { id: 'c', type: 'predicate', expression: 'x < 9.0 || y < 9.0' },
  ];

  it.each(norms.map((norm) => [norm.type, norm] as const))(
    'is inconclusive when a value is not finite: %s',
    (_, norm) => {
      expect(marginAt(norm, [0, 0])).toBeGreaterThan(0);
      for (const bad of [NaN, Infinity, -Infinity]) {
        expect(marginAt(norm, [0, bad])).toBeNaN();
        expect(marginAt(norm, [bad, 0])).toBeNaN();
      }
    },
  );

  it.each(norms.map((norm) => [norm.type, norm] as const))('does not change with its neighbours: %s', (_, norm) => {
    const space = spaceOf(plane);
    const places = Array.from({ length: 9 }, (_, i) => [i - 4, (i * 7) % 5]);
    const together = marginsOf(norm, space, rowsOf(space, places));
    expect(together).toEqual(places.map((place) => marginAt(norm, place)));
  });
});
