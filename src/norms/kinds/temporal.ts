/** `temporal`: another norm over a window of frames: STL robustness (docs/methods.md 3; temporal.ts has the mathematics). */
import * as v from 'valibot';
import { count, exactly, oneOf } from '../../basics/schema';
import { common, rule, type Fault } from './fields';
import type { RowNorm } from './index';
import type { NormBy, NormWords } from './kind';

/**
 * A norm over the window of frames [from, to] from each frame on, within its episode. `frames`, for `for-at-least`: so many on
 * end within the window. The norm inside is none of windows itself.
 */
export type TemporalNorm = NormBy<typeof temporalSchema>;

/** What must hold within the window. */
export const windowOperators = ['always', 'eventually', 'for-at-least'] as const;
const longestWindow = 1_000_000;

/** @param inner reads norms of single rows */
export const temporalSchema = (inner: v.GenericSchema<unknown, RowNorm>) =>
  v.pipe(
    exactly({
      ...common('temporal'),
      operator: oneOf(windowOperators),
      from: v.pipe(count(), v.maxValue(longestWindow, `is more than ${longestWindow} frames`)),
      to: v.pipe(count(), v.maxValue(longestWindow, `is more than ${longestWindow} frames`)),
      frames: v.pipe(v.optional(count(1)), v.description('Of `for-at-least`, and of it alone.')),
      norm: inner,
    }),
    rule((norm) => windowFault(norm)),
  );

interface Window {
  readonly operator: (typeof windowOperators)[number];
  readonly from: number;
  readonly to: number;
  readonly frames?: number | undefined;
}

function windowFault({ operator, from, to, frames }: Window): Fault | null {
  if (to < from) return { at: ['to'], what: `is less than from, ${from}` };
  const held = operator === 'for-at-least';
  if (held !== (frames !== undefined)) {
    return held ? { at: [], what: 'lacks frames' } : { at: ['frames'], what: `means nothing for ${operator}` };
  }
  return frames !== undefined && frames > to - from + 1 ? { at: ['frames'], what: 'is longer than the window' } : null;
}

/** @param wordsOf words of the kind of the norm inside, by its type */
export function temporalWords(wordsOf: (type: string) => NormWords): NormWords<TemporalNorm> {
  return {
    type: 'temporal',
    title: 'Over time',
    hint: 'Another norm over a window of frames of an episode.',
    margin: 'the robustness over the window, see below',
    form: [
      {
        key: 'operator',
        label: 'Holds',
        kind: 'choice',
        choices: [
          ['always', 'at every frame'],
          ['eventually', 'at some frame'],
          ['for-at-least', 'for some frames on end'],
        ],
      },
      { key: 'from', label: 'From frame', kind: 'number' },
      { key: 'to', label: 'To frame', kind: 'number' },
      { key: 'frames', label: 'Frames on end', kind: 'number', optional: true },
      { key: 'norm', label: 'Norm that is to hold', kind: 'norm' },
    ],
    sentence({ operator, from, to, frames = 1, norm }, telling) {
      const when = {
        always: 'Always',
        eventually: 'At some frame',
        'for-at-least': `For at least ${frames} frames`,
      };
      return `${when[operator]} ${from} to ${to} frames on: ${wordsOf(norm.type).sentence(norm, telling)}`;
    },
    named: ({ norm }, features) => wordsOf(norm.type).named(norm, features),
  };
}
