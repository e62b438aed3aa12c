import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TemporalNorm } from '../../../src/norms/norm';
import { temporalMargins } from '../../../src/norms/temporal';

const inner: TemporalNorm['norm'] = { id: 'i', type: 'range', features: [0], min: [0], max: [1] };

function temporal(operator: TemporalNorm['operator'], from: number, to: number, frames?: number): TemporalNorm {
  return { id: 't', type: 'temporal', operator, from, to, norm: inner, ...(frames === undefined ? {} : { frames }) };
}

function margins(
  norm: TemporalNorm,
  values: readonly number[],
  starts: readonly number[] = [0, values.length],
): number[] {
  return [...temporalMargins(norm, Float64Array.from(values), Uint32Array.from(starts))];
}

/** By the definition, window by window. */
function bruteForce({ operator, from, to, frames = 1 }: TemporalNorm, values: readonly number[]): number[] {
  return values.map((_, t) => {
    const window = values.slice(t + from, t + to + 1);
    if (window.length === 0 || window.some(Number.isNaN)) return NaN;
    if (operator === 'always') return Math.min(...window);
    const runs = operator === 'eventually' ? window.map((value) => [value]) : runsOf(window, frames);
    const best = Math.max(...runs.map((run) => Math.min(...run)));
    return t + to < values.length || best >= 0 ? best : NaN;
  });
}

function runsOf(window: readonly number[], frames: number): number[][] {
  return window.slice(frames - 1).map((_, i) => window.slice(i, i + frames));
}

describe('temporal margins', () => {
  it('take the least over a window for always, and cut it at the end', () => {
    expect(margins(temporal('always', 0, 1), [3, 1, 2])).toEqual([1, 1, 2]);
  });

  it('take the greatest for eventually, and cannot tell at the end unless it holds already', () => {
    expect(margins(temporal('eventually', 0, 1), [-3, -1, 2, -2])).toEqual([-1, 2, 2, NaN]);
  });

  it('want so many frames on end for at least', () => {
    expect(margins(temporal('for-at-least', 0, 3, 2), [1, -1, 1, 2, -5, 1, -1, 1])).toEqual([
      1,
      1,
      1,
      -1,
      -1,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('never look into the next episode', () => {
    expect(margins(temporal('always', 0, 9), [3, 2, -1, 5], [0, 2, 4])).toEqual([2, 2, -1, 5]);
    expect(margins(temporal('eventually', 1, 1), [-3, 2, 4, 5], [0, 2, 4])).toEqual([2, NaN, 5, NaN]);
  });

  it('are inconclusive when a frame of the window is, even if another decides', () => {
    expect(margins(temporal('always', 0, 1), [-1, NaN, -1, 1])).toEqual([NaN, NaN, -1, 1]);
    expect(margins(temporal('eventually', 0, 1), [9, NaN, 9, 9])).toEqual([NaN, NaN, 9, 9]);
    expect(margins(temporal('for-at-least', 0, 2, 1), [9, 9, NaN, 9, 9, 9])).toEqual([NaN, NaN, NaN, 9, 9, 9]);
  });

  it('have nothing to say of no rows', () => {
    expect(margins(temporal('always', 0, 3), [], [0])).toEqual([]);
  });

  it('agree with the definition', () => {
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const episodes = fc.array(fc.array(value, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
    const window = fc.tuple(fc.nat(5), fc.nat(6), fc.nat(6));
    const operator = fc.constantFrom('always', 'eventually', 'for-at-least' as const);
    fc.assert(
      fc.property(episodes, window, operator, (parts, [from, length, frames], chosen) => {
        const norm = temporal(
          chosen,
          from,
          from + length,
          chosen === 'for-at-least' ? 1 + (frames % (length + 1)) : undefined,
        );
        const starts = parts.reduce<number[]>((all, part) => [...all, (all.at(-1) ?? 0) + part.length], [0]);
        const expected = parts.flatMap((part) => bruteForce(norm, part));
        expect(margins(norm, parts.flat(), starts)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
