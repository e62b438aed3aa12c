import { describe, expect, it } from 'vitest';
import { Pace, ranges } from '../../../../src/engine/webgpu/pace';

describe('the pace of submissions', () => {
  it('grows at most fourfold at a time, up to 256 steps', () => {
    const pace = new Pace();
    const seen = [pace.steps];
    for (let i = 0; i < 6; i++) {
      pace.measured(pace.steps, 0.01 * pace.steps);
      seen.push(pace.steps);
    }
    expect(seen).toEqual([1, 4, 16, 64, 256, 256, 256]);
  });

  it('holds a submission to what was measured', () => {
    const pace = new Pace();
    pace.measured(1, 10);
    pace.measured(4, 40);
    expect(pace.steps).toBe(6);
    pace.measured(6, 180);
    expect(pace.steps).toBe(2);
    expect(pace.parts).toBe(1);
  });

  it('splits a single step that takes too long, until its parts do not, and joins it again', () => {
    const pace = new Pace();
    pace.measured(1, 900);
    pace.measured(1, 900);
    pace.measured(1, 900);
    pace.measured(1, 900);
    expect(pace.parts).toBe(16);
    pace.measured(1, 900);
    expect([pace.steps, pace.parts]).toEqual([1, 16]);
    for (let i = 0; i < 4; i++) pace.measured(1, 2);
    expect(pace.parts).toBe(1);
    expect(pace.steps).toBeGreaterThan(1);
  });

  it('never splits without end', () => {
    const pace = new Pace();
    for (let i = 0; i < 40; i++) pace.measured(1, 1e9);
    expect([pace.steps, pace.parts]).toEqual([1, 64]);
  });
});

describe('the parts of a dispatch', () => {
  it.each([
    [1, 1],
    [1, 64],
    [10, 3],
    [64, 64],
    [65, 64],
  ])('cover %i workgroups in at most %i ranges, each once', (groups, parts) => {
    const cut = ranges(groups, parts);
    expect(cut.length).toBeLessThanOrEqual(parts);
    const covered = cut.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
    expect(covered).toEqual(Array.from({ length: groups }, (_, i) => i));
  });
});
